"""Papers: rendered from committed data only, and counted once they are on their way out.

A receipt that was perhaps not printed is one key to print again; how often a form was printed says `prints`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, text

from app.errors import KnownError, UserError
from app.models.setting import CentreRecord
from app.paths import put
from app.rules.acts import Kind
from app.rules.body import text_in
from app.rules.clock import day_bounds, iso, parse_moment
from app.rules.dossier import Centre, Dossier
from app.rules.editions import EDITIONS
from app.rules.events import Event
from app.services import handover, prints
from app.services.desk import Desk
from app.services.editions import edition_for
from app.services.finding import by_id, id_of

Paper = Literal["A4", "A5"]

OF_ACT = {
    "supplement": Kind.SUPPLEMENT_REQUESTED,
    "refusal": Kind.REFUSED,
    "extension": Kind.EXTENDED,
    "stop": Kind.STOPPED,
    "return-receipt": Kind.RETURNED,
    "result-handover": Kind.RESULT_READY,
}
"""The forms that speak of one act: they can be printed once it was done, in the edition of its day."""
FORMS = ("receipt", "receipt-batch", "control-slip", "handover", "fee-receipt", *OF_ACT)
"""Every form of a dossier, by the names of CLI.md; the batch receipt is of one person's dossiers of one day."""


def due_forms(dossier: Dossier) -> tuple[str, ...]:
    """Return the forms that have something to say of this dossier now, the receipt first."""
    if dossier.at_door:
        return ("refusal",)
    done = {event.kind for event in dossier.events if event.kind != Kind.RESULT_READY or list_of(event)}
    paid = ("fee-receipt",) if dossier.paid > 0 else ()
    return ("receipt", *(form for form, kind in OF_ACT.items() if kind in done), "control-slip", "handover", *paid)


def list_of(event: Event) -> str:
    """Return the number of the signed list an event names, "" where it names none."""
    number = text_in(event.body, "handover")
    return number if handover.is_number(number) else ""


def render(desk: Desk, code: str, form: str, *, paper: Paper = "A5", edition: str | None = None) -> bytes:
    """Return the PDF of a form of a committed dossier, marked as a reprint if it was printed before.

    `edition` is that of the receipt's day, or of the act's, where none is asked for. Raises UserError
    DOSSIER_UNKNOWN, FORM_UNKNOWN (form), EDITION_UNKNOWN (edition), FORM_NOT_DUE (form) before the act a form speaks
    of, FORM_NOT_IN_EDITION (form, edition), FEE_NOT_PAID (code), NOT_RETURNED for a return receipt before the return,
    BATCH_LEFT_OUT (code) for a batch receipt of a dossier that stands on none.
    """
    if form not in FORMS:
        raise UserError("FORM_UNKNOWN", form=form)
    if edition not in (None, *EDITIONS):
        raise UserError("EDITION_UNKNOWN", field="edition", edition=edition)
    with desk.store.read() as connection:
        id_ = id_of(connection, code)
        dossiers = _batch(desk, connection, id_) if form == "receipt-batch" else [by_id(desk, connection, id_)]
        form = _meant(dossiers[0], form)
        centre = desk.printed_centre(connection)
        chosen = edition or _edition(desk.centre(connection), dossiers[0], form)
        number = prints.copies(connection, dossiers[0].id, form) + 1
    return _drawn(desk, form, dossiers, centre, chosen, paper, number)


def receipts(desk: Desk, codes: Sequence[str], *, paper: Paper = "A5", edition: str | None = None) -> bytes:
    """Return the receipts of several dossiers in one PDF, each marked as `render` marks it. Raises as `render` does.

    After a power cut, or for a day of online dossiers, one file is one job of the printer.
    """
    from app.printing.receipt import lay_receipt
    from app.printing.sheet import write_all

    if edition not in (None, *EDITIONS):
        raise UserError("EDITION_UNKNOWN", field="edition", edition=edition)
    with desk.store.read() as connection:
        dossiers = [by_id(desk, connection, id_of(connection, code)) for code in codes]
        centre = desk.printed_centre(connection)
        numbers = [prints.copies(connection, dossier.id, "receipt") + 1 for dossier in dossiers]
    return write_all(
        lay_receipt(dossier, centre, edition=edition, paper=paper, copy_number=number)
        for dossier, number in zip(dossiers, numbers, strict=True)
    )


def receipts_to_file(
    desk: Desk, codes: Sequence[str], path: Path, *, paper: Paper = "A5", edition: str | None = None
) -> None:
    """Write the receipts of several dossiers to one PDF file, whole or not at all, and count each."""
    write_whole(path, receipts(desk, codes, paper=paper, edition=edition))
    for code in codes:
        printed(desk, code, "receipt")


def preview(desk: Desk, dossier: Dossier, form: str, *, paper: Paper = "A5") -> bytes:
    """Return a form of a dossier that is not written yet (`acts.imagined`), as it will be printed first."""
    with desk.store.read() as connection:
        centre = desk.printed_centre(connection)
        edition = _edition(desk.centre(connection), dossier, form)
    return _drawn(desk, form, [dossier], centre, edition, paper, 1)


def _meant(dossier: Dossier, form: str) -> str:
    """Return the form an officer means: who was refused at the door is owed the refusal, not a receipt."""
    return "refusal" if form == "receipt" and dossier.at_door else form


