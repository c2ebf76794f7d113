"""One month in the browser, from the unit's form to the leader's PDF, by the six people whose work it is."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import SignIn

pytestmark = pytest.mark.browser

PROJECT = "跳磴镇高标准农田建设项目"
MONTH = {
    "invested_before_fen": "391.63",
    "invested_new_fen": "48.40",
    "allocated_before_fen": "340.59",
    "allocated_new_fen": "37.84",
    "workers_on_day": "5",
    "workers_year": "80",
    "rural_workers_year": "4",
    "remuneration_year_fen": "151.90",
    "relief_issued_fen": "400",
    "relief_paid_fen": "248",
    "relief_remuneration_fen": "124",
    "relief_rural_workers": "42",
    "relief_posts": "2",
    "relief_trained": "39",
}
REASON = "累计人数与名册不符，请核对后更正"


def test_a_month_goes_from_the_unit_to_the_leader(sign_in: SignIn) -> None:
    chen, xu, lin, leader = sign_in("chen"), sign_in("xu"), sign_in("lin"), sign_in("leader")
    the_unit_files(chen)
    the_reviewer_submits(xu)
    the_office_returns_one_field(lin)
    the_unit_corrects(chen)
    the_reviewer_submits(xu)
    the_office_accepts(lin)
    the_office_closes(lin)
    the_clerk_words_and_sends(sign_in("he"))
    open_report(lin).get_by_role("button", name="核稿通过").click()
    the_leader_signs(leader)
    the_office_issues(lin)
    the_leader_reads(leader)


def open_filing(page: Page) -> None:
    page.goto("/filings/?period=2026-10")
    row = page.get_by_role("row").filter(has_text=PROJECT)
    row.get_by_role("link").last.click()


def the_unit_files(page: Page) -> None:
    expect(page.get_by_role("main")).to_contain_text(PROJECT)
    page.get_by_role("main").get_by_role("link", name=PROJECT).first.click()
    page.get_by_role("button", name="保存并送审").click()
    expect(page.get_by_role("alert")).to_contain_text("本月新增完成投资")  # nothing stated yet: all is named at once
    for field, value in MONTH.items():
        page.locator(f"[name={field}]").fill(value)
    page.locator("[name=look]").select_option(label="主体施工")
    page.get_by_role("button", name="保存并送审").click()
    expect(page.get_by_role("main")).to_contain_text("单位审核")


def the_reviewer_submits(page: Page) -> None:
    open_filing(page)
    page.get_by_role("button", name="报送", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("已报送")


def the_office_returns_one_field(page: Page) -> None:
    open_filing(page)
    line = page.get_by_role("row").filter(has_text="本年累计已吸纳就业人数")
    line.get_by_role("textbox").fill(REASON)
    page.get_by_role("button", name=re.compile("^退回")).click()
    expect(page.get_by_role("main")).to_contain_text("已退回")


def the_unit_corrects(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text(REASON)
    open_filing(page)
    if page.get_by_role("link", name="填写").count():
        page.get_by_role("link", name="填写").first.click()
    expect(page.get_by_text(f"退回：{REASON}")).to_be_visible()
    page.locator("[name=workers_year]").fill("8")
    page.get_by_role("button", name="保存并送审").click()
    expect(page.get_by_role("main")).to_contain_text("单位审核")


def the_office_accepts(page: Page) -> None:
    open_filing(page)
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("已通过")


def the_office_closes(page: Page) -> None:
    page.goto("/periods/2026-10/")
    page.get_by_role("link", name="关账").click()
    page.get_by_role("button", name="关账", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2026年10月定稿数字")


def the_clerk_words_and_sends(page: Page) -> None:
    page.goto("/periods/2026-10/")
    page.get_by_role("button", name=re.compile("起草")).click()
    steps = page.get_by_label("下步工作")
    steps.fill("（一）抓进度。" + "请各有关单位倒排工期、紧盯节点，确保年度任务按期完成。")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("button", name="生成预览").click()
    expect(page.get_by_text("已完成", exact=True)).to_be_visible(timeout=90_000)
    open_report(page).get_by_role("button", name="送核").click()


def open_report(page: Page) -> Page:
    page.goto("/bulletins/")
    page.get_by_role("link", name="2026年10月月度调度报告").click()
    return page


def the_leader_signs(page: Page) -> None:
    open_report(page).get_by_role("link", name="签发", exact=True).click()
    page.get_by_role("button", name="我已审阅，同意签发").click()


def the_office_issues(page: Page) -> None:
    open_report(page).get_by_role("link", name="编号印发").click()
    page.get_by_role("button", name="确认印发").click()
    expect(page.get_by_text("已完成", exact=True)).to_be_visible(timeout=90_000)


def the_leader_reads(page: Page) -> None:
    open_report(page)
    expect(page.get_by_role("main")).to_contain_text("倒排工期")
    address = page.get_by_role("link", name="打开 PDF").get_attribute("href")
    answer = page.request.get(str(address))
    assert answer.headers["content-type"] == "application/pdf"
    text = re.sub(r"\s", "", "".join(leaf.extract_text() for leaf in PdfReader(BytesIO(answer.body())).pages))
    assert "年度清单共12个项目，本月应报12" in text
    assert "已收到12" in text
    assert "本年累计吸纳就业430人" in text  # with the corrected 8, not the 80 that was returned
    assert "请各有关单位倒排工期" in text
