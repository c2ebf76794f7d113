"""Pages of units, users and the trail: who sees them, what they cost, what they keep when something is refused."""

import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import PASSWORD, SETTLED_AT, Engage
from units.accounts import create_user
from units.models import AuditEntry, Membership, Role, RoleGrant, Unit, UnitKind, User
from units.registry import register_unit

pytestmark = pytest.mark.usefixtures("reference")
CAST = ["lin", "chen_filer", "leader", "sysadmin", "security", "auditor"]


@pytest.fixture
def visit(client: Client, request: pytest.FixtureRequest) -> Any:
    def go(who: str, url_name: str, /, *args: object, method: str = "get", **data: object) -> Any:
        client.force_login(request.getfixturevalue(who))
        return getattr(client, method)(reverse(url_name, args=args), data)

    return go


WHO_READS = {
    "unit_list": set(CAST),
    "unit_new": {"lin"},
    "user_list": {"lin", "sysadmin", "security", "auditor"},
    "user_new": {"sysadmin"},
    "audit_list": {"lin", "auditor"},
}


@pytest.mark.parametrize("url_name", WHO_READS)
@pytest.mark.usefixtures(*CAST)
def test_pages_are_open_to_their_readers_and_closed_to_others(url_name: str, visit: Any) -> None:
    open_to = {username for username in CAST if visit(username, url_name).status_code == 200}
    closed_to = {username for username in CAST if visit(username, url_name).status_code == 403}
    assert open_to == WHO_READS[url_name]
    assert closed_to == set(CAST) - open_to


@pytest.mark.parametrize(
    "url_name",
    [
        "membership_start",
        "membership_end",
        "user_password",
        "user_deactivate",
        "user_reactivate",
        "grant_new",
        "grant_end",
    ],
)
@pytest.mark.usefixtures("lin", "sysadmin", "security", "auditor")
def test_acts_are_closed_to_people_without_the_role(url_name: str, wang: User, visit: Any) -> None:
    pk = {"membership_end": Membership.objects.first(), "grant_end": wang.grants.get()}.get(url_name, wang)
    before = AuditEntry.objects.count()
    assert visit("wang", url_name, pk.pk, method="post").status_code == 403
    assert visit("wang", url_name, pk.pk).status_code == 405
    assert AuditEntry.objects.count() == before


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    for url_name in WHO_READS:
        answer = client.get(reverse(url_name))
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("login"))


def test_a_person_without_a_role_sees_no_unit(client: Client) -> None:
    client.force_login(
        create_user(username="bare", name="新人", password=PASSWORD, must_change=False, by=None, at=SETTLED_AT)
    )
    assert "没有找到单位" in client.get(reverse("unit_list")).text
    assert client.get(reverse("unit_detail", args=[Unit.objects.get(code="10").pk])).status_code == 404


@pytest.mark.parametrize(
    ("query", "found", "hidden"),
    [
        ({"q": "城管"}, ["区城市管理局"], ["区交通局"]),
        ({"kind": "township"}, ["八桥镇", "跳磴镇"], ["区交通局"]),
        ({"seat": "no"}, ["区金融发展中心"], ["区交通局"]),
        ({"seat": "yes"}, ["区交通局"], ["区金融发展中心"]),
        ({"q": "火星"}, ["没有找到单位"], ["区交通局"]),
    ],
)
def test_units_are_found(query: dict[str, str], found: list[str], hidden: list[str], visit: Any) -> None:
    page = visit("lin", "unit_list", **query).text
    assert all(text in page for text in found)
    assert not any(f"{text}</a>" in page for text in hidden)


@pytest.mark.parametrize(("word", "told"), [("k3j9", True), ("", False), ("a b;c", False), ("k" * 21, False)])
def test_a_download_brings_back_the_word_its_page_waits_for(lin: User, client: Client, word: str, told: bool) -> None:
    client.force_login(lin)
    answer = client.post(reverse("unit_export"), {"awaited": word})
    assert [name for name in answer.cookies if name.startswith("arrived-")] == ([f"arrived-{word}"] if told else [])


def test_the_units_found_are_exported(lin: User, client: Client) -> None:
    client.force_login(lin)
    answer = client.post(reverse("unit_export") + "?kind=township")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][:5] == ("单位编码", "单位名称", "类别", "主管领域", "成员席位")
    assert [row[1] for row in rows[2:]] == list(Unit.objects.townships().values_list("name", flat=True))
    assert AuditEntry.objects.get(act="导出单位").rows == 8


def test_the_unit_page_names_people_to_the_office_alone(lin: User, wang: User, visit: Any) -> None:
    unit = Unit.objects.get(name="建胜镇")
    assert "王溪" in visit("lin", "unit_detail", unit.pk).text
    chen = visit("chen_filer", "unit_detail", unit.pk).text
    assert "王溪" not in chen
    assert "大渡口府办发〔2022〕86号" in chen


