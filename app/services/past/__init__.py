"""The registers of past years, taken in from Excel so that "did we receive this in 2023?" has an answer.

A past record is no dossier: no event, no number, no outbox, in no report, never sent. Its rows are a table of their
own. `services.past_file` makes a sheet of a file. Read upwards: views (what is handed out), columns (the mapping),
records (rows into records, doubles and refusals), taking (into the store and out again), finding.

    sheet = read(path)                    one sheet of a file, read in a process apart; nothing is stored
    columns = propose(desk, sheet)        field → column, remembered for these heads or guessed from them
    preview(desk, sheet, columns)         what taking it in would do
    take_in(desk, sheet, columns, …)      take it in, in batches; the same file twice adds nothing
    find(desk, text) · source_row(desk, id) · sources(desk) · remove(desk, source)
"""

from app.services.past.columns import propose
from app.services.past.finding import COUNTED, find, source_row
from app.services.past.records import preview
from app.services.past.taking import remove, sources, take_in
from app.services.past.views import (
    DATES,
    REQUIRED,
    Columns,
    Double,
    Found,
    PastHit,
    Preview,
    Problem,
    Record,
    Source,
    Taken,
)
from app.services.past_file.sheet import FIELDS, LABELS, Converted, Sheet
from app.services.past_file.telling import read

__all__ = [
    "COUNTED",
    "DATES",
    "FIELDS",
    "LABELS",
    "REQUIRED",
    "Columns",
    "Converted",
    "Double",
    "Found",
    "PastHit",
    "Preview",
    "Problem",
    "Record",
    "Sheet",
    "Source",
    "Taken",
    "find",
    "preview",
    "propose",
    "read",
    "remove",
    "source_row",
    "sources",
    "take_in",
]
