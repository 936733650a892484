"""Paper: a frozen view in, the bytes of a PDF out.

A form is three things. Its words lie in `resources/forms` as data, because ministries change words more often than
programs (DESIGN §3.8). Its shape is a module here, one for each form, that turns a view into blocks. `sheet` lays
the blocks on pages and knows nothing of forms. Read upwards: fonts, paper, blocks, sheet; texts, qr, letterhead;
what several forms share (heading, ended, component_table, corrections, transfer, hops, act_form); then the forms
by their own names.

Registers, lists and reports are no forms of their own: each is a `report.Report` (columns from a data file, rows from
a service) that `table` turns into pages, by way of grid and ink, and `workbook` into a spreadsheet.

Nothing here reads the store or the clock, so the same view gives the same bytes: what an officer prints again is
what was printed before, and a test can compare pictures. `sheet` draws with reportlab's canvas; its platypus would
measure every paragraph twice and costs more time than the drawing itself. Moments are said in local time, money in
whole đồng.
"""
