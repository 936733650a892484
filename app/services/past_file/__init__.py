"""The file of a past register, .xls or .xlsx, made into a sheet of clean text in a process apart (`app.apart`).

It lies beside `services.past` and not in it, because the process apart starts anew for each file: what it imports is
waited for, and the store's libraries, which it never needs, are a second of it. Read upwards: sheet (what comes of a
file), cells (a cell's text, day or number), workbook (a file into cells), converting (their text into Unicode), heads
(which row and column is which), reading (a file into a sheet, in this process), telling (the same in another one).
"""
