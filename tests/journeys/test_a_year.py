"""A year in the browser: collection, nominations, the list's first version, a project under way, the second version."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Download, Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import SignIn
from tests.journeys.menu import from_menu
from tests.journeys.year import YEAR
from tests.projects.uploads import PDF

pytestmark = pytest.mark.browser

CANAL, ROAD, POND = "跳磴镇灌渠整治工程", "建胜镇通组道路工程", "跳磴镇蓄水池工程"
CANAL_CODE, ROAD_CODE, POND_CODE = "2601-500104-04-01-700018", "2602-500104-04-01-700020", "2603-500104-04-01-700032"
WRONG_CODE = CANAL_CODE[:-1] + "9"
BASIS = f"渡以工代赈办〔{YEAR}〕3号", f"渡以工代赈办〔{YEAR}〕9号"
DUE = timezone.localdate() + timedelta(days=10)
RETURNED = "请写明衬砌长度和断面"
LEAVES = "建设条件发生变化，移出本年度清单"
WRITTEN = {
    "content": "渠道清淤衬砌3.2公里", "starts": f"{YEAR}-03", "ends": f"{YEAR}-12", "site": "跳磴镇石盘村",
    "total_fen": "300", "plan_fen": "200", "funding_text": "市级补助200；区级配套100", "planned_workers": "20",
    "planned_priority_workers": "8", "planned_remuneration_fen": "40", "planned_training": "15",
    "owner_name": "区农村建设服务中心",
}  # fmt: skip
CHOSEN = {"kind": "农推", "nature": "新建", "stage": "谋划"}
APPROVAL = {
    "document_number": f"渡发改〔{YEAR}〕21号", "issued_on": f"{YEAR}-01-15", "authority": "区发展改革委",
    "clause": "本项目吸纳当地群众务工不少于20人。", "amount_fen": "300",
}  # fmt: skip


@pytest.fixture
def scene() -> str:
    return "tests.journeys.year"


def test_a_year_goes_from_the_collection_to_a_second_version(sign_in: SignIn) -> None:
    lin, chen, xu, wang, qian = (sign_in(name) for name in ("lin", "chen", "xu", "wang", "qian"))
    the_office_opens_the_collection(lin)
    the_department_is_told_every_fault_at_once(chen)
    the_department_nominates(chen)
    the_township_nominates_by_workbook(wang)
    each_sees_only_its_own(chen, wang, sign_in("zhao"))
    the_reviewer_submits(xu, CANAL)
    the_reviewer_submits(qian, ROAD)
    the_office_returns_one_field(lin)
    the_department_corrects(chen)
    the_reviewer_submits(xu, CANAL)
    the_office_admits_both(lin)
    the_office_publishes(lin, BASIS[0], "增加2个，调整0个，调出0个")
    the_project_moves_on_its_approval(chen, xu)
    the_department_nominates_another(chen)
    the_reviewer_submits(xu, POND)
    the_office_admits_both(lin)
    the_office_marks_the_road_to_leave(lin)
    the_office_publishes(lin, BASIS[1], "增加1个，调整")
    the_versions_tell_what_changed(lin)
    the_leader_reads(sign_in("leader"))
    each_reads_its_part_of_the_version(chen, wang)


def main_of(page: Page) -> str:
    return page.get_by_role("main").inner_text()


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def says(page: Page, text: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(text)


def fill(page: Page, texts: dict[str, str], choices: dict[str, str]) -> None:
    for name, label in choices.items():
        page.locator(f"[name={name}]").select_option(label=label)
    for name, text in texts.items():
        page.locator(f"[name={name}]").fill(text)


def open_nomination(page: Page, name: str) -> None:
    page.goto(f"/nominations/?year={YEAR}")
    page.get_by_role("row").filter(has_text=name).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def open_project(page: Page, name: str) -> None:
    page.goto(f"/projects/?year={YEAR}")
    page.get_by_role("row").filter(has_text=name).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def the_office_opens_the_collection(page: Page) -> None:
    from_menu(page, "指导目录")
    says(page, "办公室自定")
    page.goto("/collections/new/")
    fill(page, {"year": str(YEAR), "due_on": DUE.isoformat(), "note": "请附批复或前期文件"}, {})
    press(page, "开启征集")
    says(page, "请附批复或前期文件")


def the_department_is_told_every_fault_at_once(page: Page) -> None:
    from_menu(page, "项目申报")
    page.get_by_role("main").get_by_role("link", name="申报项目").first.click()
    fill(page, {"name": CANAL, "code": WRONG_CODE, "total_fen": "300", "works_fen": "250", "other_fen": "49"}, {})
    press(page, "保存并送审")
    says(page, "校验")
    says(page, "五项合计")
    expect(page.locator("[name=name]")).to_have_value(CANAL)
    page.goto(f"/nominations/?year={YEAR}")
    assert CANAL not in main_of(page)  # nothing was saved


def nominate(page: Page, name: str, code: str, site: str) -> None:
    page.goto("/nominations/new/")
    page.locator("[name=sector]").select_option(label="农业农村")
    page.locator("#catalog details[open]").first.wait_for()
    page.locator("#catalog details[open] input[name=items]").first.check()
    fill(page, {**WRITTEN, "name": name, "code": code, "site": site}, {**CHOSEN, "township": "跳磴镇"})
    press(page, "保存并送审")
    says(page, "单位审核")


def the_department_nominates(page: Page) -> None:
    nominate(page, CANAL, CANAL_CODE, "跳磴镇石盘村")


def the_department_nominates_another(page: Page) -> None:
    nominate(page, POND, POND_CODE, "跳磴镇拱桥村")


def the_township_nominates_by_workbook(page: Page) -> None:
    page.goto("/nominations/import/")
    with page.expect_download() as empty:
        page.get_by_role("link", name=re.compile("空表|模板")).first.click()
    upload(page, filled(empty.value, CANAL_CODE))
    says(page, CANAL_CODE)  # a double nomination is refused at its cell
    page.goto(f"/nominations/?year={YEAR}")
    assert ROAD not in main_of(page)
    page.goto("/nominations/import/")
    upload(page, filled(empty.value, ROAD_CODE))
    open_nomination(page, ROAD)
    says(page, "单位审核")  # what comes by workbook goes straight to the unit's reviewer


def upload(page: Page, book: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files({"name": "申报.xlsx", "mimeType": kind, "buffer": book})
    press(page, "检查并导入")
    page.locator("#outcome").get_by_text(re.compile("导入|错误")).first.wait_for()


def filled(empty: Download, code: str) -> bytes:
    """The template as downloaded, with one project written under its headings."""
    book = load_workbook(BytesIO(empty.path().read_bytes()))
    page = book.worksheets[0]
    head = next(row for row in page.iter_rows() if any(cell.value == "项目代码" for cell in row))
    values = {
        "序号": 1, "项目名称": ROAD, "项目代码": code, "领域": "交通", "类型": "农推", "建设性质": "新建",
        "建设地点（镇街）": "建胜镇民胜村", "主要建设内容及规模": "通组道路硬化2公里", "总投资（万元）": 260,
        "年度计划投资（万元）": 150, "起止年限": f"{YEAR}-04至{YEAR}-11", "阶段": "谋划",
        "可实施以工代赈的建设任务和用工环节": "路基整修、边沟清淤", "计划吸纳务工人数（人）": 12,
        "其中重点群体（人）": 5, "计划发放劳务报酬（万元）": 30, "计划培训（人次）": 12, "业主单位": "建胜镇人民政府",
        "行业主管部门": "区交通局", "责任镇街": "建胜镇",
    }  # fmt: skip
    for cell in head:
        if cell.value in values:
            page.cell(head[0].row + 1, cell.column, values[cell.value])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def each_sees_only_its_own(chen: Page, wang: Page, zhao: Page) -> None:
    seen = []
    for page in (chen, wang, zhao):
        page.goto(f"/nominations/?year={YEAR}")
        seen.append([name for name in (CANAL, ROAD) if name in main_of(page)])
    assert seen == [[CANAL], [ROAD], []]


def the_reviewer_submits(page: Page, name: str) -> None:
    page.goto("/")
    says(page, "申报")
    open_nomination(page, name)
    press(page, "申报")
    says(page, "已申报")


def the_office_returns_one_field(page: Page) -> None:
    open_nomination(page, CANAL)
    line = page.get_by_role("row").filter(has_text="主要建设内容及规模")
    line.get_by_role("textbox").fill(RETURNED)
    page.get_by_role("button", name=re.compile("^退回")).click()
    says(page, "已退回")


def the_department_corrects(page: Page) -> None:
    open_nomination(page, CANAL)
    says(page, RETURNED)
    page.get_by_role("main").get_by_role("link", name="填写").click()
    says(page, f"退回：{RETURNED}")
    page.locator("[name=content]").fill("渠道清淤衬砌3.2公里，断面0.8米×0.8米")
    press(page, "保存并送审")
    says(page, "单位审核")


def the_office_admits_both(page: Page) -> None:
    page.goto(f"/nominations/?year={YEAR}&state=submitted")
    for box in page.get_by_role("main").get_by_role("checkbox").all():
        box.check()
    press(page, "纳入所选申报")
    page.goto(f"/nominations/?year={YEAR}&state=submitted")
    says(page, "没有符合条件的申报")


def the_office_publishes(page: Page, basis: str, changes: str) -> None:
    page.goto(f"/lists/{YEAR}/next/")
    page.locator("summary", has_text=re.compile("发布第")).click()
    says(page, changes)
    page.locator("[name=basis]").fill(basis)
    page.get_by_role("button", name=re.compile("^发布第")).click()
    says(page, basis)
    says(page, "校验一致")


def the_project_moves_on_its_approval(chen: Page, xu: Page) -> None:
    open_project(xu, CANAL)
    press(xu, "转入前期")
    says(xu, "没有可行性研究报告或初步设计的批复")
    open_project(chen, CANAL)
    chen.get_by_role("main").get_by_role("link", name=re.compile("登记.*批复")).first.click()
    register_approval(chen, b"<html>this is not a PDF</html>")
    says(chen, "批复.pdf")
    assert "/proofs/approval/new" in chen.url  # refused, what was typed is still there
    expect(chen.locator("[name=clause]")).to_have_value(APPROVAL["clause"])
    register_approval(chen, PDF)
    says(chen, APPROVAL["clause"])
    open_project(xu, CANAL)
    press(xu, "转入招标合同")
    says(xu, "没有登记施工合同")


def register_approval(page: Page, content: bytes) -> None:
    page.locator("[name=step]").select_option(label="可行性研究报告批复")
    fill(page, APPROVAL, {})
    page.locator("[name=asks_relief]").check()
    page.locator("[name=lists_pay]").check()
    chosen = {"name": "批复.pdf", "mimeType": "application/pdf", "buffer": content}
    page.locator("input[type=file]").set_input_files(chosen)
    press(page, "登记")


def the_office_marks_the_road_to_leave(page: Page) -> None:
    open_project(page, ROAD)
    box = page.locator("details").filter(has_text="把项目调出清单")
    box.locator("summary").click()
    box.get_by_label("调出原因").fill(LEAVES)
    box.get_by_role("button", name=re.compile("提出调出")).click()
    open_project(page, ROAD)
    says(page, LEAVES)


def the_versions_tell_what_changed(page: Page) -> None:
    says(page, POND)
    page.get_by_role("main").get_by_role("link", name=re.compile("^调出")).first.click()
    says(page, LEAVES)
    page.goto("/lists/")
    page.get_by_role("link", name="第1版").click()
    says(page, BASIS[0])
    says(page, "校验一致")
    assert POND not in main_of(page)  # what was published stays as it was
    says(page, ROAD)


def the_leader_reads(page: Page) -> None:
    page.goto("/lists/")
    page.get_by_role("link", name="第2版").click()
    with page.expect_download() as paper:
        page.get_by_role("button", name=re.compile("PDF")).click()
    reader = PdfReader(paper.value.path())
    text = re.sub(r"\s", "", "".join(leaf.extract_text() for leaf in reader.pages))
    assert CANAL in text
    assert POND in text
    assert float(reader.pages[0].mediabox.width) > float(reader.pages[0].mediabox.height)  # landscape
    with page.expect_download() as book:
        page.get_by_role("button", name=re.compile("工作簿")).click()
    cells = {
        cell for row in load_workbook(BytesIO(book.value.path().read_bytes())).worksheets[0].values for cell in row
    }
    assert {CANAL_CODE, POND_CODE} <= cells


def each_reads_its_part_of_the_version(chen: Page, wang: Page) -> None:
    chen.goto("/lists/")
    chen.get_by_role("link", name="第2版").click()
    says(chen, CANAL)
    assert ROAD not in main_of(chen)
    wang.goto("/lists/")
    wang.get_by_role("link", name="第1版").click()
    says(wang, ROAD)
    assert CANAL not in main_of(wang)
