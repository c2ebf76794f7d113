"""A roll in the browser from attendance to archive: an objection upheld, a failed payment sent again, six people."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.bank_steps import (
    REFUSED,
    bring_in,
    nothing_is_left_to_do,
    the_account_is_corrected,
    the_bank_answers,
    the_filer_files,
    the_office_archives,
    the_pay_file_is_made,
    the_reviewer_confirms,
    the_workbook_holds_whole_accounts,
    where,
)
from tests.journeys.conftest import SignIn
from tests.journeys.gestures import confirm, says
from tests.journeys.roll_steps import (
    a_day_too_many_is_explained,
    an_objection_is_upheld,
    everybody_signs,
    may_not,
    open_tab,
    the_filer_builds_the_roll,
    the_filer_corrects_and_sends_anew,
    the_reviewer_approves,
    the_township_posts,
)
from tests.journeys.wages import CARDS, NEW_CARD
from tests.site import Site

pytestmark = pytest.mark.browser

SAID = {"公示期满": "已送镇街审查", "镇街审查通过": "镇街审查已通过", "发改审核通过": "可以支付"}


@pytest.fixture
def scene() -> str:
    return "tests.journeys.wages"


def test_pay_goes_from_attendance_to_the_archive(sign_in: SignIn, site: Site, tmp_path: Path) -> None:
    chen, xu, wang, sun, lin, he = (sign_in(name) for name in ("chen", "xu", "wang", "sun", "lin", "he"))
    first, second = tmp_path / "回执1.csv", tmp_path / "回执2.csv"
    the_filer_builds_the_roll(chen)
    a_day_too_many_is_explained(chen)
    everybody_signs(chen, sheet=1)
    may_not(chen, "签字与审定", "审定")
    the_reviewer_approves(xu)
    the_township_posts(wang)
    an_objection_is_upheld(wang)
    the_filer_corrects_and_sends_anew(chen)
    everybody_signs(chen, sheet=2)
    the_reviewer_approves(xu)
    the_township_posts(wang)
    may_not(wang, "公示", "公示期满")  # its days are not over
    site.manage("shell", "-c", "from tests.journeys.wages import eight_days_pass; eight_days_pass()")
    press_on(wang, "公示", "公示期满")
    press_on(sun, "公示", "镇街审查通过")
    press_on(lin, "支付与回执", "发改审核通过")
    for page in (lin, xu, chen):  # who endorsed, who approved, who prepared: none of them pays
        may_not(page, "支付与回执", "生成支付文件")
    paid = the_pay_file_is_made(he, "生成支付文件")
    assert all(card in paid.decode("utf-8-sig") for card in CARDS.values())
    the_workbook_holds_whole_accounts(he)
    the_bank_answers(he, paid, first, refused={0: REFUSED})
    where(he, 成功="8400.00", 失败="4200.00")
    the_account_is_corrected(chen, "周溪")
    may_not(chen, "支付与回执", "核对重报", "失败重报")
    the_reviewer_confirms(xu)
    again = the_pay_file_is_made(he, "失败重报").decode("utf-8-sig")
    assert NEW_CARD in again
    assert not [card for card in CARDS.values() if card in again]  # whoever was paid is not paid again
    the_bank_answers(he, again.encode(), second, refused={})
    where(he, 成功="12600.00", 失败="0.00")
    bring_in(he, first)
    says(he, "何原已于")
    where(he, 成功="12600.00", 失败="0.00")
    the_filer_files(chen)
    the_office_archives(lin)
    nothing_is_left_to_do(chen)
    may_not(he, "支付与回执", "生成", "导入")


def press_on(page: Page, tab: str, act: str) -> None:
    open_tab(page, tab)
    confirm(page, act)
    says(page, SAID[act])
