"""The trail: one unbroken chain; whoever changes, removes or cuts anything is named at the first broken link."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from units.audit import acting_from, first_broken_link, record
from units.models import AuditEntry, AuditHead, User

AT = datetime(2026, 11, 3, 2, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def people(db: None) -> tuple[User, User]:
    return User.objects.create_user("first", name="甲"), User.objects.create_user("second", name="乙")


@pytest.fixture
def chain(people: tuple[User, User]) -> list[AuditEntry]:
    with transaction.atomic(), acting_from("10.0.0.7"):
        return [
            record(act="导入发放表", subject=f"第{n}份", by=people[0], at=AT, rows=n, detail={"人数": n, "按": "b"})
            for n in range(1, 6)
        ]


def test_an_untouched_chain_holds(chain: list[AuditEntry]) -> None:
    assert [entry.number for entry in chain] == [1, 2, 3, 4, 5]
    assert first_broken_link() is None


def test_an_empty_chain_holds(db: None) -> None:
    assert first_broken_link() is None


def test_an_entry_says_where_it_came_from(chain: list[AuditEntry]) -> None:
    assert {entry.address for entry in chain} == {"10.0.0.7"}


TAMPERING: dict[str, Any] = {
    "at": AT + timedelta(microseconds=1),
    "by_name": "second",
    "act": "导出发放表",
    "subject": "第9份",
    "rows": 99,
    "detail": {"人数": 4, "按": "b"},
    "address": "10.0.0.8",
    "entry_hash": "f" * 64,
    "previous_hash": "f" * 64,
}


@pytest.mark.parametrize("field", TAMPERING)
def test_changing_any_field_breaks_the_chain_there(field: str, chain: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(number=3).update(**{field: TAMPERING[field]})
    broken = first_broken_link()
    assert broken is not None
    assert broken[0] == 3


def test_blaming_another_person_breaks_the_chain(chain: list[AuditEntry], people: tuple[User, User]) -> None:
    AuditEntry.objects.filter(number=3).update(by=people[1])
    assert first_broken_link() == (3, "内容与校验值不符，记录被改动过")


def test_every_field_an_entry_has_is_covered_by_a_test() -> None:
    fields = {field.name for field in AuditEntry._meta.concrete_fields}
    assert fields == {*TAMPERING, "id", "number", "by"}


def test_a_removed_entry_is_named(chain: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(number=2).delete()
    assert first_broken_link() == (2, "缺少第 2 条（下一条是第 3 条）")


def test_a_removed_beginning_is_named(chain: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(number=1).delete()
    assert first_broken_link() == (1, "缺少第 1 条（下一条是第 2 条）")


def test_a_cut_tail_is_named(chain: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(number__gte=4).delete()
    assert first_broken_link() == (4, "链尾应到第 5 条，第 4 条起的记录被删去")


def test_emptying_the_trail_is_named(chain: list[AuditEntry]) -> None:
    AuditEntry.objects.all().delete()
    assert first_broken_link() == (1, "链尾应到第 5 条，第 1 条起的记录被删去")


def test_removing_the_head_to_hide_a_cut_is_named(chain: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(number=5).delete()
    AuditHead.objects.all().delete()
    broken = first_broken_link()
    assert broken is not None
    assert "链头记录被删去" in broken[1]


def test_a_doctored_head_is_named(chain: list[AuditEntry]) -> None:
    AuditHead.objects.update(entry_hash="a" * 64)
    broken = first_broken_link()
    assert broken is not None
    assert "链头" in broken[1]


def test_a_renumbered_entry_is_named(chain: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(number=3).update(number=30)
    broken = first_broken_link()
    assert broken is not None
    assert broken[0] == 3


def test_the_act_and_its_entry_live_or_die_together(people: tuple[User, User]) -> None:
    @transaction.atomic
    def act() -> None:
        record(act="导入清单", subject="某", by=people[0], at=AT)
        raise LookupError

    with pytest.raises(LookupError):
        act()
    assert not AuditEntry.objects.exists()
    assert first_broken_link() is None


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(act="导入清单", subject="某", by=None, at=AT)
    assert not AuditEntry.objects.exists()


def test_the_command_counts_the_entries_and_shows_the_last_hash(
    chain: list[AuditEntry], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_audit", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said == {"ok": True, "entries": 5, "head": chain[-1].entry_hash}


def test_the_command_names_the_first_broken_link_and_fails(
    chain: list[AuditEntry], capsys: pytest.CaptureFixture[str]
) -> None:
    AuditEntry.objects.filter(number__in=[2, 4]).update(subject="别的")
    with pytest.raises(CommandError, match="第 2 条断开") as failed:
        call_command("verify_audit")
    assert failed.value.returncode == 1
    with pytest.raises(CommandError):
        call_command("verify_audit", "--json")
    assert json.loads(capsys.readouterr().out)["number"] == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_acts_at_the_same_moment_make_one_chain() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: python -m tests.servers postgres pytest -m postgres")

    def act(number: int) -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    record(act="并发", subject=f"{number}", by=None, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(8)))
    assert AuditEntry.objects.count() == 80
    assert first_broken_link() is None
