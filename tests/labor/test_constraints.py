"""What the database itself refuses, each constraint in its own words; on SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from labor.bulk import insert_rows, sentence_of
from labor.models import WageLine, WageRoll, Worker
from labor.saving import LINE_FIELDS
from projects.models import Project
from tests.labor.conftest import Import, saved_roll
from tests.labor.sheets import line, roll_bytes

FIGURES = {"centidays": 2_000, "rate_fen": 21_000, "gross_fen": 420_000, "deduction_fen": 0, "net_fen": 420_000}


@pytest.fixture
def roll(road: Project, bring_in: Import) -> WageRoll:
    return saved_roll(bring_in(road, roll_bytes([line(1)])))


def row(roll: WageRoll, worker: Worker, **changes: object) -> tuple[object, ...]:
    """A line as a plain tuple, in the order of LINE_FIELDS."""
    values = {
        "roll": roll.pk, "project": roll.project_id, "period": roll.period_id, "worker": worker.pk, "in_force": True,
        "kind": "regular", "row": 9, "serial": "", "employer": "某单位", "name": "张三", "phone_sealed": "",
        "phone_masked": "", "job": "", "deduction_item": "", "card_sealed": "", "card_index": "", "card_masked": "",
        "pay_on": date(2026, 11, 10), "voucher": "已签", "is_paid": True, **FIGURES,
    } | changes  # fmt: skip
    return tuple(values[field] for field in LINE_FIELDS)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "同一人在同一项目的同一月份只能有一行"),
        ({"net_fen": 1}, "实发应等于应发减去"),
        ({"gross_fen": 420_001, "net_fen": 420_001}, "应发应等于工作时间乘以单价"),
        ({"centidays": 3_101, "rate_fen": 0, "gross_fen": 0, "net_fen": 0}, "不能超过31个工日"),
        ({"deduction_fen": 420_001, "net_fen": -1}, "不能为负数"),
        ({"pay_on": None}, "才是已发放"),
        ({"is_paid": False}, "才是已发放"),
    ],
)
def test_a_bulk_insert_breaks_on_the_constraint_and_says_its_sentence(roll: WageRoll, changes, said: str) -> None:
    worker = roll.lines.get().worker
    rows = [row(roll, worker, **({"in_force": False} if changes else {}), **changes)]
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        insert_rows(WageLine, LINE_FIELDS, rows)
    assert said in (sentence_of(caught.value, WageRoll, WageLine) or "")
    assert roll.lines.count() == 1


def test_one_bad_row_among_good_ones_inserts_none(roll: WageRoll) -> None:
    worker = roll.lines.get().worker
    rows = [row(roll, worker, in_force=False), row(roll, worker, in_force=False, net_fen=1)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(WageLine, LINE_FIELDS, rows)
    assert roll.lines.count() == 1


def test_bulk_rows_read_back_as_they_were_written(roll: WageRoll) -> None:
    worker = roll.lines.get().worker
    insert_rows(WageLine, LINE_FIELDS, [row(roll, worker, in_force=False, pay_on=None, is_paid=False)])
    written = roll.lines.get(in_force=False)
    assert (written.centidays, written.pay_on, written.voucher, written.is_paid) == (2_000, None, "已签", False)
    assert roll.lines.get(in_force=True).is_paid


def test_a_person_met_twice_at_once_is_registered_once(roll: WageRoll) -> None:
    worker = roll.lines.get().worker
    fields = ["name", "id_sealed", "id_index", "id_masked", "id_tail", "sex", "born_on"]
    again = ("另名", "1:00", worker.id_index, "50*239", "239", "M", date(1988, 1, 1))
    insert_rows(Worker, fields, [again], once_by="id_index")
    assert Worker.objects.get().name == worker.name


def test_a_second_roll_in_force_is_refused_by_the_database(roll: WageRoll) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        WageRoll.objects.create(
            project=roll.project, period=roll.period, employer="某单位", file_name="b.xlsx", file_sha256="b",
            imported_at=roll.imported_at, imported_by=roll.imported_by,
        )  # fmt: skip
    assert "请先作废原表" in (sentence_of(caught.value, WageRoll) or "")


def test_a_voided_roll_says_who_when_and_why(roll: WageRoll) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        WageRoll.objects.filter(pk=roll.pk).update(voided_at=roll.imported_at)
    assert "经办人、时间和原因" in (sentence_of(caught.value, WageRoll) or "")
