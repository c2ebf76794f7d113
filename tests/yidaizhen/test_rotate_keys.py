"""密钥轮换: every sealed column, resumed after a kill, nothing told, and the old key can be dropped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from labor.models import Worker
from labor.registry import enroll, indexes_of, registered
from projects.models import Contract, Project
from tests.cast import SETTLED_AT
from tests.labor.conftest import Register, register  # noqa: F401 — a fixture
from units import rotation
from units.audit import first_broken_link
from units.models import AuditEntry, User
from units.refusals import Refusal
from units.rotation import kept_columns, rotate_field_keys, rotate_index_key, values_by_key
from units.secrecy import UnknownKey, blind_index, seal, unseal
from yidaizhen import checkup

pytestmark = pytest.mark.django_db
OLD, NEW, NEW_INDEX = "1a" * 32, "2b" * 32, "3c" * 32
FIRST = {"FIELD_KEY_ID": "1", "FIELD_KEY": OLD, "FIELD_KEYS_OLD": {}}
BOTH = {"FIELD_KEY_ID": "2", "FIELD_KEY": NEW, "FIELD_KEYS_OLD": {"1": OLD}}
AFTER = {"FIELD_KEY_ID": "2", "FIELD_KEY": NEW, "FIELD_KEYS_OLD": {}}
PHONE = "13800000000"


def number(serial: int) -> str:
    """A made-up ID number; nothing here looks at its check digit."""
    return f"500104{1950 + serial // 1000:04d}0101{serial % 1000:03d}X"


@pytest.fixture
def people() -> Iterator[list[str]]:
    """Seven people sealed under the first key."""
    numbers = [number(serial) for serial in range(7)]
    with override_settings(**FIRST):
        people_of(numbers)
        yield numbers


def people_of(numbers: list[str]) -> None:
    indexes = indexes_of(numbers)
    enroll(dict.fromkeys(numbers, "演示甲"), indexes, registered(indexes.values()))


def stored() -> list[str]:
    return sorted(unseal(sealed) for sealed in Worker.objects.values_list("id_sealed", flat=True))


def run(*arguments: str, by: str = "security") -> dict[str, Any]:
    out = StringIO()
    call_command("rotate_keys", *arguments, "--by", by, "--json", stdout=out)
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


def test_every_column_of_the_database_that_is_named_sealed_is_rotated() -> None:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        there = {
            (table, column.name)
            for table in tables
            for column in connection.introspection.get_table_description(cursor, table)
        }
    kept = kept_columns()
    found = {(one.model._meta.db_table, name) for one in kept for name in one.sealed}
    assert found == {pair for pair in there if pair[1].endswith("_sealed")}
    assert ("labor_worker", "id_sealed") in found
    indexes = {(one.model._meta.db_table, name) for one in kept for name in one.indexes}
    assert indexes == {pair for pair in there if pair[1].endswith("_index")}


def test_each_sealed_column_is_marked_so_and_only_those_are() -> None:
    from django.apps import apps

    marked = {
        f"{model._meta.label}.{one.name}"
        for model in apps.get_models()
        for one in model._meta.local_concrete_fields
        if str(one.verbose_name).endswith("（密）")
    }
    assert {f"{kept.model._meta.label}.{name}" for kept in kept_columns() for name in kept.sealed} == marked


def test_old_values_open_new_ones_take_the_new_key_and_the_old_key_can_be_dropped(
    people: list[str], security: User
) -> None:
    with override_settings(**BOTH):
        assert stored() == people
        assert seal(PHONE).startswith("2:")
        assert "还有 7 个值用旧密钥 1 加密" in checkup.key_rotation().problems[0]
        said = run()
        assert said["values"] == 7
        assert said["columns"] == {"labor.Worker.id_sealed": 7}
        assert said["under_old_keys"] == {}
        assert checkup.key_rotation().ok
        assert "旧密钥 1 已没有数据使用" in checkup.key_rotation().note
    with override_settings(**AFTER):
        assert stored() == people
        assert values_by_key() == {"2": 7}


def test_a_child_table_and_its_parent_are_rotated_once(register: Register, security: User) -> None:  # noqa: F811
    project: Project = register("2410-500104-04-01-392139", "建胜镇产业道路硬化工程", "区农业农村委", "建胜镇")
    with override_settings(**FIRST):
        contract = Contract.objects.create(
            project=project, proof_kind="contract", recorded_at=SETTLED_AT, recorded_by=security, client="甲",
            contractor="乙", credit_code="9" * 18, amount_fen=1, signed_on=date(2026, 1, 1), clause="条款",
            officer_phone_sealed=seal(PHONE),
        )  # fmt: skip
    with override_settings(**BOTH):
        done = rotate_field_keys(by=security, at=SETTLED_AT)
    assert done.columns == {"projects.Contract.officer_phone_sealed": 1}
    with override_settings(**AFTER):
        contract.refresh_from_db()
        assert unseal(contract.officer_phone_sealed) == PHONE


def test_a_killed_run_continues_where_it_stopped(
    people: list[str], security: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "CHUNK", 2)
    renew, chunks = rotation._renew, []

    def killed(*arguments: Any, **more: Any) -> None:
        renew(*arguments, **more)
        chunks.append(arguments[1])
        if len(chunks) == 2:
            raise KeyboardInterrupt  # within the second transaction: the first is kept, this one is undone

    with override_settings(**BOTH):
        monkeypatch.setattr(rotation, "_renew", killed)
        with pytest.raises(KeyboardInterrupt):
            rotate_field_keys(by=security, at=SETTLED_AT)
        assert values_by_key() == {"1": 5, "2": 2}
        assert stored() == people
        monkeypatch.setattr(rotation, "_renew", renew)
        assert rotate_field_keys(by=security, at=SETTLED_AT).values == 5
        assert rotate_field_keys(by=security, at=SETTLED_AT).values == 0
    acts = AuditEntry.objects.filter(act__contains="密钥").order_by("number")
    assert list(acts.values_list("act", "rows")) == [
        ("开始轮换加密密钥", 7), ("开始轮换加密密钥", 5), ("轮换加密密钥", 5),
    ]  # fmt: skip
    assert first_broken_link() is None


def test_neither_answer_nor_trail_holds_a_number(people: list[str], security: User) -> None:
    with override_settings(**BOTH):
        said = json.dumps(run())
    trail = json.dumps([[entry.subject, entry.detail] for entry in AuditEntry.objects.all()])
    assert not [one for one in people if one in said or one in trail]


def test_a_dry_run_counts_and_changes_nothing(people: list[str], security: User) -> None:
    with override_settings(**BOTH):
        said = run("--dry-run")
        assert said["values"] == said["under_old_keys"]["1"] == 7
    assert values_by_key() == {"1": 7}
    assert not AuditEntry.objects.filter(act__contains="密钥").exists()


def test_a_value_that_does_not_open_stays_is_named_by_its_row_and_does_not_stop_the_rest(
    people: list[str], security: User
) -> None:
    row = Worker.objects.order_by("pk")[2]
    Worker.objects.filter(pk=row.pk).update(id_sealed=row.id_sealed[:-2] + "00")
    with override_settings(**BOTH):
        with pytest.raises(CommandError):
            run()
        assert values_by_key() == {"1": 1, "2": 6}
        done = rotate_field_keys(by=security, at=SETTLED_AT)
    assert done.shut == [f"labor.Worker {row.pk}"]


def test_a_missing_old_key_is_refused_by_its_id(people: list[str], security: User) -> None:
    with override_settings(**AFTER):
        with pytest.raises(Refusal, match="编号“1”.*YIDAIZHEN_FIELD_KEYS_OLD"):
            rotate_field_keys(by=security, at=SETTLED_AT)
        with pytest.raises(UnknownKey):
            stored()
        assert "环境里没有它" in checkup.key_rotation().problems[0]
        assert not checkup.sealed_numbers().ok


def test_two_keys_under_one_id_are_a_fault() -> None:
    with override_settings(FIELD_KEY_ID="1", FIELD_KEY=NEW, FIELD_KEYS_OLD={"1": OLD}):
        assert any("同用编号“1”" in problem for problem in checkup.keys().problems)


@pytest.mark.parametrize("who", ["lin", "wang", "auditor", "sysadmin"])
def test_only_the_security_administrator_rotates(who: str, security: User, request: pytest.FixtureRequest) -> None:
    person: User = request.getfixturevalue(who)
    with pytest.raises(Refusal, match="安全管理员"):
        rotate_field_keys(by=person, at=SETTLED_AT)
    with pytest.raises(Refusal, match="安全管理员"):
        rotate_index_key(by=person, at=SETTLED_AT)


def test_indexes_are_made_anew_and_find_people_under_the_new_key(people: list[str], security: User) -> None:
    with override_settings(INDEX_KEY_NEW=NEW_INDEX):
        said = run("--index")
        assert said["columns"] == {"labor.Worker.id_index": 7}
        assert run("--index")["values"] == 0
    assert "索引密钥" in checkup.key_rotation().problems[0]
    with override_settings(INDEX_KEY=NEW_INDEX):
        assert registered([blind_index(people[3])]).keys() == {blind_index(people[3])}
        assert checkup.key_rotation().ok


def test_an_index_rotation_that_cannot_open_a_number_changes_nothing(people: list[str], security: User) -> None:
    before = list(Worker.objects.order_by("pk").values_list("id_index", flat=True))
    last = Worker.objects.order_by("-pk")[0]
    Worker.objects.filter(pk=last.pk).update(id_sealed="9:00")
    with override_settings(INDEX_KEY_NEW=NEW_INDEX), pytest.raises(Refusal, match="索引没有改动"):
        rotate_index_key(by=security, at=SETTLED_AT)
    assert list(Worker.objects.order_by("pk").values_list("id_index", flat=True)) == before


@pytest.mark.parametrize("key", ["", "abc", "x" * 64])
def test_a_new_index_key_must_be_a_key(key: str, security: User) -> None:
    with override_settings(INDEX_KEY_NEW=key), pytest.raises(Refusal, match="YIDAIZHEN_INDEX_KEY_NEW"):
        rotate_index_key(by=security, at=SETTLED_AT)


def queries_of(count: int, security: User) -> int:
    with override_settings(**FIRST):
        people_of([number(1000 * count + serial) for serial in range(count)])
    with (
        override_settings(**BOTH),
        CaptureQueriesContext(
            connection,
        ) as captured,
    ):
        assert rotate_field_keys(by=security, at=SETTLED_AT).values == count
    return len(captured)


def test_as_many_queries_for_two_rows_as_for_twenty(security: User) -> None:
    queries_of(1, security)  # the trail's first entry also makes its head
    assert queries_of(2, security) == queries_of(20, security)
