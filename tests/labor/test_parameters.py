"""参数: the office reads what is in force, since when and on what it stands; everybody else has no such page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from labor.clocks.terms import Term, set_term
from labor.models import BankForm
from labor.notices.days import days_asked
from labor.parameters import parameters_on
from labor.pay.bands import set_bands
from tests.labor.conftest import AT
from units.models import User

pytestmark = pytest.mark.django_db
ON: date = AT.date()


def in_force(day: date = ON) -> dict[str, str]:
    return {row.label: "；".join(row.in_force) for row in parameters_on(day)}


def test_what_the_office_sets_is_listed_from_its_day_on(lin: User) -> None:
    later = (ON.replace(day=1) + timedelta(days=40)).replace(day=1)
    set_bands(starts_on=later, levels={0: 1, 50_000_00: 2}, by=lin, at=AT)
    set_term(term=Term.SOON, days=9, starts_on=later, by=lin, at=AT)
    assert (in_force()["提前提醒"][:3], in_force()["公示天数"]) == ("7天：", f"{days_asked(ON)}天，张贴当天不计")
    assert in_force(later)["审定层级"] == "实发合计0.00元起，1人；实发合计50000.00元起，2人"
    assert in_force(later)["提前提醒"] == "9天：离到期日不超过9天时亮黄灯"


def test_what_is_not_set_says_what_does_not_work_without_it(reference: None) -> None:
    BankForm.objects.all().delete()
    lacking = {row.label for row in parameters_on(ON) if row.lacks}
    assert {"支付文件格式（一卡通）", "支付文件格式（农民工工资专用账户）"} <= lacking


def test_the_page_names_a_basis_for_each_and_leads_to_its_page(client: Client, lin: User) -> None:
    client.force_login(lin)
    page = client.get(reverse("parameter_list")).content.decode()
    for row in parameters_on(ON):
        assert row.basis
        assert f'href="{reverse(row.page)}"' in page


def test_every_floor_has_its_settings_there(reference: None) -> None:
    groups = {row.group for row in parameters_on(ON)}
    assert {"编制和审定", "公示和维权", "支付", "及时足额", "预警", "消息"} <= groups
    assert {"提醒邮件", "站内消息保留", "催报步骤", "应报规则"} <= set(in_force())


@pytest.mark.parametrize("who", ["wang", "leader", "sysadmin"])
def test_it_is_the_offices_page_alone(client: Client, request: pytest.FixtureRequest, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("parameter_list")).status_code == 403
