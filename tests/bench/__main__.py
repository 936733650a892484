"""`python -m tests.bench [names…] [--quick]`: measure, print a table and one JSON object, keep it in out/bench.json."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys

from tests.bench.harness import OUT, Figure

FIGURES = ("start", "receive", "search", "past", "forms", "law", "ingest", "wire", "disk", "copies")


def main() -> int:
    """Run the figures named, or all; the exit status tells nothing of the aims, the table does."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FIGURES))
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller stores, to try the bench itself")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(FIGURES):
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    for name in arguments.names or FIGURES:
        sys.stderr.write(f"{name} …\n")
        figures += importlib.import_module(f"tests.bench.{name}").figures(arguments.quick)
    result = {
        "machine": {"cpus": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "quick": arguments.quick,
        "load": os.getloadavg()[0],
        "figures": {figure.name: figure.as_json() for figure in figures},
    }
    text = json.dumps(result, ensure_ascii=False)
    OUT.mkdir(exist_ok=True)
    (OUT / "bench.json").write_text(text + "\n", encoding="utf-8")
    sys.stderr.write(table(figures))
    print(text)
    return 0


def table(figures: list[Figure]) -> str:
    """Return the figures for a reader."""
    lines = [("figure", "program", "floor", "unit", "judged", "aim", "")]
    for one in figures:
        floor = "" if one.floor is None else _number(one.floor)
        aim = f"{'≥' if one.at_least else '≤'} {_number(one.aim)}"
        lines.append(
            (one.name, _number(one.program), floor, one.unit, _number(one.judged), aim, "" if one.met else "MISSED")
        )
    widths = [max(len(line[column]) for line in lines) for column in range(7)]
    rows = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join(rows) + "\n"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())