def test_the_office_registers_a_unit(lin: User, visit: Any) -> None:
    typed = {"name": "区住房建设中心", "kind": "owner", "credit_code": "", "aliases": "住建中心\n住房中心"}
    answer = visit("lin", "unit_new", method="post", **typed)
    unit = Unit.objects.get(name="区住房建设中心")
    assert answer.url == reverse("unit_detail", args=[unit.pk])
    assert unit.aliases == ["住建中心", "住房中心"]


def test_a_refused_registration_keeps_what_was_typed(lin: User, visit: Any) -> None:
    typed = {"name": "区发改委", "kind": "owner", "credit_code": "123", "aliases": "某某中心"}
    page = visit("lin", "unit_new", method="post", **typed).text
    assert "已是区发展改革委的名称或叫法" in page
    assert "18位数字或大写字母" in page
    assert "某某中心" in page


def test_the_office_corrects_a_unit_but_not_its_kind(lin: User, visit: Any) -> None:
    unit = Unit.objects.get(code="10")
    visit("lin", "unit_edit", unit.pk, method="post", name="区城市管理局", kind="owner", aliases="区城管局")
    unit.refresh_from_db()
    assert unit.kind == UnitKind.SECTOR_DEPARTMENT
    assert unit.aliases == ["区城管局"]


def test_the_office_ends_a_seat_and_starts_one(lin: User, visit: Any) -> None:
    seat = Membership.objects.get(unit__code="16")
    visit("lin", "membership_end", seat.pk, method="post", ends_on="2026-11-01", decision="")
    seat.refresh_from_db()
    assert seat.ends_on is None
    visit("lin", "membership_end", seat.pk, method="post", ends_on="2026-11-01", decision="会议纪要")
    seat.refresh_from_db()
    assert str(seat.ends_on) == "2026-11-01"
    refused = visit(
        "lin", "membership_start", seat.unit_id, method="post", post="副局长", starts_on="", decision="会议"
    )
    assert refused.status_code == 422
    assert "副局长" in refused.text
    visit(
        "lin", "membership_start", seat.unit_id, method="post", post="副局长", starts_on="2026-11-02", decision="会议"
    )
    assert Membership.objects.filter(unit=seat.unit, ends_on=None).get().post == "副局长"


def test_a_unit_that_never_had_a_seat_is_sent_to_the_meetings(lin: User, visit: Any) -> None:
    unit = Unit.objects.get(name="区金融发展中心")
    page = visit("lin", "unit_detail", unit.pk).text
    assert "增加成员单位须经会议议定" in page
    assert reverse("meeting_list") in page
    assert reverse("membership_start", args=[unit.pk]) not in page
    said = {"post": "分管负责人", "starts_on": "2026-11-02", "decision": "口头"}
    refused = visit("lin", "membership_start", unit.pk, method="post", **said)
    assert refused.status_code == 422
    assert "增加成员单位须经会议议定" in refused.text
    assert not unit.memberships.exists()


def test_a_first_password_is_shown_once_and_works(sysadmin: User, client: Client, visit: Any) -> None:
    page = visit("sysadmin", "user_new", method="post", username="qian", name="钱朗")
    password = re.findall(r"<code>([^<]+)</code>", page.text)[1].replace("&amp;", "&")
    user = User.objects.get(username="qian")
    assert user.check_password(password)
    assert user.must_change_password
    assert "no-store" in page["Cache-Control"]
    assert password not in visit("sysadmin", "user_edit", user.pk).text


def test_a_refused_account_keeps_what_was_typed(sysadmin: User, visit: Any) -> None:
    page = visit("sysadmin", "user_new", method="post", username="sysadmin", name="钱朗").text
    assert "已经有人使用" in page
    assert "钱朗" in page


def test_a_reset_password_is_shown_once(sysadmin: User, wang: User, visit: Any) -> None:
    page = visit("sysadmin", "user_password", wang.pk, method="post")
    wang.refresh_from_db()
    assert wang.must_change_password
    assert "首次密码" in page.text
    assert visit("sysadmin", "user_password", sysadmin.pk, method="post").status_code == 302


def test_a_role_is_granted_refused_and_taken_back(security: User, wang: User, visit: Any) -> None:
    unit = Unit.objects.get(name="建胜镇")
    today = str(timezone.localdate())
    refused = visit(
        "security", "grant_new", wang.pk, method="post", role="unit_reviewer", unit=unit.pk, starts_on=today
    )
    assert refused.status_code == 422
    assert "既填报又审核" in refused.text
    other = Unit.objects.get(name="区交通局")
    visit("security", "grant_new", wang.pk, method="post", role="unit_reviewer", unit=other.pk, starts_on=today)
    grant = RoleGrant.objects.get(user=wang, role=Role.UNIT_REVIEWER)
    visit("security", "grant_end", grant.pk, method="post")
    assert not RoleGrant.objects.current(on=timezone.localdate()).filter(user=wang, role=Role.UNIT_REVIEWER).exists()


