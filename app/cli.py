"""The `motcua` command: parse, call a service, print (CLI.md).

Without a sub-command it opens the window. With `--json` one JSON value goes to stdout and nothing else; an error is
one line on stderr, `CODE sentence`, exit 1; bad usage exits 2.
"""

from __future__ import annotations

import argparse
import sys

from app import words
from app.commands import backups, blanks, care, centre, dossiers, law, line, past, people, practice, province
from app.commands.terminal import Command
from app.errors import KnownError, MotcuaError


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    if sys.argv[1:] == ["apart"]:
        # The process apart, which asks for no parser and has nothing to say to a person.
        from app import apart

        apart.answer()
        return 0
    for stream, odd in ((sys.stdin, "surrogateescape"), (sys.stdout, "backslashreplace"), (sys.stderr, "replace")):
        # A Windows console or a server with no locale would otherwise refuse the first ễ, and half a surrogate that
        # somebody typed would stop us from saying so; `\ud800` is what JSON calls it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors=odd)
    # Defaults stand here and not in the parsers: a sub-command's default would undo `motcua --home D find`.
    arguments = _parser().parse_args(argv, argparse.Namespace(home=None, json=False))
    try:
        arguments.run(arguments)
    except MotcuaError as problem:
        return _fail(problem)
    except BrokenPipeError:
        return 1
    except OSError as problem:
        if problem.filename is None:
            raise
        # A path nobody can use: too long, through a file, closed to this user.
        return _fail(KnownError("FILE_READ", name=problem.filename, why=problem.strerror))
    except KeyboardInterrupt:
        return 130
    return 0


def _fail(problem: MotcuaError) -> int:
    """Say on one line of stderr what is wrong; what was typed may have had line breaks in it."""
    sys.stderr.write(f"{problem.code} {' '.join(words.sentence(problem).split())}\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", default=argparse.SUPPRESS, help="thư mục dữ liệu (hoặc biến MOTCUA_HOME)")
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="in một giá trị JSON")
    top = argparse.ArgumentParser(prog="motcua", description="Một Cửa: quầy một cửa cấp xã.", parents=[common])
    top.set_defaults(run=centre.window)
    commands = top.add_subparsers(metavar="LỆNH")

    def command(name: str, run: Command, help_: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[common], help=help_, description=help_)
        made.set_defaults(run=run, usage=made.error)
        return made

    for part in (centre, dossiers, blanks, law, people, line, care, backups, practice):
        part.add(command)
    past.add(commands, common)
    province.add(commands, common)
    return top


if __name__ == "__main__":
    sys.exit(main())