def _drawn(
    desk: Desk, form: str, dossiers: list[Dossier], centre: Centre, edition: str, paper: Paper, number: int
) -> bytes:
    """Draw a form; what draws it is loaded only now, for reportlab takes a tenth of a second."""
    from app.printing import (
        control_slip,
        extension,
        fee_receipt,
        handover,
        receipt,
        receipt_batch,
        refusal,
        return_receipt,
        stop,
        supplement,
    )

    dossier = dossiers[0]
    if form == "receipt-batch":
        return receipt_batch.render_receipt_batch(dossiers, centre, edition=edition, copy_number=number)
    if form == "fee-receipt":
        return fee_receipt.render_fee_receipt(dossier, centre, copy_number=number)
    if form == "handover":
        return handover.render_handover(dossier, centre, paper=paper, copy_number=number)
    if form == "return-receipt":
        if dossier.returned_at is None:
            raise UserError("NOT_RETURNED", code=dossier.code)
        return return_receipt.render_return_receipt(dossier, centre, paper=paper, copy_number=number)
    if form == "result-handover":
        return _result_list(desk, dossier)
    drawn_by: dict[str, Callable[..., bytes]] = {
        "receipt": receipt.render_receipt,
        "supplement": supplement.render_supplement,
        "refusal": refusal.render_refusal,
        "extension": extension.render_extension,
        "stop": stop.render_stop,
        "control-slip": control_slip.render_control_slip,
    }
    return drawn_by[form](dossier, centre, edition=edition, paper=paper, copy_number=number)


def _edition(centre: CentreRecord, dossier: Dossier, form: str) -> str:
    """Return the edition a form is made out in: the act's day decides, for the rest the receipt's own."""
    kind = OF_ACT.get(form)
    at = next((event.at for event in reversed(dossier.events) if event.kind == kind), None)
    if form == "stop":
        return EDITIONS[-1]  # the only one that has it
    if kind is None or at is None:
        own = dossier.edition if dossier.edition in EDITIONS else None
        return own or edition_for(centre, dossier.received_at.date())
    return edition_for(centre, parse_moment(at).date())


def _batch(desk: Desk, connection: Connection, id_: str) -> list[Dossier]:
    """Return the dossiers one person handed in at this desk on the day of this one, in the order of their numbers.

    Raises UserError BATCH_LEFT_OUT (code) where this one is not among them: it was voided, or refused at the door.
    """
    first = by_id(desk, connection, id_)
    day = first.received_at.date()
    rows = connection.execute(
        text(
            "SELECT text_of(id) FROM dossier WHERE desk = :desk AND received_at >= :start AND received_at < :end "
            "AND state <> 'voided' AND plain(facts) ->> '$.applicant.name' = :name "
            "AND plain(facts) ->> '$.applicant.id_number' IS :number "
            "AND plain(facts) ->> 'at_door' = 0 ORDER BY code"
        ),
        {
            "desk": first.desk,
            "start": iso(day_bounds(day)[0]),
            "end": iso(day_bounds(day)[1]),
            "name": first.applicant.name,
            "number": first.applicant.id_number,
        },
    ).scalars()
    ids = rows.all()
    if id_ not in ids:
        raise UserError("BATCH_LEFT_OUT", code=first.code)
    return [by_id(desk, connection, one) for one in ids]


def _result_list(desk: Desk, dossier: Dossier) -> bytes:
    """Return the list the newest result came back on; one made at the counter came on none."""
    made = next((event for event in reversed(dossier.events) if event.kind == Kind.RESULT_READY), None)
    number = list_of(made) if made else ""
    if not number:
        raise UserError("FORM_NOT_DUE", form="result-handover")
    return handover.render_list(desk, number)


def printed(desk: Desk, code: str, form: str) -> int:
    """Count a form as printed and return how often it now was."""
    with desk.store.write() as connection:
        dossier = by_id(desk, connection, id_of(connection, code))
        form = _meant(dossier, form)
        if form == "receipt-batch":
            # Every one of its dossiers has its number and its promise there; it is one paper, whichever was named.
            receipted = _batch(desk, connection, dossier.id)
            dossier = receipted[0]
        else:
            receipted = [dossier] if form == "receipt" or (form == "refusal" and dossier.at_door) else []
        for one in receipted:
            connection.execute(text("UPDATE dossier SET printed = printed + 1 WHERE id = key(:id)"), {"id": one.id})
        return prints.count(connection, dossier.id, form, desk.clock())


def to_file(desk: Desk, code: str, form: str, path: Path, *, paper: Paper = "A5", edition: str | None = None) -> None:
    """Write a form to a PDF file, whole or not at all, and count it. Raises KnownError FILE_WRITE (why)."""
    write_whole(path, render(desk, code, form, paper=paper, edition=edition))
    printed(desk, code, form)


def check_place(path: Path) -> None:
    """Make sure a file can be written here, before something that cannot be taken back. Raises as `write_whole`."""
    fresh = path.with_name(path.name + ".part")
    try:
        fresh.open("wb").close()
        fresh.unlink()
        if path.is_dir():
            raise IsADirectoryError(21, os.strerror(21))
    except OSError as problem:
        raise KnownError("FILE_WRITE", name=path.name, why=problem.strerror) from None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all. Raises KnownError FILE_WRITE (name, why)."""
    fresh = path.with_name(path.name + ".part")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        put(fresh, path)
    except OSError as problem:
        with suppress(OSError):
            fresh.unlink()
        raise KnownError("FILE_WRITE", name=path.name, why=problem.strerror) from None
