"""Hôm nay (Ctrl+0): six figures that ask for something, the list behind the chosen one, and how the day goes.

`form` lays the screen out, `paperless` says that there is no recovery paper, `rows` turns lines into table rows and
says the tiles' second lines, `page` connects them.
"""
