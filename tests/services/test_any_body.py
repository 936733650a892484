"""Any body made of the fields acts know: an act that says what it must, or a refusal in words with nothing written."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app import words
from app.errors import UserError
from app.rules.acts import LAWS, Kind, check_demands, demanded
from app.rules.body import Body
from app.rules.dossier import Dossier
from app.rules.record import CORRECTABLE, LARGEST
from app.rules.states import State
from app.services import acts
from app.services.desk import Desk
from tests.services.counter import SAID, code_of, do, rows

WHOLE: dict[Kind, dict[str, Any]] = {
    **{kind: dict(said) for kind, said in SAID.items()},
    Kind.CORRECTED: {"changes": {"applicant.phone": "0987654321"}, "reason": "gõ nhầm"},
    Kind.PAID: {"amount": 5_000, "method": "transfer", "series": "1C26TAA", "number": "0000123"},
    Kind.FORWARDED: {"unit": "Tư pháp – Hộ tịch", "receiver": "Phạm Văn Ấm"},
    Kind.ARRIVED: {"body": "Sở Tư pháp", "at": "2026-11-23T08:15:00+07:00", "note": "theo công văn"},
    Kind.SUPPLEMENTED: {"components": [{"name": "Ảnh 4×6", "photocopies": 2}]},
    Kind.RESULT_READY: {"number": "12/UBND", "abstract": "Giấy xác nhận", "place": "Tủ 2"},
    Kind.RETURNED: {"to": {"name": "Lê Văn Ấm", "id_number": "066099001234", "authorisation": "giấy số 5"}},
}
"""What each act says when an officer filled in its form."""
ROADS: dict[State, tuple[Kind, ...]] = {
    State.RECEIVED: (Kind.EXTENDED, Kind.PAID),
    State.FORWARDED: (Kind.FORWARDED,),
    State.SUPPLEMENT_REQUESTED: (Kind.SUPPLEMENT_REQUESTED,),
    State.PAYMENT_REQUESTED: (Kind.PAYMENT_REQUESTED,),
    State.RESULT_READY: (Kind.RESULT_READY,),
    State.RETURNED: (Kind.RESULT_READY, Kind.RETURNED),
    State.REFUSED: (Kind.REFUSED,),
    State.VOIDED: (Kind.VOIDED,),
}
"""What happened to a dossier until it stands there."""

blank = st.sampled_from([None, "", "  ", "\t\n", "\u200b", [], [""], [None, " "], {}, {"name": " "}])
numbers = st.sampled_from([0, 1, -1, 5_000, -5_000, LARGEST, LARGEST + 1, -LARGEST, 10**11, 1.5, True, False])
said = st.sampled_from(
    ["x", "thiếu ảnh", "2026-12-01", "2026-12-05T09:00:00+07:00", "2020-01-06", "0001-01-01", "9999-12-31", "mai",
     "cash", "vàng", "counter", "post", "00000", "0912345678", "001190123456", "NguyÃªn", "A\u0302nh", "\ud800"]
)  # fmt: skip
lists = st.sampled_from([["Ảnh"], [{"name": "Ảnh", "note": "4×6"}], [{"originals": -1}], [["Ảnh"]], [7]])
odd = blank | numbers | said | lists
receivers = st.dictionaries(
    st.sampled_from(["name", "id_number", "phone", "authorisation", "via", "item", "x"]), odd, max_size=4
)
corrections = st.dictionaries(
    st.sampled_from([*CORRECTABLE, "phone", "applicant.name", "owner.phone", "returned_at", "result", "result.number",
                     "returned_to.via", "returned_to.name", "state", ""]),
    odd,
    max_size=3,
)  # fmt: skip


@st.composite
def acted(draw: st.DrawFn) -> tuple[State, Kind, dict[str, Any]]:
    """Draw where a dossier stands, as a rule where the act may be done, and the act as its form was filled in.

    Fields of the form are left out, blank or odd, and others are put in.
    """
    kind = draw(st.sampled_from(Kind))
    allowed = [state for state in ROADS if kind in LAWS and state in LAWS[kind].finds]
    state = draw(st.sampled_from(allowed or [*ROADS]) | st.sampled_from([*ROADS]))
    body = dict(WHOLE.get(kind, {}))
    for name in draw(st.sets(st.sampled_from(sorted(body)), max_size=2)) if body else ():
        del body[name]
    for name in draw(st.sets(st.sampled_from([*body, *Body.__annotations__, "x"]), max_size=3)):
        body[name] = draw({"to": receivers | odd, "changes": corrections | odd}.get(name, odd))
    return state, kind, body


def answered(desk: Desk, code: str, kind: Kind, body: Any) -> Dossier | UserError:
    try:
        return acts.act(desk, code, kind, body)
    except UserError as problem:
        return problem


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acted())
@example((State.RECEIVED, Kind.SUPPLEMENT_REQUESTED, {"items": ["\u200b"], "reason": "thiếu"}))
@example((State.RECEIVED, Kind.REFUSED, {"reason": "\u200b"}))
@example((State.RECEIVED, Kind.PAID, {"amount": -1}))
@example((State.RETURNED, Kind.CORRECTED, {"changes": {"returned_at": None}, "reason": " "}))
def test_an_act_says_what_it_must_or_is_refused_in_words_and_writes_nothing(
    desk: Desk, case: tuple[State, Kind, dict[str, Any]]
) -> None:
    state, kind, body = case
    code = code_of(desk, fee=15_000)
    for earlier in ROADS[state]:
        do(desk, code, earlier, **WHOLE.get(earlier, {}))
    before = rows(desk)
    answer = answered(desk, code, kind, body)
    after = rows(desk)
    if isinstance(answer, UserError):
        assert answer.code in words.SENTENCES
        assert "\n" not in words.sentence(answer)
        assert after == before
        return
    assert len(answer.events) == len(ROADS[state]) + 2
    assert [len(after[name]) - len(before[name]) for name in ("event", "outbox", "dossier")] == [1, 1, 0]
    assert set(before["event"]) < set(after["event"])
    written = answer.events[-1]
    assert (written.kind, written.expected_hash()) == (kind, written.hash)
    check_demands(kind, written.body)
    assert set(demanded(kind, written.body)) <= written.body.keys()
