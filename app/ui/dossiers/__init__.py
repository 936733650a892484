"""Tra cứu (F3): the header's box searches, the table lists, and the panel shows one dossier with its history.

`rows` turns hits into table rows and says what is left until a promise, `history` says each event, `facts` shows who
and what, `acting` is the inline form of every act, `correcting` the one for corrections, `panel` puts them together,
`chips` narrow the list, `page` connects them to the services.
"""
