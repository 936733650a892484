"""Tra cứu (F3): the header's box searches, the table lists, and the panel shows one dossier with its history.

`rows` turns hits into table rows and says what is left until a promise, `chips` narrow the list, `form` lays it out.
`panel` is one dossier: `facts` who and what, `history` each event, and the inline forms. `asks` is the table of every
act and what it asks for; `acting` the form made from it with `editors`, `dating`, `counts` (papers) and `qrcode`
(VietQR); `correcting` the form of a correction over the table in `standing`; `paperlist` the papers to print.
`opened` is what all of them read of a dossier. `act_writer` writes and prints, `looking` shows a paper before either,
`again` receives a voided dossier anew. What the registers of past years have of the same words comes from
`ui.past.hits`. `page` connects them to the services.
"""
