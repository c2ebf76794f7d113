"""Nominations: who may move them, what they must state, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from projects.models import (
    Collection,
    GuidanceItem,
    Nature,
    Nomination,
    NominationAct,
    NominationSource,
    NominationState,
    ProjectKind,
    Stage,
    WorkItem,
)
from projects.moving import Incomplete
from projects.nominations import actions
from projects.nominations.duplicates import Likeness, suspicions
from projects.nominations.filing import begin_nomination
from projects.nominations.moving import CollectionClosed, StaleNomination
from tests.cast import Engage
from tests.projects.samples import AT
from units.models import AuditEntry, Role, Sector, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db
CODE = "2402-500104-04-01-746747"
Draft = Callable[..., Nomination]


@pytest.fixture
def collection(lin: User) -> Collection:
    return Collection.objects.create(
        year=2027, opens_on=date(2026, 10, 20), due_on=date(2026, 11, 20), opened_at=AT, opened_by=lin
    )


@pytest.fixture
def whole(reference: None) -> dict[str, Any]:
    return {
        "name": "田间道路硬化工程", "code": CODE, "sector": Sector.objects.get(name="农业农村"),
        "kind": ProjectKind.KEY, "nature": Nature.NEW, "site": "建胜镇民胜村", "content": "硬化道路3公里",
        "starts": "2027-03", "ends": "2027-11", "stage": Stage.PREPARATION, "total_fen": 100_000_000,
        "plan_fen": 80_000_000, "work_items": "路面养护", "planned_workers": 20,
        "planned_remuneration_fen": 15_000_000, "owner_name": "某公司",
        "department": Unit.objects.get(name="区农业农村委"), "township": Unit.objects.get(name="建胜镇"),
    }  # fmt: skip


@pytest.fixture
def draft(collection: Collection, chen_filer: User, whole: dict[str, Any]) -> Draft:
    """A complete draft of 区农业农村委; keywords change it."""

    def make(**changed: Any) -> Nomination:
        unit = Unit.objects.get(name="区农业农村委")
        nomination = actions.start_nomination(collection=collection, unit=unit, name="新项目", by=chen_filer, at=AT)
        return actions.save_nomination(nomination=nomination, values={**whole, **changed}, by=chen_filer, at=AT)

    return make


@pytest.fixture
def submitted(draft: Draft, chen_filer: User, chen_reviewer: User) -> Nomination:
    nomination = actions.send(nomination=draft(), by=chen_filer, at=AT)
    return actions.submit(nomination=nomination, by=chen_reviewer, at=AT)


def lacks(refused: pytest.ExceptionInfo[Incomplete]) -> set[str]:
    return {lack.field for lack in refused.value.lacks}


def test_a_nomination_goes_from_draft_to_admission(submitted: Nomination, lin: User) -> None:
    actions.admit(nomination=submitted, by=lin, at=AT)
    assert submitted.state == NominationState.ADMITTED
    assert submitted.decided_by == lin
    assert [step.act for step in submitted.steps.all()] == ["start", "save", "send", "submit", "admit"]
    assert AuditEntry.objects.filter(act__startswith="项目申报：").count() == 5


def test_a_bare_draft_is_told_all_it_lacks_at_once(collection: Collection, chen_filer: User) -> None:
    unit = Unit.objects.get(name="区农业农村委")
    nomination = actions.start_nomination(collection=collection, unit=unit, name="新项目", by=chen_filer, at=AT)
    with pytest.raises(Incomplete) as refused:
        actions.send(nomination=nomination, by=chen_filer, at=AT)
    assert {"code", "total_fen", "work_items", "planned_workers", "township", "starts"} <= lacks(refused)
    assert Nomination.objects.get().state == NominationState.DRAFT


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "2402-500104-04-01-746748"}, "code"),
        ({"works_fen": 90_000_000, "other_fen": 9_000_000}, "total_fen"),
        ({"works_fen": 100_010_001}, "total_fen"),
        ({"plan_fen": 100_000_001}, "plan_fen"),
        ({"planned_remuneration_fen": 100_000_001}, "planned_remuneration_fen"),
    ],
)
def test_what_cannot_be_true_is_not_even_saved_as_a_draft(
    draft: Draft, chen_filer: User, changed: dict[str, Any], field: str
) -> None:
    nomination = draft()
    kept = Nomination.objects.values().get()
    with pytest.raises(Incomplete) as refused:
        actions.save_nomination(nomination=nomination, values=changed, by=chen_filer, at=AT)
    assert lacks(refused) == {field}
    assert len(refused.value.sentences) == 1
    assert Nomination.objects.values().get() == kept


def test_what_is_wrong_and_what_is_missing_are_told_together(collection: Collection, chen_filer: User) -> None:
    unit = Unit.objects.get(name="区农业农村委")
    with pytest.raises(Incomplete) as refused:
        begin_nomination(
            collection=collection, unit=unit, act=NominationAct.SEND, by=chen_filer, at=AT, item_ids=[],
            values={"name": "新项目", "code": "2402-500104-04-01-746748"},
        )  # fmt: skip
    assert {"code", "total_fen", "work_items", "planned_workers"} <= lacks(refused)
    assert sum(lack.field == "code" for lack in refused.value.lacks) == 1
    assert not Nomination.objects.exists()


def test_parts_within_a_hundredth_of_ten_thousand_yuan_add_up(draft: Draft, chen_filer: User) -> None:
    nomination = draft(works_fen=90_000_000, other_fen=10_010_000)
    assert actions.send(nomination=nomination, by=chen_filer, at=AT).state == NominationState.REVIEWING


def test_a_second_nomination_of_a_code_names_the_other_unit(
    draft: Draft, collection: Collection, wang: User, whole: dict[str, Any]
) -> None:
    draft()
    town = Unit.objects.get(name="建胜镇")
    second = actions.start_nomination(collection=collection, unit=town, name="同一条路", by=wang, at=AT)
    with pytest.raises(Incomplete) as refused:
        actions.save_nomination(nomination=second, values=whole, by=wang, at=AT)
    assert lacks(refused) == {"code"}
    assert "区农业农村委" in refused.value.sentences[0]
    assert Nomination.objects.get(pk=second.pk).code == ""


def test_a_department_nominates_only_for_itself_in_its_own_sectors(draft: Draft) -> None:
    with pytest.raises(Incomplete) as refused:
        draft(department=Unit.objects.get(name="区交通局"), sector=Sector.objects.get(name="交通"))
    assert lacks(refused) == {"department", "sector"}


def test_a_township_nominates_only_in_its_territory(collection: Collection, wang: User) -> None:
    town = Unit.objects.get(name="建胜镇")
    nomination = actions.start_nomination(collection=collection, unit=town, name="村道", by=wang, at=AT)
    assert nomination.township == town
    other = Unit.objects.get(name="八桥镇")
    with pytest.raises(Incomplete) as refused:
        actions.save_nomination(nomination=nomination, values={"township": other}, by=wang, at=AT)
    assert lacks(refused) == {"township"}


def test_nobody_starts_for_a_unit_that_is_not_theirs(collection: Collection, wang: User) -> None:
    with pytest.raises(NotAllowed):
        actions.start_nomination(
            collection=collection, unit=Unit.objects.get(name="八桥镇"), name="村道", by=wang, at=AT
        )


def test_who_wrote_does_not_submit(draft: Draft, both: User) -> None:
    nomination = actions.send(nomination=draft(), by=both, at=AT)
    with pytest.raises(NotAllowed, match="不得为同一人"):
        actions.submit(nomination=nomination, by=both, at=AT)


def test_the_office_writes_for_a_unit_and_another_person_of_it_decides(
    collection: Collection, lin: User, wei: User, whole: dict[str, Any]
) -> None:
    unit = Unit.objects.get(name="区农业农村委")
    nomination = actions.start_nomination(collection=collection, unit=unit, name="代报", by=lin, at=AT)
    actions.nominate_for_unit(nomination=nomination, values=whole, by=lin, at=AT)
    assert (nomination.state, nomination.source) == (NominationState.SUBMITTED, NominationSource.OFFICE)
    with pytest.raises(NotAllowed, match="不得为同一人"):
        actions.admit(nomination=nomination, by=lin, at=AT)
    assert actions.admit_all(nominations=[nomination], by=wei, at=AT) == 1


def test_the_office_does_not_overwrite_what_a_unit_submitted(submitted: Nomination, lin: User) -> None:
    with pytest.raises(NotAllowed, match="不能代报覆盖"):
        actions.nominate_for_unit(nomination=submitted, values={"name": "改名"}, by=lin, at=AT)


def test_a_returned_nomination_is_corrected_even_after_the_due_date(
    submitted: Nomination, lin: User, chen_filer: User, chen_reviewer: User
) -> None:
    actions.return_fields(nomination=submitted, reasons={"site": "请写到村"}, by=lin, at=AT)
    late = AT + timedelta(days=30)
    actions.save_nomination(nomination=submitted, values={"site": "建胜镇新村"}, by=chen_filer, at=late)
    actions.send(nomination=submitted, by=chen_filer, at=late)
    assert submitted.returns.get().settled_at == late
    assert actions.submit(nomination=submitted, by=chen_reviewer, at=late).state == NominationState.SUBMITTED


def test_returning_needs_a_reason_for_each_field(submitted: Nomination, lin: User) -> None:
    for reasons in ({}, {"site": " "}, {"nonsense": "原因"}, {"site": "字" * 201}):
        with pytest.raises(Refusal):
            actions.return_fields(nomination=submitted, reasons=reasons, by=lin, at=AT)
    assert not submitted.returns.exists()


def test_a_declined_nomination_keeps_its_reason_until_it_is_reopened(submitted: Nomination, lin: User) -> None:
    with pytest.raises(Refusal, match="原因"):
        actions.decline(nomination=submitted, reason=" ", by=lin, at=AT)
    actions.decline(nomination=submitted, reason="前期工作未完成", by=lin, at=AT)
    assert submitted.decision_reason == "前期工作未完成"
    actions.reopen(nomination=submitted, by=lin, at=AT)
    assert (submitted.state, submitted.decided_by, submitted.decision_reason) == ("submitted", None, "")


def test_the_reviewer_hands_back_and_the_filer_withdraws(draft: Draft, chen_filer: User, chen_reviewer: User) -> None:
    nomination = actions.send(nomination=draft(), by=chen_filer, at=AT)
    actions.hand_back(nomination=nomination, reasons={"content": "写明规模"}, by=chen_reviewer, at=AT)
    with pytest.raises(Refusal, match="退回以后还没有改过任何一栏"):
        actions.send(nomination=Nomination.objects.get(), by=chen_filer, at=AT)
    assert Nomination.objects.get().state == NominationState.RETURNED
    nomination.refresh_from_db()
    actions.send(nomination=nomination, values={"content": "硬化道路4公里"}, by=chen_filer, at=AT)
    assert actions.withdraw(nomination=nomination, by=chen_filer, at=AT).state == NominationState.DRAFT


def test_a_discarded_draft_stays_in_the_audit_trail(draft: Draft, chen_filer: User, wang: User) -> None:
    nomination = draft()
    with pytest.raises(NotAllowed):
        actions.discard(nomination=nomination, by=wang, at=AT)
    actions.discard(nomination=nomination, by=chen_filer, at=AT)
    assert not Nomination.objects.exists()
    assert AuditEntry.objects.get(act="项目申报：删除草稿").detail["said"]["项目代码"] == CODE


def test_a_discarded_draft_leaves_its_choice_from_the_catalog_in_the_trail(draft: Draft, chen_filer: User) -> None:
    sector = Sector.objects.get(name="农业农村")
    item = GuidanceItem.objects.create(year=2027, sector=sector, task="田间道路", work_item="路肩整修")
    nomination = draft()
    actions.save_nomination(nomination=nomination, values={}, item_ids=[item.pk], by=chen_filer, at=AT)
    actions.discard(nomination=nomination, by=chen_filer, at=AT)
    said = AuditEntry.objects.get(act="项目申报：删除草稿").detail["said"]
    assert said[actions.ITEMS_LABEL] == ["田间道路：路肩整修"]
    assert not WorkItem.objects.exists()
    assert GuidanceItem.objects.get() == item


def test_a_stale_save_is_refused(draft: Draft, chen_filer: User) -> None:
    nomination = draft()
    with pytest.raises(StaleNomination):
        actions.save_nomination(nomination=nomination, values={"site": "别处"}, by=chen_filer, at=AT, version=0)
    assert Nomination.objects.get().site == "建胜镇民胜村"


def test_nothing_is_sent_after_the_due_date_or_the_end(
    draft: Draft, collection: Collection, chen_filer: User, lin: User
) -> None:
    nomination = draft()
    with pytest.raises(CollectionClosed, match="截止"):
        actions.send(nomination=nomination, by=chen_filer, at=AT + timedelta(days=18))
    Collection.objects.update(closed_at=AT, closed_by=lin)
    with pytest.raises(CollectionClosed, match="结束"):
        actions.save_nomination(nomination=nomination, values={"site": "别处"}, by=chen_filer, at=AT)


def test_a_submitted_nomination_is_not_written(submitted: Nomination, chen_filer: User) -> None:
    with pytest.raises(WrongState):
        actions.save_nomination(nomination=submitted, values={"site": "别处"}, by=chen_filer, at=AT)


def test_a_transport_clerk_sees_nothing_of_it(draft: Draft, engage: Engage) -> None:
    draft()
    qian = engage("qian", Role.UNIT_FILER, "区交通局")
    assert not Nomination.objects.visible_to(qian).exists()


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"name": "田间 道路硬化工程", "site": "别处"}, Likeness.NAME),
        ({"name": "田间道路硬化工程二期", "site": "别处"}, Likeness.SIMILAR),
        ({"name": "提灌站改造"}, Likeness.SITE),
    ],
)
def test_a_likely_double_is_suspected_not_refused(draft: Draft, changed: dict[str, Any], kind: Likeness) -> None:
    first = draft()
    second = draft(code="", **changed)
    assert [(found.kind, found.nomination_id) for found in suspicions(second)] == [(kind, first.pk)]


def test_another_project_of_the_township_is_no_suspicion(draft: Draft) -> None:
    draft()
    assert suspicions(draft(code="", name="提灌站改造", site="建胜镇")) == []


def test_work_items_come_from_the_catalog_of_the_year(draft: Draft, chen_filer: User) -> None:
    sector = Sector.objects.get(name="农业农村")
    fit, old = (
        GuidanceItem.objects.create(year=year, sector=sector, task="田间道路", work_item="路肩整修")
        for year in (2027, 2026)
    )
    nomination = draft(work_items="")
    with pytest.raises(Refusal, match="指导目录"):
        actions.save_nomination(nomination=nomination, values={}, item_ids=[fit.pk, old.pk], by=chen_filer, at=AT)
    assert not nomination.items.exists()
    nomination = Nomination.objects.get()
    actions.save_nomination(nomination=nomination, values={}, item_ids=[fit.pk], by=chen_filer, at=AT)
    assert actions.send(nomination=nomination, by=chen_filer, at=AT).state == NominationState.REVIEWING


def test_the_same_code_in_another_round_of_the_year_is_suspected_first(
    submitted: Nomination, draft: Draft, collection: Collection, lin: User
) -> None:
    Collection.objects.update(closed_at=AT, closed_by=lin)
    second = Collection.objects.create(
        year=2027, round=2, opens_on=date(2026, 11, 1), due_on=date(2026, 12, 20), opened_at=AT, opened_by=lin
    )
    again = Nomination.objects.create(
        collection=second, unit=submitted.unit, name="完全另一个名称", code=submitted.code, township=submitted.township
    )
    (found,) = suspicions(again)
    assert (found.kind, found.nomination_id) == (Likeness.CODE, submitted.pk)


def test_every_nomination_that_cannot_be_admitted_is_named_and_none_is(
    submitted: Nomination, draft: Draft, lin: User
) -> None:
    other = draft(code="2304-500110-04-01-886979", name="还没有送审的工程")
    bare = Nomination.objects.create(
        collection=submitted.collection, unit=submitted.unit, name="空的工程", state=NominationState.SUBMITTED
    )
    with pytest.raises(Refusal) as refused:
        actions.admit_all(nominations=[submitted, other, bare], by=lin, at=AT)
    said = "".join(refused.value.sentences)
    assert "“还没有送审的工程”" in said
    assert "“空的工程”：“项目代码”还没有填" in said
    assert set(Nomination.objects.values_list("state", flat=True)) == {NominationState.SUBMITTED, NominationState.DRAFT}
