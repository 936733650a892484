"""The kinds of error the program knows, each with a short code and the facts of the case.

No sentence lives here: `app/words` turns a code and its facts into Vietnamese, for the window and for the
command line alike, so that a room low in the house never decides how an officer is spoken to (DESIGN §6).
"""

from __future__ import annotations


class MotcuaError(Exception):
    """Anything an officer, a technician or a province can cause, with a code and its facts.

    `facts` may hold what was typed; they are shown to the person who typed them and never logged.
    """

    def __init__(self, code: str, /, *, field: str | None = None, **facts: object) -> None:
        """Keep `code` (upper-case ASCII words), the `field` to blame if there is one, and the facts."""
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts

    @property
    def each(self) -> tuple[MotcuaError, ...]:
        """Return the faults a refusal gathers (`faults` among its facts), each with its field; else itself alone."""
        gathered = self.facts.get("faults")
        return gathered if isinstance(gathered, tuple) else (self,)

    def __repr__(self) -> str:
        """Show the code and never the facts, which may be personal."""
        return f"{type(self).__name__}({self.code!r}, field={self.field!r})"


class UserError(MotcuaError):
    """Something typed or asked for that cannot be done; shown beside the field, with the cure."""


class KnownError(MotcuaError):
    """The machine cannot go on: disk full, printer, locked file, wrong key; shown with what to do."""


class SyncError(MotcuaError):
    """The conversation with the province stopped; a state, never a dialog.

    The code is one of OFFLINE, TIMEOUT, CERTIFICATE, AUTH, CLOCK, TOO_OLD, REFUSED, TOO_LARGE, SERVER, CLONED.
    """
