"""The frame of every page: menu by role, banner, error pages; and the rules every template keeps."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NoReturn

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import Client
from django.urls import path, reverse
from pytest_django import Settings

from units.models import User
from yidaizhen.menu import ENTRIES, owner_of
from yidaizhen.urls import urlpatterns as real

TEMPLATES = Path(django_settings.BASE_DIR) / "templates"
WEB = sorted(file for file in TEMPLATES.rglob("*.html") if "paper" not in file.relative_to(TEMPLATES).parts)
ICONS = (Path(django_settings.BASE_DIR) / "scripts" / "icons.txt").read_text("utf-8").split()

BUSINESS = [
    "首页",
    "消息",
    "项目",
    "进度填报",
    "发放表",
    "预警",
    "及时足额",
    "摸底调查",
    "人员查找",
    "用工需求",
    "用工对接",
    "培训",
    "花名册",
    "考勤",
    "劳务公司和公岗",
    "供求研判",
    "项目申报",
    "年度清单",
    "指导目录",
    "检查整改",
    "资金与衔接",
    "金融与社会力量",
    "调度日程",
    "调度期",
    "催报",
    "调度报告",
    "成效一览",
    "任务分工",
    "任务台账",
    "交办事项",
    "会议",
    "督办",
    "新情况新问题",
    "重大事项",
    "综合研判",
    "政策",
    "考核方案",
    "考核评分",
    "考核结果",
    "典型案例",
    "督查激励",
    "单位",
]
READS_PAPERS = BUSINESS.copy()
READS_PAPERS.insert(BUSINESS.index("综合研判") + 1, "发文登记簿")
MENUS = {
    "lin": [*READS_PAPERS, "用户", "参数", "保存期限", "外发记录", "后台任务", "审计日志"],
    "chen_filer": BUSINESS,
    "wang": BUSINESS,
    "leader": READS_PAPERS,
    "sysadmin": ["首页", "消息", "任务分工", "单位", "用户", "外发记录", "后台任务"],
    "security": ["首页", "消息", "任务分工", "单位", "用户"],
    "auditor": ["首页", "消息", "任务分工", "单位", "用户", "审计日志"],
}


def _breaks(request: HttpRequest) -> NoReturn:
    raise RuntimeError("broken on purpose")


def _forbids(request: HttpRequest) -> NoReturn:
    raise PermissionDenied("这个月由办公室办理，请联系办公室。")


urlpatterns = [*real, path("breaks/", _breaks), path("forbids/", _forbids)]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.label)
def test_every_line_of_the_menu_leads_somewhere_and_has_its_icon(entry: object) -> None:
    assert reverse(entry.url_name).startswith("/")  # type: ignore[attr-defined]
    assert entry.icon in ICONS  # type: ignore[attr-defined]
    assert owner_of(entry.url_name) is entry  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", MENUS)
def test_each_role_has_its_own_menu_and_every_line_of_it_opens(
    request: pytest.FixtureRequest, client: Client, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    answer = client.get("/")
    lines = answer.context["menu"]
    assert [line.label for line in lines] == MENUS[who]
    assert [line.label for line in lines if line.current] == ["首页"]
    refused = [line.label for line in lines if client.get(line.url).status_code != 200]
    assert refused == []


def folds(page: str) -> dict[str, bool]:
    """The folding groups of a page's menu, and whether each stands open."""
    found = re.findall(r'<details class="menu-fold"\s*(open)?>\s*<summary>\s*(\S+)\s*</summary>', page)
    return {title: bool(is_open) for is_open, title in found}


def test_a_long_menu_folds_all_groups_but_the_one_that_holds_the_page(lin: User, client: Client) -> None:
    client.force_login(lin)
    closed = dict.fromkeys(["用工", "清单", "监管", "调度", "工作", "考核", "管理"], False)
    page = client.get("/").content.decode()
    assert folds(page) == closed
    assert "menu-group" not in page  # a title above a folded group is the group itself
    assert folds(client.get(reverse("people_find")).content.decode()) == {**closed, "用工": True}
    assert folds(client.get(reverse("user_new")).content.decode()) == {**closed, "管理": True}


def test_a_short_menu_folds_nothing(auditor: User, client: Client) -> None:
    client.force_login(auditor)
    page = client.get("/").content.decode()
    assert folds(page) == {}
    assert '<p class="menu-group">管理</p>' in page


def test_a_page_below_a_menu_line_says_where_it_is(lin: User, client: Client) -> None:
    client.force_login(lin)
    page = client.get(reverse("user_new")).content.decode()
    assert 'aria-label="所在位置"' in page
    assert re.search(r'href="/users/"\s+aria-current="page"', page)


@pytest.mark.parametrize("address", ["/", "/password/", "/no-such-page/"])
def test_the_demo_banner_stands_on_every_page_in_demo_mode_alone(
    lin: User, client: Client, settings: Settings, address: str
) -> None:
    client.force_login(lin)
    settings.DEMO_MODE = True
    assert "demo-banner" in client.get(address).content.decode()
    settings.DEMO_MODE = False
    assert "demo-banner" not in client.get(address).content.decode()


def test_the_sign_of_life_needs_no_account(client: Client, db: None) -> None:
    assert client.get("/healthz").json()["database"] == "ok"
    assert client.post("/healthz").status_code == 405


def test_a_stranger_is_sent_to_the_sign_in_page_from_everywhere_else(client: Client, db: None) -> None:
    for entry in ENTRIES:
        answer = client.get(reverse(entry.url_name))
        assert answer.headers["Location"].startswith("/login/?next="), entry.label


@pytest.mark.parametrize("known", [True, False])
def test_a_missing_page_says_what_to_do(lin: User, client: Client, known: bool) -> None:
    if known:
        client.force_login(lin)
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "没有找到这个页面" in page
    assert ('id="menu"' in page) is known


@pytest.mark.urls(__name__)
def test_a_forbidden_page_gives_the_reason(lin: User, client: Client) -> None:
    client.force_login(lin)
    answer = client.get("/forbids/")
    assert answer.status_code == 403
    assert "这个月由办公室办理，请联系办公室。" in answer.content.decode()


@pytest.mark.urls(__name__)
def test_a_broken_page_stands_without_menu_or_database(lin: User, client: Client) -> None:
    client.force_login(lin)
    client.raise_request_exception = False
    answer = client.get("/breaks/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "系统出错了" in page
    assert "broken on purpose" not in page


def test_an_expired_form_says_that_nothing_was_saved(lin: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lin)
    answer = client.post("/logout/")
    assert answer.status_code == 403
    assert "页面已过期，没有保存" in answer.content.decode()


def test_an_unknown_host_is_told_which_setting_to_change(client: Client, db: None) -> None:
    answer = client.get("/login/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "YIDAIZHEN_HOSTS" in answer.content.decode()


@pytest.mark.parametrize("file", WEB, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_no_web_template_needs_inline_script_or_style(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|javascript:|\son[a-z]+=\"|hx-on", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)


@pytest.mark.parametrize("file", WEB, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_every_icon_a_template_names_is_copied(file: Path) -> None:
    named = re.findall(r'_icon\.html"\s+with\s+name="([^"]+)"', file.read_text("utf-8"))
    assert set(named) <= set(ICONS)


@pytest.mark.parametrize("file", sorted((TEMPLATES / "components").glob("_*.html")), ids=lambda file: file.name)
def test_a_component_says_which_variables_it_takes_and_is_used(file: Path) -> None:
    assert file.read_text("utf-8").startswith("{#")
    users = [other for other in WEB if f"components/{file.name}" in other.read_text("utf-8")]
    assert users, f"{file.name} is included nowhere"
