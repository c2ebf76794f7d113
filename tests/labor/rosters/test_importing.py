"""A 名册 workbook: everybody or nobody, each fault at its cell; taken in again it changes nothing."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from documents.workbooks import Sheet, read_workbook, template, write_workbook
from labor.models import Engagement, LaborCompany, Worker
from labor.rosters.form import ROSTER
from labor.rosters.importing import import_roster
from labor.rosters.printing import roster_sheet
from projects.models import Project
from projects.outcome import ImportOutcome
from tests.labor.conftest import AT
from tests.labor.rosters.conftest import Enter, Train, name_of
from tests.labor.sheets import card_number, id_number
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.usefixtures("trades")


def row(order: int = 1, **changes: Any) -> dict[str, Any]:
    """A faultless row; `changes` replace its cells."""
    good = {
        "serial": order, "name": name_of(order), "sex": "男", "id_number": id_number(order=order * 2 - 1),
        "address": "建胜镇民胜村", "township": "建胜镇", "category": "返乡农民工", "trade": "小工", "team": "路面一班",
        "relation": "劳务", "entered_on": date(2026, 11, 12), "card": card_number(order), "phone": f"139{order:08d}",
        "day_rate_fen": 210_00,
    }  # fmt: skip
    return good | changes


def workbook(*rows: dict[str, Any]) -> bytes:
    return write_workbook([Sheet(title=ROSTER.title, columns=ROSTER.columns, rows=rows)])


def take_in(project: Project, by: User, *rows: dict[str, Any], dry_run: bool = False) -> ImportOutcome:
    return import_roster(file=workbook(*rows), name="名册.xlsx", project=project, by=by, at=AT, dry_run=dry_run)


def waived(order: int, **changes: Any) -> dict[str, Any]:
    return row(order, training="免训：持有效上岗证书", **changes)


def test_a_good_roster_enters_everybody_by_trades_and_townships_as_people_write_them(road: Project, lin: User) -> None:
    outcome = take_in(road, lin, waived(1), waived(2, township="", category="08", relation="劳动合同"))
    assert outcome.is_saved, outcome.lines()
    assert (outcome.created, outcome.facts["waived"]) == (2, 2)
    first, second = Engagement.objects.order_by("pk")
    assert (first.trade.name, first.township.name, first.category, first.day_rate_fen) == (
        "普工",
        "建胜镇",
        "06",
        21000,
    )
    assert (second.township, second.category, second.relation) == (None, "08", "labor")
    assert AuditEntry.objects.latest("number").rows == 2


def test_taken_in_again_it_changes_nothing_and_new_people_are_added(road: Project, lin: User) -> None:
    take_in(road, lin, waived(1))
    outcome = take_in(road, lin, waived(1), waived(2))
    assert (outcome.created, outcome.unchanged, Engagement.objects.count()) == (1, 1, 2)


def test_what_a_known_persons_row_states_otherwise_is_warned_about_and_not_taken(road: Project, lin: User) -> None:
    take_in(road, lin, waived(1))
    changed = waived(1, name="别的人", left_on=date(2026, 11, 12), leave_reason="本人返乡")
    outcome = take_in(road, lin, changed)
    assert {one.kind for one in outcome.warnings} == {"name_on_roster_differs", "leaving_not_taken"}
    assert (outcome.created, outcome.unchanged, Engagement.objects.get().left_on) == (0, 1, None)


def test_every_fault_stands_at_its_cell_and_nothing_is_saved(road: Project, lin: User) -> None:
    outcome = take_in(
        road, lin,
        waived(1, trade="飞行员", township="北京", category="贵宾", relation="临时", company="无名公司", sex="女"),
        waived(2, name="", id_number="500104198801010000", address="", team="", entered_on=None),
        waived(3, left_on=date(2026, 11, 1), phone="12", day_rate_fen=0),
        waived(4, id_number=row(1)["id_number"]),
        row(5),
    )  # fmt: skip
    found = {(int(re.sub(r"\D", "", one.cell)), one.heading, one.kind) for one in outcome.errors}
    first = min(number for number, *_ in found)
    assert {(number - first, heading) for number, heading, _ in found} == {
        (0, "性别"), (0, "所属镇街"), (0, "类别"), (0, "工种"), (0, "劳务公司"), (0, "用工形式"),
        (1, "姓名"), (1, "身份证号"), (1, "住址"), (1, "班组单位"), (1, "进场日期"),
        (2, "退场日期"), (2, "退场原因"), (2, "电话"), (2, "约定日工资（元）"),
        (3, "身份证号"), (4, "培训"),
    }  # fmt: skip
    assert len(found) == len(outcome.errors)
    double = next(one for one in outcome.errors if one.kind == "duplicate_person")
    assert f"与第{first}行" in double.message
    assert not Engagement.objects.exists()
    assert not Worker.objects.exists()
    assert not re.search(r"[0-9]{12,}", "".join(outcome.lines()))


def test_a_signed_training_is_found_by_the_number(road: Project, wang: User, train: Train) -> None:
    train(1)
    outcome = take_in(road, wang, row(1))
    assert outcome.is_saved, outcome.lines()
    assert outcome.facts["waived"] == 0


def test_a_township_cannot_waive_training_by_workbook(road: Project, wang: User) -> None:
    assert [(one.heading, one.kind) for one in take_in(road, wang, waived(1)).errors] == [
        ("培训", "waiver_not_allowed")
    ]


def test_a_dry_run_saves_nothing(road: Project, lin: User) -> None:
    outcome = take_in(road, lin, waived(1), dry_run=True)
    assert (outcome.ok, outcome.created, Engagement.objects.count(), Worker.objects.count()) == (True, 1, 0, 0)


def test_a_card_with_a_wrong_check_digit_is_warned_about_once(road: Project, lin: User) -> None:
    bad = card_number(1)[:-1] + str((int(card_number(1)[-1]) + 1) % 10)
    outcome = take_in(road, lin, waived(1, card=bad))
    assert outcome.is_saved
    assert [one.kind for one in outcome.warnings] == ["card_luhn"]


def test_the_template_reads_as_the_form_it_is(db: None) -> None:
    reading = read_workbook(template(ROSTER), [ROSTER])
    assert set(reading.places) == {column.key for column in ROSTER.columns}


def test_others_and_other_files_are_refused(road: Project, zhao: User, lin: User) -> None:
    with pytest.raises(NotAllowed):
        take_in(road, zhao, row(1))
    with pytest.raises(Refusal):
        import_roster(file=b"no workbook", name="名册.xlsx", project=road, by=lin, at=AT)


def run(file: Path, project: str, *flags: str) -> tuple[int, dict[str, Any]]:
    out = StringIO()
    with time_machine.travel(AT, tick=False):
        try:
            call_command("import_roster", str(file), "--project", project, "--by", "lin", "--json", *flags, stdout=out)
        except CommandError as refusal:
            return refusal.returncode, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_the_command_answers_in_data(road: Project, lin: User, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(workbook(waived(1)))
    bad.write_bytes(workbook(row(1, trade="飞行员")))
    code, said = run(good, road.code, "--dry-run")
    assert (code, said["ok"], said["saved"], said["created"]) == (0, True, False, 1)
    code, said = run(bad, road.code)
    assert (code, {one["kind"] for one in said["errors"]}) == (1, {"trade_unknown", "untrained"})
    code, said = run(good, "0000")
    assert (code, said["ok"], said["errors"][0]["kind"]) == (1, False, "refused")
    assert run(tmp_path / "none.xlsx", road.code)[0] == 1


def test_the_printed_roster_is_masked_and_marked_at_head_and_foot(
    enter_one: Enter, road: Project, wang: User, at: datetime
) -> None:
    stays = [enter_one(order) for order in (1, 2)]
    content = roster_sheet(project=road, engagements=Engagement.objects.all(), reason="开工前核对名册", by=wang, at=at)
    page = load_workbook(BytesIO(content)).active
    texts = [str(cell.value) for line in page.iter_rows() for cell in line if cell.value is not None]
    marks = [
        place
        for place, text in enumerate(texts)
        if "王溪（wang）于2026年11月12日14:05导出，用于：开工前核对名册" in text
    ]
    names = [texts.index(stay.name) for stay in stays]
    assert marks[0] < min(names) < max(names) < marks[-1]
    assert stays[0].worker.id_masked in texts
    assert not any(number in "".join(texts) for number in (id_number(order=1), card_number(1), "13900000001"))
    assert "返乡农民工" not in texts
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.rows, entry.detail["reason"]) == ("导出花名册", 2, "开工前核对名册")


def test_no_roster_is_printed_without_a_reason_or_by_others(
    enter_one: Enter, road: Project, wang: User, leader: User, at: datetime
) -> None:
    given = {"project": road, "engagements": Engagement.objects.all(), "at": at}
    with pytest.raises(Refusal, match="没有符合条件的人"):
        roster_sheet(reason="开工前核对", by=wang, **given)
    enter_one(1)
    with pytest.raises(Refusal, match="至少四个字"):
        roster_sheet(reason="核对", by=wang, **given)
    with pytest.raises(NotAllowed):
        roster_sheet(reason="开工前核对", by=leader, **given)


def test_companies_are_found_by_name(road: Project, lin: User) -> None:
    LaborCompany.objects.create(
        name="建胜劳务（重庆）公司", credit_code="11500104009286420B", contact="何某", phone="1", recorded_at=AT,
        recorded_by=lin,
    )  # fmt: skip
    take_in(road, lin, waived(1, company="建胜劳务(重庆)公司"))
    assert Engagement.objects.get().employer == "建胜劳务（重庆）公司"
