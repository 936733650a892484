"""Phiếu kiểm soát: its head, the hops filled from the events, and room for the hands still to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.printing.control_slip import render_control_slip
from app.printing.hops import hops_of
from app.printing.paper import PAPERS, PaperName
from app.rules.acts import Kind
from app.rules.dossier import Dossier
from app.rules.record import Destination
from tests.printing.acts import LONGEST, both_editions, both_papers
from tests.printing.looking import check_look, check_sheet
from tests.printing.samples import CENTRE, DOSSIER, PRACTICE, TRAVELLED, page_texts

LINES = [
    "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
    "Kèm theo hồ sơ của: Nguyễn Thị Hường",
    "Ngày nhận: 09 giờ 42 phút, ngày 23 tháng 11 năm 2026",
    "Ngày, giờ hẹn trả kết quả: 09 giờ 42 phút, ngày 27 tháng 11 năm 2026",
    "Cơ quan (bộ phận) giải quyết hồ sơ: Tư pháp – Hộ tịch",
    "Cơ quan phối hợp giải quyết hồ sơ: .....",
    "TÊN CƠ QUAN",
    "THỜI GIAN GIAO, NHẬN HỒ SƠ",
    "GHI CHÚ",
]
WAITING = replace(DOSSIER, unit="Tư pháp – Hộ tịch", events=TRAVELLED.events[:1])
LONG = replace(LONGEST, unit="Kinh tế, Hạ tầng và Đô thị", events=TRAVELLED.events)


@both_papers
@both_editions
def test_every_line_stands_on_one_page(paper: PaperName, edition: str) -> None:
    texts = page_texts(render_control_slip(TRAVELLED, CENTRE, edition=edition, paper=paper))
    assert len(texts) == 1
    assert [line for line in LINES if line not in texts[0]] == []


def test_only_the_edition_of_2018_repeats_the_code_under_the_title() -> None:
    texts = {
        edition: page_texts(render_control_slip(WAITING, CENTRE, edition=edition))[0] for edition in ("2018", "2025")
    }
    assert {edition: text.count("Mã hồ sơ: H15.10-261123-0117") for edition, text in texts.items()} == {
        "2018": 2,
        "2025": 1,
    }


def test_each_change_of_hands_is_a_block_with_its_time_and_both_names() -> None:
    hops = hops_of(TRAVELLED, CENTRE)
    assert [hop.kind for hop in hops] == [Kind.RECEIVED, Kind.FORWARDED, Kind.RESULT_READY, Kind.RETURNED]
    centre, unit = CENTRE.name, "Tư pháp – Hộ tịch"
    assert [(hop.giver, hop.taker) for hop in hops] == [
        ("Nguyễn Thị Hường", centre),
        (centre, unit),
        (unit, centre),
        (centre, "Lê Văn Ngưỡng"),
    ]
    assert [(hop.given_by, hop.taken_by) for hop in hops] == [
        ("Nguyễn Thị Hường", "Trần Thị Mai Duyên"),
        ("Trần Thị Mai Duyên", "Lê Hồng Phước"),
        ("Lê Hồng Phước", "Trần Thị Mai Duyên"),
        ("Phạm Văn Ổn", "Lê Văn Ngưỡng"),
    ]
    text = page_texts(render_control_slip(TRAVELLED, CENTRE, edition="2018"))[0]
    for said in ("14 giờ 05 phút, ngày 23 tháng 11 năm 2026", "09 giờ 05 phút, ngày 27 tháng 11 năm 2026"):
        assert said in text
    assert text.count("Lê Hồng Phước") == 2


@pytest.mark.parametrize(("later", "said"), [(-2, "Quá hạn"), (-1, "Đúng hạn"), (0, "Trước hạn")])
def test_the_result_is_told_by_days_beside_the_hop_that_finished(later: int, said: str) -> None:
    due = TRAVELLED.due_at + timedelta(days=later, hours=-9)
    text = page_texts(render_control_slip(replace(TRAVELLED, due_at=due), CENTRE, edition="2018"))[0]
    assert [text.count(word) for word in ("Trước hạn", "Đúng hạn", "Quá hạn")] == [
        (word == said) + (word == "Trước hạn") for word in ("Trước hạn", "Đúng hạn", "Quá hạn")
    ]
    finished = [hop.kind for hop in hops_of(TRAVELLED, CENTRE) if hop.outcome]
    assert finished == [Kind.RESULT_READY]


def test_what_happened_between_two_hops_is_noted_beside_the_first() -> None:
    (noted,) = [hop for hop in hops_of(TRAVELLED, CENTRE) if hop.notes]
    assert noted.kind is Kind.FORWARDED
    assert noted.notes == ["Yêu cầu bổ sung, 24/11/2026", "Đã bổ sung, 25/11/2026", "Gia hạn đến 30/11/2026"]
    assert "Gia hạn đến 30/11/2026" in page_texts(render_control_slip(TRAVELLED, CENTRE))[0]


def test_a_result_made_at_the_counter_is_no_hop_and_its_outcome_stands_with_the_last() -> None:
    events = tuple(event for event in TRAVELLED.events if event.kind != Kind.FORWARDED)
    hops = hops_of(replace(TRAVELLED, events=events), CENTRE)
    assert [(hop.kind, hop.outcome) for hop in hops] == [(Kind.RECEIVED, None), (Kind.RETURNED, "early")]


@pytest.mark.parametrize(("events", "blocks"), [(0, 4), (1, 4), (2, 4), (7, 4)])
def test_there_are_at_least_four_blocks(events: int, blocks: int) -> None:
    dossier = replace(TRAVELLED, result=None, finished_at=None, events=TRAVELLED.events[:events])
    text = page_texts(render_control_slip(dossier, CENTRE))[0]
    assert text.count("Người giao") == text.count("Người nhận") == blocks
    assert text.count("..... giờ ..... phút") == blocks - len(hops_of(dossier, CENTRE))


def test_a_dossier_another_body_decides_names_it_and_the_unit_that_helps() -> None:
    sent: Dossier = replace(WAITING, destination=Destination("Sở Nông nghiệp và Môi trường"))
    text = page_texts(render_control_slip(sent, CENTRE))[0]
    assert "giải quyết hồ sơ: Sở Nông nghiệp và Môi trường Cơ quan phối hợp giải quyết hồ sơ: Tư pháp – Hộ tịch" in text


@both_papers
@pytest.mark.parametrize("dossier", [TRAVELLED, WAITING, LONG, replace(LONG, events=TRAVELLED.events * 4)])
def test_nothing_is_cut_and_nothing_overlaps(paper: PaperName, dossier: Dossier) -> None:
    pdf = render_control_slip(dossier, PRACTICE, edition="2018", paper=paper, copy_number=3)
    check_sheet(pdf, PAPERS[paper], [dossier.code])
    texts = page_texts(pdf)
    assert all("IN LẠI LẦN 2" in text for text in texts)
    assert all("TÊN CƠ QUAN" in text for text in texts)


def test_forty_notes_beside_one_hop_go_on_below_it() -> None:
    received, forwarded, asked, *_ = TRAVELLED.events
    dossier = replace(WAITING, events=(received, forwarded, *[asked] * 40))
    pdf = render_control_slip(dossier, CENTRE)
    assert " ".join(page_texts(pdf)).count("24/11/2026") == 40
    check_sheet(pdf, PAPERS["A5"], [dossier.code])


@both_papers
@both_editions
def test_it_looks_as_it_did(paper: PaperName, edition: str) -> None:
    pdf = render_control_slip(TRAVELLED, CENTRE, edition=edition, paper=paper)
    check_look(f"control-slip-{edition}-{paper}", pdf)


def test_an_empty_and_a_long_slip_look_as_they_did() -> None:
    check_look("control-slip-empty-A5", render_control_slip(WAITING, PRACTICE, edition="2025"))
    check_look("control-slip-long-A5", render_control_slip(LONG, CENTRE, edition="2018"), 2)
