"""Pages on which nominations are written: begun whole or not at all, nothing typed lost, nothing wrong kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.models import Collection, GuidanceItem, Nomination, NominationState
from projects.nominations import actions
from tests.cast import Engage
from tests.projects.pages import page
from tests.projects.samples import AT
from units.models import Role, Sector, Unit, User

pytestmark = pytest.mark.django_db
CODE, OTHER = "2402-500104-04-01-746747", "2304-500110-04-01-886979"
Typed = Callable[..., dict[str, Any]]


@pytest.fixture
def collection(lin: User) -> Collection:
    return Collection.objects.create(
        year=2027, opens_on=date(2026, 10, 20), due_on=date(2999, 11, 20), opened_at=AT, opened_by=lin
    )


@pytest.fixture
def item(reference: None) -> GuidanceItem:
    return make_item("灌区改造", "渠道清淤")


def make_item(task: str, work_item: str, sector: str = "农业农村", year: int = 2027) -> GuidanceItem:
    held = Sector.objects.get(name=sector)
    return GuidanceItem.objects.create(year=year, sector=held, task=task, work_item=work_item)


@pytest.fixture
def typed(reference: None) -> Typed:
    """What a person types who fills in everything; keywords change it."""

    def make(act: str = "save", **changed: Any) -> dict[str, Any]:
        said = {
            "act": act, "name": "田间道路硬化工程", "code": CODE, "sector": Sector.objects.get(name="农业农村").pk,
            "kind": "key", "nature": "new", "site": "建胜镇民胜村", "content": "硬化道路3公里", "starts": "2027-03",
            "ends": "2027-11", "stage": "preparation", "total_fen": "1,000.00", "works_fen": "900",
            "other_fen": "１００", "plan_fen": "800", "work_items": "路面养护", "planned_workers": "20",
            "planned_remuneration_fen": "150.5", "owner_name": "某公司",
            "department": Unit.objects.get(name="区农业农村委").pk, "township": Unit.objects.get(name="建胜镇").pk,
        }  # fmt: skip
        return {**said, **changed}

    return make


def post(client: Client, name: str, data: dict[str, Any], *arguments: object) -> Any:
    return client.post(reverse(name, args=arguments), data)


@pytest.fixture
def draft(collection: Collection, chen_filer: User, client: Client, typed: Typed, item: GuidanceItem) -> Nomination:
    """A complete draft of 区农业农村委 with one item of the catalog, made on the page by its filer."""
    client.force_login(chen_filer)
    answer = post(client, "nomination_new", typed(items=[item.pk]))
    assert answer.status_code == 302
    return Nomination.objects.get()


def test_the_first_saving_makes_the_draft_with_its_items(draft: Nomination, item: GuidanceItem, client: Client) -> None:
    assert (draft.state, draft.unit.name, draft.total_fen) == ("draft", "区农业农村委", 1_000_000_000)
    assert (draft.other_fen, draft.planned_remuneration_fen) == (100_000_000, 150_500_000)
    assert [pick.guidance for pick in draft.items.all()] == [item]
    html = page(client, "nomination_edit", draft.pk)
    assert "已保存草稿，尚未送审。" in html
    assert "五项合计1000.00万元，与总投资相符。" in html
    assert "已选1项" in html


def test_the_form_begins_with_what_follows_from_the_unit(collection: Collection, wang: User, client: Client) -> None:
    client.force_login(wang)
    html = page(client, "nomination_new")
    town, other = (Unit.objects.get(name=name) for name in ("建胜镇", "八桥镇"))
    assert f'<option value="{town.pk}" selected>' in html
    assert f'<option value="{other.pk}"' not in html
    assert 'name="unit"' not in html


def test_a_department_is_offered_its_own_sectors_only(collection: Collection, chen_filer: User, client: Client) -> None:
    client.force_login(chen_filer)
    html = page(client, "nomination_new")
    sectors = html[html.index('id="id_sector"') : html.index('id="id_kind"')]
    assert "农业农村" in sectors
    assert "水利" in sectors
    assert "交通" not in sectors


def test_a_draft_needs_no_more_than_its_name(collection: Collection, chen_filer: User, client: Client) -> None:
    client.force_login(chen_filer)
    assert post(client, "nomination_new", {"act": "save", "name": "灌渠"}).status_code == 302
    assert Nomination.objects.get().name == "灌渠"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": "2402-500104-04-01-746748"}, "校验码"),
        ({"other_fen": "99"}, "合计999.00万元，与总投资1000.00万元不符"),
        ({"name": " "}, "请填写项目名称。"),
        ({"planned_workers": "十二"}, "请填整数"),
        ({"starts": "2027.3"}, "请写成 2026-03 这样的年月"),
        ({"items": ["999999"]}, "不在本年度指导目录里"),
        ({"items": ["9" * 30, "x"]}, "不在本年度指导目录里"),
        ({"act": "accept"}, "请用页面上的按钮"),
    ],
)
def test_bad_input_is_refused_in_one_sentence_and_nothing_is_saved(
    collection: Collection, chen_filer: User, client: Client, typed: Typed, changed: dict[str, Any], sentence: str
) -> None:
    client.force_login(chen_filer)
    answer = post(client, "nomination_new", typed(**changed))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html
    assert html[html.index("form-errors") : html.index("filing-form")].count("<li>") == 1
    assert "硬化道路3公里" in html
    assert not Nomination.objects.exists()


def test_within_a_hundredth_the_parts_add_up(
    collection: Collection, chen_filer: User, client: Client, typed: Typed
) -> None:
    client.force_login(chen_filer)
    assert post(client, "nomination_new", typed(other_fen="100.02")).status_code == 422
    assert post(client, "nomination_new", typed(other_fen="100.01")).status_code == 302


def test_a_double_nomination_names_the_other_unit(draft: Nomination, wang: User, client: Client, typed: Typed) -> None:
    client.force_login(wang)
    answer = post(client, "nomination_new", typed())
    assert answer.status_code == 422
    assert "已由区农业农村委申报" in answer.content.decode()
    assert Nomination.objects.get() == draft


def test_sending_tells_everything_at_once_also_beside_what_cannot_be_read(
    collection: Collection, chen_filer: User, client: Client, item: GuidanceItem
) -> None:
    client.force_login(chen_filer)
    said = {
        "act": "send", "name": "灌渠", "code": "2402-500104-04-01-746748", "works_fen": "许多",
        "total_fen": "100", "items": [item.pk],
    }  # fmt: skip
    answer = post(client, "nomination_new", said)
    html = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("校验码", "请填数字，单位万元", "“责任镇街”还没有填", "“计划吸纳务工人数（人）”还没有填"):
        assert sentence in html
    assert "与总投资" not in html
    assert "“可实施以工代赈的建设任务和用工环节”还没有填" not in html
    assert f'value="{item.pk}" checked' in " ".join(html.split())
    assert 'value="许多"' in html
    assert not Nomination.objects.exists()


def test_a_complete_form_is_sent_to_review_in_one_go(
    collection: Collection, chen_filer: User, client: Client, typed: Typed
) -> None:
    client.force_login(chen_filer)
    answer = post(client, "nomination_new", typed("send"))
    made = Nomination.objects.get()
    assert answer.headers["Location"] == reverse("nomination_detail", args=[made.pk])
    assert (made.state, made.filed_by) == (NominationState.REVIEWING, chen_filer)
    assert client.get(reverse("nomination_edit", args=[made.pk])).status_code == 302


def test_the_office_chooses_the_unit_and_proposes_for_it(
    collection: Collection, lin: User, client: Client, typed: Typed
) -> None:
    client.force_login(lin)
    html = page(client, "nomination_new")
    assert 'name="unit"' in html
    assert 'value="proxy"' in html
    assert 'value="send"' not in html
    assert "请选择申报单位。" in post(client, "nomination_new", typed("proxy")).content.decode()
    unit = Unit.objects.get(name="建胜镇")
    assert post(client, "nomination_new", typed("proxy", unit=unit.pk)).status_code == 302
    made = Nomination.objects.get()
    assert (made.state, made.source, made.unit) == ("submitted", "office", unit)
    assert 'value="proxy"' in page(client, "nomination_edit", made.pk)


def test_the_office_cannot_write_over_what_a_unit_submitted(
    draft: Nomination, chen_filer: User, chen_reviewer: User, lin: User, client: Client, typed: Typed
) -> None:
    now = timezone.now()
    actions.send(nomination=draft, by=chen_filer, at=now)
    actions.submit(nomination=draft, by=chen_reviewer, at=now)
    client.force_login(lin)
    assert client.get(reverse("nomination_edit", args=[draft.pk])).status_code == 302
    answer = post(client, "nomination_edit", typed("proxy", name="改名"), draft.pk)
    assert answer.status_code == 422
    assert "不能代报覆盖" in answer.content.decode()
    assert Nomination.objects.get().name == "田间道路硬化工程"


def test_what_was_returned_stands_at_its_field_until_it_is_sent_again(
    draft: Nomination, chen_filer: User, chen_reviewer: User, client: Client, typed: Typed, item: GuidanceItem
) -> None:
    actions.send(nomination=draft, by=chen_filer, at=timezone.now())
    actions.hand_back(nomination=draft, reasons={"site": "请写到村民小组"}, by=chen_reviewer, at=timezone.now())
    html = page(client, "nomination_edit", draft.pk)
    assert "退回 1 处，请修改后再送审" in html
    assert '<a href="#id_site">' in html
    assert '<span class="pill pill-bad">已退回</span>' in html
    assert "退回：请写到村民小组（陈岭" in html[html.index('id="id_site"') : html.index('id="id_content"')]
    said = typed("send", site="建胜镇民胜村3组", version=Nomination.objects.get().version, items=[item.pk])
    assert post(client, "nomination_edit", said, draft.pk).status_code == 302
    held = Nomination.objects.get()
    assert (held.state, held.site) == ("reviewing", "建胜镇民胜村3组")
    assert held.returns.get().settled_at


def test_a_stale_form_shows_what_another_saved_and_saves_when_sent_again(
    draft: Nomination, client: Client, typed: Typed, engage: Engage, item: GuidanceItem
) -> None:
    colleague = engage("he_filer", Role.UNIT_FILER, "区农业农村委")
    seen = draft.version
    now = timezone.now()
    actions.save_nomination(nomination=draft, values={"site": "建胜镇百佳村"}, item_ids=[], by=colleague, at=now)
    said = typed(site="建胜镇民胜村9组", version=seen, items=[item.pk])
    answer = post(client, "nomination_edit", said, draft.pk)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "刚被别人改过，您的修改没有保存" in html
    assert "现在保存的是：建胜镇百佳村" in html
    assert 'value="建胜镇民胜村9组"' in html
    assert Nomination.objects.get().site == "建胜镇百佳村"
    assert f'name="version" value="{draft.version}"' in html
    assert post(client, "nomination_edit", {**said, "version": draft.version}, draft.pk).status_code == 302
    assert Nomination.objects.get().site == "建胜镇民胜村9组"


def test_unticked_items_are_no_longer_chosen(draft: Nomination, client: Client, typed: Typed) -> None:
    assert post(client, "nomination_edit", typed(version=draft.version), draft.pk).status_code == 302
    assert not draft.items.exists()


def test_a_retired_item_stays_with_who_chose_it(draft: Nomination, client: Client, item: GuidanceItem) -> None:
    GuidanceItem.objects.update(retired_at=AT, retired_by=draft.filed_by)
    assert "渠道清淤（已停用）" in " ".join(page(client, "nomination_edit", draft.pk).split())
    assert "渠道清淤" not in page(client, "nomination_new")


def test_the_catalog_follows_the_sector_and_keeps_what_is_ticked(
    collection: Collection, chen_filer: User, client: Client, item: GuidanceItem
) -> None:
    client.force_login(chen_filer)
    water = make_item("水土保持", "坡面整治", sector="水利")
    make_item("旧目录", "旧环节", year=2026)
    html = page(client, "nomination_items", year="2027", sector=str(water.sector_id), items=str(item.pk))
    assert html.index("水土保持") < html.index("灌区改造")
    assert html.count("open") == 2
    assert f'value="{item.pk}" checked' in " ".join(html.split())
    assert "旧环节" not in html
    assert "还没有条目" in page(client, "nomination_items", year="2030", sector="9" * 30, items="9" * 30)


def test_who_may_not_nominate_is_told_who_may(
    collection: Collection, chen_reviewer: User, leader: User, client: Client, engage: Engage
) -> None:
    finance = engage("qian", Role.UNIT_FILER, "区财政局")
    for user in (chen_reviewer, leader, finance):
        client.force_login(user)
        answer = client.get(reverse("nomination_new"))
        assert answer.status_code == 403
        assert "由领导小组办公室代报" in answer.content.decode()


def test_another_units_draft_is_not_found(draft: Nomination, zhao: User, client: Client, typed: Typed) -> None:
    client.force_login(zhao)
    assert client.get(reverse("nomination_edit", args=[draft.pk])).status_code == 404
    assert post(client, "nomination_edit", typed(name="改名"), draft.pk).status_code == 404


def test_a_reviewer_reads_the_draft_but_does_not_write_it(
    draft: Nomination, chen_reviewer: User, client: Client, typed: Typed
) -> None:
    client.force_login(chen_reviewer)
    assert client.get(reverse("nomination_edit", args=[draft.pk])).status_code == 302
    assert post(client, "nomination_edit", typed(name="改名"), draft.pk).status_code == 422
    assert Nomination.objects.get().name == "田间道路硬化工程"


def test_without_a_collection_the_page_says_what_to_do(chen_filer: User, lin: User, client: Client) -> None:
    for user, sentence in ((chen_filer, "请联系领导小组办公室"), (lin, "开启申报征集")):
        client.force_login(user)
        assert sentence in page(client, "nomination_new")


def test_after_the_due_date_only_the_office_proposes(
    collection: Collection, chen_filer: User, lin: User, client: Client, typed: Typed
) -> None:
    Collection.objects.update(due_on=date(2026, 11, 1))
    client.force_login(chen_filer)
    assert "已于2026-11-01截止" in page(client, "nomination_new")
    post(client, "nomination_new", typed())
    assert not Nomination.objects.exists()
    client.force_login(lin)
    assert 'name="unit"' in page(client, "nomination_new")


def test_the_form_costs_the_same_for_any_number_of_catalog_items(
    collection: Collection, chen_filer: User, client: Client, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(chen_filer)
    make_item("任务0", "环节0")
    page(client, "nomination_new")
    with CaptureQueriesContext(connection) as few:
        page(client, "nomination_new")
    for number in range(1, 20):
        make_item(f"任务{number}", f"环节{number}")
    with django_assert_num_queries(len(few)):
        page(client, "nomination_new")


def test_of_two_open_collections_one_is_chosen(
    collection: Collection, chen_filer: User, lin: User, client: Client, typed: Typed
) -> None:
    later = Collection.objects.create(
        year=2028, opens_on=date(2026, 10, 20), due_on=date(2999, 11, 20), opened_at=AT, opened_by=lin
    )
    make_item("下一年的任务", "下一年的环节", year=2028)
    client.force_login(chen_filer)
    html = page(client, "nomination_new", collection=str(collection.pk))
    assert f"?collection={later.pk}" in html
    assert "下一年的环节" not in html
    assert "下一年的环节" in page(client, "nomination_new", collection=str(later.pk))
    client.post(f"{reverse('nomination_new')}?collection={later.pk}", typed())
    assert Nomination.objects.get().collection == later