def test_an_account_is_stopped_and_brought_back(sysadmin: User, wang: User, visit: Any) -> None:
    visit("sysadmin", "user_deactivate", wang.pk, method="post")
    assert "停用" in visit("sysadmin", "user_list", state="stopped").text
    assert not User.objects.get(pk=wang.pk).is_active
    visit("sysadmin", "user_reactivate", wang.pk, method="post")
    assert User.objects.get(pk=wang.pk).is_active


def test_a_stopped_person_is_signed_out_at_once(lin: User, wang: User, client: Client) -> None:
    client.force_login(wang)
    assert client.get(reverse("unit_list")).status_code == 200
    User.objects.filter(pk=wang.pk).update(is_active=False)
    assert client.get(reverse("unit_list")).status_code == 302


@pytest.mark.parametrize(
    ("query", "found", "hidden"),
    [
        ({"q": "wan"}, "王溪", "林岚"),
        ({"role": "office_admin"}, "林岚", "王溪"),
        ({"state": "bare"}, "新人", "王溪"),
    ],
)
@pytest.mark.usefixtures("wang")
def test_users_are_found(query: dict[str, str], found: str, hidden: str, visit: Any) -> None:
    create_user(username="bare", name="新人", password=PASSWORD, by=None, at=SETTLED_AT)
    page = visit("lin", "user_list", **query).text
    main = page[page.index("<main") :]
    assert found in main
    assert hidden not in main


@pytest.mark.usefixtures("wang")
def test_the_trail_is_filtered_checked_and_exported(visit: Any) -> None:
    page = visit("auditor", "audit_list", act="新建账号", q="王溪").text
    assert "wang（王溪）" in page
    assert "auditor（审计管理员）" not in page
    checked = visit("auditor", "audit_verify", method="post")
    assert "校验链完整" in checked.client.get(checked.url).text
    workbook = visit("auditor", "audit_export", method="post")
    sheet = openpyxl.load_workbook(BytesIO(workbook.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:5] == ["序号", "时间", "账号", "事件", "对象"]
    assert AuditEntry.objects.filter(act="导出审计日志").count() == 1


def test_an_export_follows_the_filters(auditor: User, wang: User, client: Client) -> None:
    client.force_login(auditor)
    answer = client.post(reverse("audit_export") + "?act=新建账号&q=王溪")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet.max_row == 3
    assert sheet["E3"].value == "wang（王溪）"


def test_a_day_ends_at_midnight_of_the_office(auditor: User, visit: Any) -> None:
    AuditEntry.objects.all().delete()
    day = SETTLED_AT.date()
    entry = {"by_name": "x", "act": "夜里", "previous_hash": "0" * 64, "entry_hash": "1" * 64}
    AuditEntry.objects.create(number=1, at=SETTLED_AT.replace(hour=23, minute=59), subject="当日最后", **entry)
    AuditEntry.objects.create(number=2, at=SETTLED_AT.replace(day=day.day + 1, hour=0), subject="次日最先", **entry)
    page = visit("auditor", "audit_list", since=str(day), until=str(day)).text
    assert "当日最后" in page
    assert "次日最先" not in page


def test_a_broken_chain_is_said_on_the_page(auditor: User, visit: Any, client: Client) -> None:
    AuditEntry.objects.filter(number=2).update(subject="改过")
    visit("auditor", "audit_verify", method="post")
    page = client.get(reverse("audit_list")).text
    assert "第 2 条断开" in page
    assert "上次核对发现断链" in page


def test_checking_the_newest_links_takes_older_ones_as_given(
    auditor: User, monkeypatch: pytest.MonkeyPatch, visit: Any
) -> None:
    monkeypatch.setattr("units.trail.CHECK_LIMIT", 2)
    AuditEntry.objects.filter(number=1).update(subject="很久以前改过")
    visit("auditor", "audit_verify", method="post")
    assert AuditEntry.objects.latest("number").subject == "校验链完整"
    AuditEntry.objects.filter(number=AuditEntry.objects.count()).update(subject="刚改过")
    visit("auditor", "audit_verify", method="post")
    assert "断开" in AuditEntry.objects.latest("number").subject


def test_too_large_an_export_says_what_to_do(
    auditor: User, monkeypatch: pytest.MonkeyPatch, visit: Any, client: Client
) -> None:
    monkeypatch.setattr("units.trail.EXPORT_LIMIT", 3)
    visit("auditor", "audit_export", method="post")
    assert "请缩小日期范围分次导出" in client.get(reverse("audit_list")).text


PAGES = ["unit_list", "user_list", "audit_list"]


@pytest.mark.parametrize("url_name", PAGES)
def test_a_list_costs_the_same_queries_however_long(
    url_name: str, lin: User, engage: Engage, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(lin)
    client.get(reverse(url_name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(url_name))
    for number in range(12):
        engage(f"extra{number}", Role.UNIT_FILER, "区交通局")
        register_unit(name=f"第{number}公司", kind=UnitKind.OWNER, by=lin, at=SETTLED_AT)
    with django_assert_num_queries(len(few)):
        client.get(reverse(url_name))
