"""The long work of the law on paper: a year's register as PDF and XLSX, 06a, a province's catalogue taken in.

Beside each stands the least that must be done anyhow: the register's cells drawn one by one on a bare canvas, the
dossiers' records read and decoded, the catalogue's rows decoded and put into the store with one statement.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from datetime import date
from io import BytesIO
from pathlib import Path

import orjson
from reportlab.pdfgen.canvas import Canvas

from app.models.packed import plain
from app.models.store import open_store
from app.printing.fonts import REGULAR, register
from app.printing.paper import LANDSCAPE
from app.printing.table import render_report
from app.printing.workbook import workbook
from app.services import catalogue, reports
from app.services.centre import shipped_catalogue
from app.services.desk import Desk
from tests.bench.harness import Figure, timed, workplace
from tests.bench.stores import KEY, START, empty, filled, raw
from tests.printing import reports as samples
from tests.printing.samples import CENTRE

ROWS, REGISTER_AIM = 75_000, 60.0
PROCEDURES, CATALOGUE_AIM = 2_300, 5.0
DOSSIERS, REPORT_AIM = 100_000, 10.0


def figures(quick: bool) -> list[Figure]:
    """Measure the register, 06a over many dossiers, and the catalogue's import."""
    rows = 3_000 if quick else ROWS
    return [*_register(rows), _form_06a(10_000 if quick else DOSSIERS), _catalogue()]


def _register(count: int) -> list[Figure]:
    report = samples.register(count)
    sizes: dict[str, int] = {}

    def pdf() -> None:
        sizes["pdf"] = len(render_report(report, CENTRE))

    def xlsx() -> None:
        sizes["xlsx"] = len(workbook(report, centre=CENTRE))

    def bare() -> None:
        register()
        canvas = Canvas(BytesIO(), pagesize=(LANDSCAPE.width, LANDSCAPE.height), initialFontName=REGULAR)
        for first in range(0, count, 12):
            canvas.setFont(REGULAR, 10)
            for at, row in enumerate(report.rows[first : first + 12]):
                for column, cell in enumerate(row):
                    canvas.drawString(60 + 55 * column, 500 - 36 * at, "" if cell is None else str(cell))
            canvas.showPage()
        canvas.save()

    scale, floor = ROWS / count, timed(bare)
    taken = timed(pdf)
    taken_xlsx = timed(xlsx)
    return [
        Figure("register-pdf", "s", taken, floor, taken * scale, REGISTER_AIM, detail={"rows": count, **sizes}),
        Figure("register-xlsx", "s", taken_xlsx, None, taken_xlsx * scale, REGISTER_AIM, detail={"rows": count}),
    ]


def _form_06a(count: int) -> Figure:
    home = filled(count)
    store = open_store(home, KEY)
    try:
        desk = Desk(store)
        first, last = START, date(START.year + 1, 12, 31)
        taken = timed(lambda: reports.build(desk, "06a", first, last))
    finally:
        store.close()
    connection = raw(home / "motcua.db")
    floor = timed(lambda: [orjson.loads(plain(row[0])) for row in connection.execute("SELECT facts FROM dossier")])
    connection.close()
    return Figure("report-06a", "s", taken, floor, taken * DOSSIERS / count, REPORT_AIM, detail={"dossiers": count})


def _catalogue() -> Figure:
    one = next(procedure for procedure in shipped_catalogue() if procedure.components)
    rows = [
        {**json.loads(orjson.dumps(asdict(one))), "code": f"9.{number:06}", "name": f"{one.name} {number}"}
        for number in range(PROCEDURES)
    ]
    with workplace() as folder:
        path = folder / "tinh.json"
        path.write_text(json.dumps({"procedures": rows}, ensure_ascii=False), encoding="utf-8")
        taken = _imported(folder, path)
        floor = _put(folder, path)
        shutil.rmtree(folder / "store")
    detail = {"procedures": PROCEDURES}
    return Figure("catalogue-import", "s", taken, floor, taken, CATALOGUE_AIM, detail=detail)


def _imported(folder: Path, path: Path) -> float:
    (folder / "store").mkdir()
    empty(folder / "store")
    store = open_store(folder / "store", KEY)
    try:
        return timed(lambda: catalogue.import_file(Desk(store), path, apply=True))
    finally:
        store.close()


def _put(folder: Path, path: Path) -> float:
    connection = raw(folder / "store" / "motcua.db")

    def work() -> None:
        rows = json.loads(path.read_text(encoding="utf-8"))["procedures"]
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM procedure")
        connection.executemany(
            "INSERT INTO procedure(code, version, data) VALUES (?, ?, ?)",
            [(row["code"], row["effective_from"], orjson.dumps(row).decode()) for row in rows],
        )
        connection.execute("COMMIT")

    spent = timed(work)
    connection.close()
    return spent
