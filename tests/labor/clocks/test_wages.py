"""R14: the office adds dated standards and corrects those no roll was checked with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from labor.clocks.wages import Stated, add_standard, correct_standard, stamp_of, standards_on
from labor.models import WageStandard
from labor.standards import standard_for
from projects.models import Period, Project
from tests.labor.paying import make_roll
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal

GOOD = Stated(date(2027, 1, 1), 2_500_00, 25_00, 800_00, "渝府发〔2026〕9号", is_official=True)
TODAY = date(2026, 11, 12)


def test_a_new_standard_holds_from_its_day_and_the_one_before_stays(standards: None, lin: User, at: datetime) -> None:
    before = {row.standard.pk: row for row in standards_on(TODAY)}
    made = add_standard(GOOD, by=lin, at=at)
    assert standard_for(date(2026, 12, 1)) != made
    assert standard_for(date(2027, 1, 1)) == made
    assert [row.is_in_force for row in standards_on(TODAY)] == [False, False, True]
    assert [row.is_in_force for row in standards_on(date(2027, 1, 9))] == [True, False, False]
    assert len(before) == 2
    assert AuditEntry.objects.get(act="登记工资标准").detail["hour_fen"] == 25_00


def test_everything_wrong_is_told_at_once_and_nothing_kept(standards: None, lin: User, at: datetime) -> None:
    wrong = replace(GOOD, month_fen=25_00, hour_fen=2_500_00, basis="关于调整最低工资的通知")
    with pytest.raises(Refusal) as refused:
        add_standard(wrong, by=lin, at=at)
    assert [sentence[:5] for sentence in refused.value.sentences] == ["日工资提示", "月最低工资", "正式标准请"]
    with pytest.raises(Refusal, match="已登记过一条"):
        add_standard(replace(GOOD, starts_on=date(2022, 4, 1)), by=lin, at=at)
    assert WageStandard.objects.count() == 2


def test_one_that_rolls_were_checked_with_is_never_changed(
    standards: None, road: Project, october: Period, lin: User, at: datetime
) -> None:
    make_roll(road, october, by=lin)
    used = WageStandard.objects.get(is_official=True)
    with pytest.raises(Refusal, match="已用来核对1张发放表"):
        correct_standard(standard=used, stated=GOOD, seen=stamp_of(used), by=lin, at=at)
    assert WageStandard.objects.get(pk=used.pk).hour_fen == 21_00


def test_a_draft_opinion_becomes_the_issued_document_by_correction(
    standards: None, road: Project, october: Period, lin: User, at: datetime
) -> None:
    make_roll(road, october, by=lin)
    draft = WageStandard.objects.get(is_official=False)
    seen = stamp_of(draft)
    stated = replace(GOOD, starts_on=draft.starts_on, month_fen=2_330_00, hour_fen=23_00)
    corrected = correct_standard(standard=draft, stated=stated, seen=seen, by=lin, at=at)
    assert standard_for(date(2026, 10, 1)) == corrected
    entry = AuditEntry.objects.get(act="更正工资标准")
    assert (entry.detail["before"]["is_official"], entry.detail["after"]["is_official"]) == (False, True)
    with pytest.raises(Refusal, match="由别人更正过"):
        correct_standard(standard=draft, stated=GOOD, seen=seen, by=lin, at=at)


def test_only_the_office_keeps_the_standards(chen_reviewer: User, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        add_standard(GOOD, by=chen_reviewer, at=at)
