"""Importing as an act: what is saved, who may, what is refused, what the trail keeps, what it costs."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.imports import AlreadyImported, period_for
from labor.models import WageLine, WageRoll, Worker
from labor.rolls import void_roll
from projects.models import ListEntry, Period, PeriodClosed, Project, ProjectList
from tests.labor.conftest import OCTOBER, Import, saved_roll, workbook
from tests.labor.sheets import card_number, id_number, line, roll_bytes
from units.audit import first_broken_link
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState
from units.scope import scope_of
from units.secrecy import unseal


def test_numbers_are_sealed_found_again_and_masked(road: Project, bring_in: Import) -> None:
    saved_roll(bring_in(road, roll_bytes([line(1)])))
    kept = WageLine.objects.select_related("worker").get()
    assert unseal(kept.worker.id_sealed) == id_number()
    assert (unseal(kept.card_sealed), unseal(kept.phone_sealed)) == (card_number(), "13900000001")
    assert kept.worker.id_masked == f"50*************{id_number()[-3:]}"
    assert kept.card_masked.endswith(card_number()[-4:])
    assert (kept.worker.sex, f"{kept.worker.born_on}") == ("M", "1988-01-01")


def test_no_table_holds_a_readable_number(road: Project, bring_in: Import) -> None:
    saved_roll(bring_in(road, roll_bytes([line(1)]), name=f"{id_number()}.xlsx"))
    for table in ("labor_worker", "labor_wageline", "labor_wageroll", "units_auditentry"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            held = str(cursor.fetchall())
        assert id_number() not in held, table
        assert card_number() not in held, table
        assert "13900000001" not in held, table


def test_one_audit_entry_carries_rows_and_sums(road: Project, bring_in: Import, lin: User) -> None:
    before = AuditEntry.objects.count()
    roll = saved_roll(bring_in(road))
    entry = AuditEntry.objects.first()
    assert entry is not None
    assert AuditEntry.objects.count() == before + 1
    assert (entry.act, entry.rows, entry.by) == ("导入发放表", 38, lin)
    assert (entry.detail["roll"], entry.detail["net"], entry.detail["lines"]) == (roll.pk, "160589.50", 38)
    assert first_broken_link() is None


def test_warnings_are_kept_with_the_roll(road: Project, bring_in: Import) -> None:
    roll = saved_roll(bring_in(road, roll_bytes([line(1, voucher=None)])))
    assert [each["kind"] for each in roll.warnings] == ["unsigned", "remuneration_below_floor"]
    assert set(roll.warnings[0]) == {"sheet", "cell", "heading", "found", "message", "kind"}


def test_a_roll_outside_the_years_list_is_told_that_no_report_carries_it(road: Project, bring_in: Import) -> None:
    told = "不在2026年度清单内"
    assert told in bring_in(road, dry_run=True).notes[-1]
    yearly = ProjectList.objects.create(year=2026, title="清单")
    plan = {"plan_fen": 1, "planned_workers": 1, "planned_remuneration_fen": 1}
    ListEntry.objects.create(project_list=yearly, project=road, serial=1, work_items="路面养护", **plan)
    assert not any(told in note for note in bring_in(road, dry_run=True).notes)


def test_a_project_that_left_the_list_still_pays_its_wages(road: Project, bring_in: Import, lin: User) -> None:
    yearly = ProjectList.objects.create(year=2026, title="清单")
    plan = {"plan_fen": 1, "planned_workers": 1, "planned_remuneration_fen": 1}
    left = {"leave_reason": "停建", "leave_by": lin, "leave_at": datetime(2026, 10, 15, tzinfo=UTC)}
    entry = ListEntry.objects.create(
        project_list=yearly, project=road, serial=1, work_items="养护", **plan, **left, left_on=date(2026, 10, 15)
    )
    outcome = bring_in(road)
    assert saved_roll(outcome).project == road
    assert "已于2026年10月15日调出清单，本表照常导入和发放，但不进入2026年10月调度报告" in outcome.notes[-1]
    ListEntry.objects.filter(pk=entry.pk).update(left_on=date(2026, 11, 1))  # it stood on the list all October
    assert not any("调出" in note for note in bring_in(road, roll_bytes([line(1)]), dry_run=True).notes)


def test_the_same_file_again_says_who_brought_it_in_and_when(road: Project, estate: Project, bring_in: Import) -> None:
    bring_in(road)
    with pytest.raises(
        AlreadyImported, match="这个文件已经导入过：“建胜镇产业道路硬化工程”.*林岚于2026年11月12日14:05"
    ):
        bring_in(road)
    with pytest.raises(AlreadyImported, match="这个文件已经导入过"):
        bring_in(estate, workbook(road))


def test_another_file_for_the_month_is_refused_until_the_first_is_voided(
    road: Project, bring_in: Import, lin: User, at: datetime
) -> None:
    first = saved_roll(bring_in(road, roll_bytes([line(1)])))
    corrected = roll_bytes([line(1, days=21, gross=4410, net=4410)])
    with pytest.raises(AlreadyImported, match="已有发放表.*请先在该发放表页面作废并写明原因"):
        bring_in(road, corrected)
    looked = bring_in(road, corrected, dry_run=True)
    assert looked.ok
    assert "请先在该发放表页面作废" in looked.notes[0]
    void_roll(roll=first, reason="天数填错", by=lin, at=at)
    again = saved_roll(bring_in(road, corrected))
    assert WageRoll.objects.in_force().get() == again
    assert WageLine.objects.in_force().get().net_fen == 441_000
    assert Worker.objects.count() == 1


def test_a_closed_month_takes_no_roll_and_loses_none(
    road: Project, bring_in: Import, october: Period, lin: User, at: datetime
) -> None:
    roll = saved_roll(bring_in(road, roll_bytes([line(1)])))
    Period.objects.filter(pk=october.pk).update(closed_at=at, closed_by=lin)
    october.refresh_from_db()
    with pytest.raises(PeriodClosed, match="已由林岚于"):
        bring_in(road, roll_bytes([line(2)]))
    with pytest.raises(PeriodClosed):
        void_roll(roll=WageRoll.objects.get(pk=roll.pk), reason="天数填错", by=lin, at=at)
    assert WageRoll.objects.in_force().count() == 1


def test_a_month_opened_and_closed_while_the_file_was_read_takes_no_roll(
    road: Project, bring_in: Import, october: Period, lin: User, at: datetime
) -> None:
    """The import began when the month was not yet open, so it held no row that a close must wait for."""
    Period.objects.filter(pk=october.pk).update(closed_at=at, closed_by=lin)
    with pytest.raises(PeriodClosed):
        bring_in(road, period=Period(month=october.month, due_on=october.due_on))
    assert WageRoll.objects.count() == 0


def test_a_personal_number_in_a_reason_is_not_kept(road: Project, bring_in: Import, lin: User, at: datetime) -> None:
    roll = saved_roll(bring_in(road, roll_bytes([line(1)])))
    voided = void_roll(roll=roll, reason=f"{id_number()}、13912345678 填错", by=lin, at=at)
    assert voided.void_reason == f"****{id_number()[-3:]}、139****5678 填错"
    assert id_number() not in str(AuditEntry.objects.get(act="作废发放表").detail)


def test_voiding_needs_a_reason_and_happens_once(road: Project, bring_in: Import, lin: User, at: datetime) -> None:
    roll = saved_roll(bring_in(road, roll_bytes([line(1)])))
    for reason in ("", "  ", "很长" * 101):
        with pytest.raises(Refusal):
            void_roll(roll=roll, reason=reason, by=lin, at=at)
    voided = void_roll(roll=roll, reason="金额填错", by=lin, at=at)
    assert (voided.voided_by, voided.void_reason) == (lin, "金额填错")
    with pytest.raises(WrongState, match="已经作废"):
        void_roll(roll=roll, reason="再来一次", by=lin, at=at)
    assert AuditEntry.objects.filter(act="作废发放表").get().detail["reason"] == "金额填错"


@pytest.mark.parametrize(
    ("who", "may"),
    [("lin", True), ("chen_filer", True), ("chen_reviewer", True), ("wang", True), ("zhao", False), ("leader", False)],
)
def test_who_may_import(request, road: Project, bring_in: Import, who: str, may: bool) -> None:
    user = request.getfixturevalue(who)
    if may:
        assert bring_in(road, by=user).is_saved
        return
    with pytest.raises(NotAllowed, match="您的岗位不经办“建胜镇产业道路硬化工程”，不能导入发放表"):
        bring_in(road, by=user)
    assert WageRoll.objects.count() == 0


def test_the_first_roll_of_a_month_opens_it(road: Project, standards: None, lin: User, at: datetime) -> None:
    from labor.imports import import_wage_roll

    signed = {"project": road, "by": lin, "at": at}
    faulty = roll_bytes([line(1, net=1)])
    import_wage_roll(file=faulty, name="a.xlsx", period=period_for(OCTOBER, at), **signed)
    assert not Period.objects.exists()
    good = roll_bytes([line(1)])
    import_wage_roll(file=good, name="a.xlsx", period=period_for(OCTOBER, at), dry_run=True, **signed)
    assert not Period.objects.exists()
    import_wage_roll(file=good, name="a.xlsx", period=period_for(OCTOBER, at), **signed)
    assert Period.objects.get().month == OCTOBER


def test_a_month_to_come_is_refused(at: datetime) -> None:
    with pytest.raises(Refusal, match="2026年12月还没有开始"):
        period_for(OCTOBER.replace(month=12), at)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04" + b"\x00" * 64, "损坏"),
        ("姓名,身份证号\n张三,1".encode(), "不是Excel"),
        (b"%PDF-1.7\n", "PDF"),
    ],
)
def test_what_is_no_workbook_gets_one_sentence(road: Project, bring_in: Import, content: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said) as caught:
        bring_in(road, content)
    assert len(caught.value.sentences) == 1


def test_a_huge_upload_gets_one_sentence(road: Project, bring_in: Import, settings) -> None:
    settings.WORKBOOK_MAX_BYTES = 1_000
    with pytest.raises(Refusal, match="文件超过"):
        bring_in(road, BytesIO(b"PK\x03\x04" + b"0" * 2_000))


def test_an_encrypted_upload_gets_one_sentence(road: Project, bring_in: Import) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 64
    with pytest.raises(Refusal, match="密码"):
        bring_in(road, content)


def test_many_lines_cost_no_more_queries_than_few(park: Project, estate: Project, bring_in: Import, lin: User) -> None:
    def cost(project: Project, orders: range) -> int:
        content = roll_bytes([line(order) for order in orders], code="", title="表")
        with CaptureQueriesContext(connection) as captured:
            bring_in(project, content)
        return len(captured)

    scope_of(lin)  # kept on the person for the request
    assert cost(park, range(1, 3)) == cost(estate, range(10, 310))


def test_the_report_of_an_import_holds_no_full_number(road: Project, estate: Project, bring_in: Import) -> None:
    long_number = re.compile(r"[0-9]{12,}")
    lines = [line(order, card=card_number(1), rate=100, voucher=None) for order in range(1, 6)]
    bring_in(estate, roll_bytes(lines, code="", title="表"))
    outcome = bring_in(road, roll_bytes([*lines, line(1)]))
    assert outcome.errors
    assert outcome.warnings
    assert not [each for each in outcome.problems if long_number.search(f"{each.as_dict()}")]
