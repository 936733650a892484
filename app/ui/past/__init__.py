"""The registers of past years in the window: taking a file in (from Cài đặt), and what Tra cứu finds of them.

`columns` is the right panel with a choice for each fact, `preview` one file as it would be taken in, `form` lays out
the screen around it, `imports` lists those there are and takes one back, `rows` makes the rows of the tables.
`page` connects them to the service. `hits` and `record` are what Tra cứu shows: the rows found, and one of them whole.
"""
