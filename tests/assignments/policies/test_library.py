"""政策库: validity, registration, supersession, citations; every rule stands on something."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.models import Policy, PolicyCitation, PolicyLevel
from assignments.policies.actions import cite, edit_policy, expire_policy, register_policy, supersede_policy, uncite
from assignments.policies.citing import rule_bases
from assignments.policies.reference import load_policies
from assignments.policies.rules import BY_NUMBER, RULES
from assignments.policies.validity import Validity, with_validity
from assignments.policies.waiting import waiting_for
from tests.cast import Engage
from tests.projects.uploads import upload
from units.models import AuditEntry, Role, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = AT.date()


def values(**changed: Any) -> dict[str, Any]:
    return {
        "title": "某某办法", "document_number": "某发〔2026〕1号", "level": PolicyLevel.DISTRICT, "issuer": "某委",
        "issued_on": None, "effective_on": None, "expires_on": None, "summary": "", "source": "读到原文", **changed,
    }  # fmt: skip


def validity(policy: Policy, on: date = DAY) -> str:
    return with_validity(Policy.objects.filter(pk=policy.pk), on=on).values_list("validity", flat=True)[0]


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        ({}, Validity.IN_FORCE),
        ({"effective_on": date(2026, 11, 13)}, Validity.COMING),
        ({"expires_on": DAY}, Validity.EXPIRED),
        ({"expires_on": date(2026, 12, 31)}, Validity.EXPIRING),
        ({"expires_on": date(2027, 12, 31)}, Validity.IN_FORCE),
    ],
)
def test_a_policy_is_told_by_its_dates(lin: User, dates: dict[str, Any], told: str) -> None:
    assert validity(register_policy(values=values(**dates), by=lin, at=AT)) == told


def test_a_policy_is_superseded_from_the_day_its_successor_takes_effect(lin: User) -> None:
    old = register_policy(values=values(), by=lin, at=AT)
    later = values(document_number="某发〔2026〕2号", effective_on=date(2027, 1, 1))
    new = register_policy(values=later, by=lin, at=AT)
    supersede_policy(policy=old, successor=new, by=lin, at=AT)
    assert validity(old) == Validity.IN_FORCE
    assert validity(old, date(2027, 1, 1)) == Validity.SUPERSEDED


def test_all_mistakes_are_said_at_once_and_nothing_is_kept(lin: User) -> None:
    register_policy(values=values(), by=lin, at=AT)
    wrong = values(effective_on=date(2026, 5, 2), expires_on=date(2026, 5, 1), issued_on=date(2026, 6, 1))
    with pytest.raises(Refusal) as refused:
        register_policy(values=wrong, by=lin, at=AT)
    said = "".join(refused.value.sentences)
    assert "文号的政策已在库中" in said
    assert "失效日期不能早于生效日期" in said
    assert "生效日期早于成文日期" in said
    assert Policy.objects.count() == 1


@pytest.mark.parametrize("who", ["chen_filer", "chen_reviewer", "wang", "leader"])
def test_only_the_office_admin_keeps_the_library(who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed, match="办公室管理员"):
        register_policy(values=values(), by=request.getfixturevalue(who), at=AT)


def test_two_policies_do_not_supersede_each_other(lin: User) -> None:
    old = register_policy(values=values(), by=lin, at=AT)
    new = register_policy(values=values(document_number="二号"), by=lin, at=AT)
    supersede_policy(policy=old, successor=new, by=lin, at=AT)
    with pytest.raises(Refusal, match="已被这份文件替代"):
        supersede_policy(policy=new, successor=Policy.objects.get(pk=old.pk), by=lin, at=AT)
    with pytest.raises(WrongState, match="没有变化"):
        supersede_policy(policy=old, successor=new, by=lin, at=AT)
    supersede_policy(policy=old, successor=None, by=lin, at=AT)
    assert validity(old) == Validity.IN_FORCE


def test_an_edit_tells_the_trail_what_changed_and_an_empty_one_nothing(lin: User) -> None:
    policy = register_policy(values=values(), by=lin, at=AT)
    edit_policy(policy=policy, values=values(source="二手转述"), by=lin, at=AT)
    edit_policy(policy=policy, values=values(source="二手转述"), by=lin, at=AT)
    told = AuditEntry.objects.get(act="修改政策文件").detail
    assert told["source"] == ["读到原文", "二手转述"]


def test_an_end_wants_a_reason(lin: User) -> None:
    policy = register_policy(values=values(), by=lin, at=AT)
    with pytest.raises(Refusal, match="请写明原因"):
        expire_policy(policy=policy, expires_on=DAY, reason=" ", by=lin, at=AT)


def test_a_citation_is_made_once_and_taken_back_once(lin: User) -> None:
    policy = register_policy(values=values(), by=lin, at=AT)
    made = cite(policy=policy, rule="R9", clause="第3条", by=lin, at=AT)
    with pytest.raises(Refusal, match="已引用"):
        cite(policy=policy, rule="R9", clause="第3条", by=lin, at=AT)
    with pytest.raises(Refusal, match="R1 至 R18"):
        cite(policy=policy, rule="R99", clause="", by=lin, at=AT)
    uncite(citation=made, by=lin, at=AT)
    with pytest.raises(WrongState, match="已经取消"):
        uncite(citation=PolicyCitation(pk=made.pk or 1, policy=policy, rule="R9"), by=lin, at=AT)


def test_loading_again_leaves_what_the_office_changed(lin: User) -> None:
    assert load_policies(by=None, at=AT).created > 10
    wages = Policy.objects.get(document_number="国务院令第724号")
    changed = {name: getattr(wages, name) for name in values()} | {"title": "条例（改）", "source": "办公室核对"}
    edit_policy(policy=wages, values=changed, by=lin, at=AT)
    assert load_policies(by=None, at=AT).created == 0
    wages.refresh_from_db()
    assert wages.source == "办公室核对"


def test_every_rule_stands_on_a_policy_or_is_called_the_offices_own(db: None) -> None:
    load_policies(by=None, at=AT)
    assert [one.rule.number for one in rule_bases(on=DAY) if one.warning] == []
    assert {one.rule for one in PolicyCitation.objects.all()} <= set(BY_NUMBER)


def test_every_rule_cited_in_code_and_pages_is_in_the_catalog() -> None:
    base = Path(settings.BASE_DIR)
    apps = ["units", "documents", "projects", "labor", "assignments", "dispatch", "assessment", "yidaizhen"]
    files = [one for name in [*apps, "templates"] for one in (base / name).rglob("*.*")]
    texts = (one.read_text("utf-8") for one in files if one.suffix in (".py", ".html"))
    cited = {found for text in texts for found in re.findall(r"\bR[0-9]{1,2}\b", text)}
    assert cited - {"R99"} <= set(BY_NUMBER)


def test_every_page_named_by_a_rule_exists() -> None:
    assert [one.number for one in RULES] == [f"R{number}" for number in range(1, 19)]
    assert all(reverse(one.page) for one in RULES if one.page)


def test_a_rule_whose_policy_lapsed_is_told_and_waits_for_the_office(client: Client, lin: User, wang: User) -> None:
    load_policies(by=None, at=AT)
    wages = Policy.objects.get(document_number="国务院令第724号")
    assert waiting_for(lin, on=DAY) == []
    expire_policy(policy=wages, expires_on=DAY, reason="另有新规定", by=lin, at=AT)
    line = waiting_for(lin, on=DAY)[0]
    assert (line.number, line.page, line.tone) == (1, "policy_rules", "bad")
    assert waiting_for(wang, on=DAY) == []
    client.force_login(lin)
    assert "国务院令第724号已失效或被替代" in client.get(reverse("policy_rules")).content.decode()


def test_a_rule_leads_only_to_a_page_its_reader_may_open(client: Client, engage: Engage, lin: User, wang: User) -> None:
    schemes = f'<a href="{reverse("scheme_list")}">指标'
    for user, is_led in ((lin, True), (wang, True), (engage("ma", Role.OWNER_CLERK, "区教委"), False)):
        client.force_login(user)
        assert (schemes in client.get(reverse("policy_rules")).text) is is_led


def test_the_library_costs_the_same_for_two_and_twenty(client: Client, lin: User, wang: User) -> None:
    client.force_login(wang)

    def cost() -> int:
        client.get(reverse("policy_list"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("policy_list")).status_code == 200
        return len(asked)

    for number in range(2):
        register_policy(values=values(document_number=f"{number}号"), by=lin, at=AT)
    few = cost()
    told = {"level": PolicyLevel.DISTRICT, "issuer": "某委", "registered_at": AT, "registered_by": lin}
    more = [Policy(title=f"{number}号办法", document_number=f"{number}号", **told) for number in range(2, 20)]
    PolicyCitation.objects.bulk_create(
        PolicyCitation(policy=one, rule="R3") for one in Policy.objects.bulk_create(more)
    )
    assert cost() == few


def test_filters_answer_by_rule_validity_and_words(client: Client, lin: User) -> None:
    load_policies(by=None, at=AT)
    client.force_login(lin)
    asked = {"rule": "R12", "validity": "in_force", "q": "农民工"}
    shown = client.get(reverse("policy_list"), asked).content.decode()
    assert "国务院令第724号" in shown
    assert "GB/T 22239" not in shown
    assert "没有符合条件的文件" in client.get(reverse("policy_list"), {"q": "无此文件"}).content.decode()
    assert client.post(reverse("policy_export") + "?rule=R12").status_code == 200


def test_a_refused_form_keeps_what_was_typed(client: Client, lin: User) -> None:
    client.force_login(lin)
    said = {**values(effective_on="2026-05-02", expires_on="2026-05-01", issued_on="", summary="留住这句")}
    answer = client.post(reverse("policy_new"), said)
    assert answer.status_code == 422
    assert "留住这句" in answer.content.decode()
    assert "失效日期不能早于生效日期" in answer.content.decode()
    assert client.post(reverse("policy_new"), said | {"expires_on": ""}).status_code == 302


def test_every_form_of_one_document_does_its_act(client: Client, lin: User) -> None:
    policy = register_policy(values=values(), by=lin, at=AT)
    new = register_policy(values=values(document_number="二号"), by=lin, at=AT)
    client.force_login(lin)
    for name, said in {
        "policy_edit": values(title="改名") | dict.fromkeys(("issued_on", "effective_on", "expires_on"), ""),
        "policy_supersede": {"successor": new.pk},
        "policy_expire": {"expires_on": "2026-11-01", "reason": "到期"},
        "policy_cite": {"rule": "R3", "clause": "第1条"},
    }.items():
        assert client.get(reverse(name, args=[policy.pk])).status_code == 200
        assert client.post(reverse(name, args=[policy.pk]), said).status_code == 302
    shown = client.get(reverse("policy_detail", args=[policy.pk])).content.decode()
    assert "改名" in shown
    assert "被替代" in shown
    assert "第1条" in shown
    assert "原因：到期" in shown
    assert client.post(reverse("policy_uncite", args=[policy.citations.get().pk])).status_code == 302
    assert not policy.citations.exists()


@pytest.mark.parametrize(("who", "status"), [("wang", 403), ("leader", 403), ("auditor", 403)])
def test_others_do_not_keep_it(
    client: Client, lin: User, who: str, status: int, request: pytest.FixtureRequest
) -> None:
    policy = register_policy(values=values(), by=lin, at=AT)
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("policy_edit", args=[policy.pk])).status_code == status
    assert client.get(reverse("policy_new")).status_code == status
    assert client.get(reverse("policy_detail", args=[policy.pk])).status_code == (403 if who == "auditor" else 200)


def test_files_of_a_superseded_document_rest(client: Client, lin: User, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    policy = register_policy(values=values(), by=lin, at=AT)
    new = register_policy(values=values(document_number="二号"), by=lin, at=AT)
    client.force_login(lin)
    address = reverse("policy_file_add", args=[policy.pk])
    assert client.post(address, {"attachments": ""}).status_code == 422
    assert client.post(address, {"attachments": upload()}).status_code == 302
    assert policy.files.count() == 1
    supersede_policy(policy=policy, successor=new, by=lin, at=AT)
    assert client.get(address).status_code == 403
