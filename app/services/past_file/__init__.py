"""The file of a past register, Excel's or what a web system exports, as a sheet of clean text read in a process apart.

It lies beside `services.past` and not in it, because the process apart starts anew for each file: what it imports is
waited for, and the store's libraries, which it never needs, are a second of it. Read upwards: sheet (what
comes of a file), days and cells (a cell's text, day or number), filling (a sheet, cell by cell), delimited,
web_page and xml_tables (what is not Excel's own), workbook (a file into cells), converting (their text into Unicode),
heads (which row and column is which), reading (a file into a sheet, in this process), telling (the same in another
one, `app.apart`).
"""
