"""The same roll at the bank and after: paid, one refused and sent again, filed, archived."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from django.conf import settings
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from labor.models import BankForm
from tests.journeys.gestures import confirm, follow, press, says, words_of
from tests.journeys.menu import from_menu
from tests.journeys.roll_steps import open_tab, turn_to
from tests.journeys.wages import CARDS, NEW_CARD, NUMBERS, ROAD, TODAY
from yidaizhen.demo.bank import answer_of

REFUSED = "账号已销户"
PURPOSE = "交银行代发"


def form_of(channel: str) -> BankForm:
    """The bank form a new site begins with."""
    told = json.loads((settings.BASE_DIR / "fixtures" / "bank_forms.json").read_text())
    return BankForm(**next(one for one in told if one["channel"] == channel))


def the_pay_file_is_made(page: Page, label: str) -> bytes:
    """Its text, as the browser saved it."""
    open_tab(page, "支付与回执")
    box = page.get_by_role("region", name=label)
    box.locator("summary").click()
    box.get_by_role("button", name=label).click()
    says(page, "请取出支付文件交银行")
    return taken_out(page, "取出文本（.csv）")


def taken_out(page: Page, label: str) -> bytes:
    with page.expect_download() as file:
        confirm(page, label, PURPOSE)
    return file.value.path().read_bytes()


def the_workbook_holds_whole_accounts(page: Page) -> None:
    sheet = load_workbook(BytesIO(taken_out(page, "取出电子表格（.xlsx）"))).active
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert set(CARDS.values()) <= cells
    assert not [card for card in CARDS.values() if card in page.content()]


def the_bank_answers(page: Page, paid: bytes, file: Path, *, refused: dict[int, str]) -> None:
    file.write_bytes(answer_of(paid, form_of("one_card"), on=TODAY, refused=refused))
    bring_in(page, file)


def bring_in(page: Page, file: Path) -> None:
    open_tab(page, "支付与回执")
    follow(page, "导入回执")
    page.get_by_label("回执文件").set_input_files(file)
    press(page, "检查并导入")
    expect(page.get_by_role("heading", name="每一元在哪里")).to_be_visible()


def where(page: Page, **yuan: str) -> None:
    """What the table «每一元在哪里» says of each place, in 元."""
    table = page.get_by_role("region", name="每一元在哪里").get_by_role("row")
    for place, amount in yuan.items():
        expect(table.filter(has_text=place).get_by_role("cell").last).to_have_text(amount)


def the_account_is_corrected(page: Page, name: str) -> None:
    open_tab(page, "支付与回执")
    says(page, REFUSED)
    page.get_by_role("row").filter(has_text=REFUSED).get_by_role("link", name="处理").click()
    page.get_by_label("本人银行账号").fill(NEW_CARD)
    page.get_by_label("户名").fill(name)
    press(page, "保存更正")
    says(page, "已更正")
    assert NEW_CARD not in page.content()


def the_reviewer_confirms(page: Page) -> None:
    open_tab(page, "支付与回执")
    confirm(page, "核对重报")
    says(page, "核对账号，可以重报")


def the_filer_files(page: Page) -> None:
    open_tab(page, "备案归档")
    page.get_by_label("打包用途").fill("报区人力社保局备案")
    with page.expect_download() as package:
        press(page, "打包下载")
    the_package_is_whole(package.value.path())
    page.get_by_label("报备日期").fill(f"{TODAY}")
    page.get_by_label("备案回执号").fill("人社备1号")
    press(page, "登记备案")
    says(page, "人社备1号")


def the_package_is_whole(path: Path) -> None:
    with ZipFile(path) as package:
        names = package.namelist()
        listed = package.read("00-目录.txt").decode("utf-8-sig")
        wanted = ("工资台账.xlsx", "公示表-第2次.pdf", "公示情况说明.pdf", "支付与回执.xlsx", "经过和审定意见.xlsx")
        for end in (*wanted, "签字表2.png", "公示照片.png"):
            found = [name for name in names if name.endswith(end)]
            assert found, end
            assert found[0] in listed
        sheet = next(name for name in names if "公示表-第2次" in name)
        text = words_of(BytesIO(package.read(sheet)))
    assert "周溪" in text
    assert not [number for number in (*NUMBERS.values(), *CARDS.values()) if number in text]


def the_office_archives(page: Page) -> None:
    open_tab(page, "备案归档")
    confirm(page, "归档")
    says(page, "已归档，此后只读")


def nothing_is_left_to_do(page: Page) -> None:
    """Whoever worked on it only reads and takes copies."""
    open_tab(page, "明细")
    for tab in ("核对", "签字与审定", "公示", "支付与回执", "附件与经过", "备案归档"):
        turn_to(page, tab)
        says(page, "已归档，此后只读")
        expect(page.locator("main .way-moves")).to_have_count(0)
        for act in ("更正", "退回", "移除", "登记", "上传", "作废", "生成", "导入"):
            expect(page.locator("main button, main summary").filter(has_text=act)).to_have_count(0)
    from_menu(page, "发放表")
    expect(page.get_by_role("row").filter(has_text=ROAD)).to_contain_text("已归档")
