"""发放: what was missed in October is paid afterwards, one on its whole way to the archive, one still at the boards."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from labor.alerts.explaining import explain
from labor.alerts.raising import run_checks
from labor.archive.filing import archive_roll, file_roll
from labor.models import (
    Alert,
    AlertState,
    BankForm,
    NoticePlace,
    ObjectionOutcome,
    Payment,
    PaymentState,
    RollKind,
    WageRoll,
)
from labor.notices.boards import TEXTS, begun_for, board_of, save_board
from labor.notices.contacts import contacts_on, set_contacts
from labor.notices.objections import answer_objection, record_objection
from labor.notices.photos import add_photos
from labor.notices.posting import post_notice
from labor.pay.acts import perform
from labor.pay.files import add_files
from labor.pay.sending_out import send_roll
from labor.pay.signing import sign_lines, submit_roll
from labor.pay.supplements import BackPay, supplement_roll
from labor.payments.confirming import confirm_accounts
from labor.payments.fixing import Account, fix_account
from labor.payments.receipts import import_receipts
from labor.payments.sending import make_pay_file
from labor.payments.sheets import FileKind
from yidaizhen.demo.bank import answer_of
from yidaizhen.demo.papers import paper
from yidaizhen.demo.site import OLD_STREETS
from yidaizhen.demo.stages import ROAD
from yidaizhen.demo.telling import MONTH, Chapter, november, once, project, required, the

BOARDS = (NoticePlace.TOWNSHIP.value, NoticePlace.VILLAGE.value)
MISSED = "10月31日夜间值守漏记"
REFUSED = "账号已销户"
NEW_CARD = "6212260000000123455"


def contacts() -> Iterator[str]:
    """Whom to complain to, and the sign at the road's site."""
    yield from once("维权和受理渠道", told=contacts_on(november(1).date()) is not None, act=_contacts)
    yield from once("建胜镇产业道路维权告示牌", told=board_of(project(ROAD)) is not None, act=_board)


def _contacts() -> str:
    values = {
        "starts_on": date(2026, 1, 1),
        "complaint": "区劳动保障监察机构（演示）023-60000001",
        "arbitration": "区劳动人事争议仲裁委员会（演示）023-60000002",
        "legal_aid": "区法律援助中心（演示）023-60000003",
        "legal_line": "12348",
        "office_phone": "023-60000004",
        "notice_days": 7,
        "township_phones": {
            project(ROAD).township.code: "023-60000005",
            project(OLD_STREETS).township.code: "023-60000006",
        },
    }
    set_contacts(values=values, by=the("lin"), at=november(14, 9))
    return "设定劳动保障监察、仲裁、法律援助和异议受理电话（演示号码）。"


def _board() -> str:
    begun = begun_for(project(ROAD))
    said = {
        "supervisor_phone": "023-60000007", "officer": begun.officer or "劳资员（演示）", "site_office": "民胜村项目部",
        "pay_date": "每月15日发放上月工资，遇节假日提前",
    }  # fmt: skip
    values = {name: getattr(begun, name) for name in TEXTS} | said
    save_board(project=project(ROAD), values=values, phone="13800000000", seen=0, by=the("chen"), at=november(14, 17))
    return "建胜镇产业道路维权告示牌填写第1版。"


def back_pay() -> Iterator[str]:
    """建胜镇: three people's missed night; one account refused, corrected and paid, filed and archived."""
    yield from once("建胜镇产业道路10月补发", told=_told(ROAD), act=_road)
    yield from once("沪汉社区10月补发", told=_told(OLD_STREETS), act=_streets)


def _told(code: str) -> bool:
    return WageRoll.objects.in_force().filter(project__code=code, kind=RollKind.SUPPLEMENT).exists()


def _road() -> str:
    roll = _prepared(ROAD, people=3, fen=150_00, by="chen", at=november(14, 8))
    roll = _approved(roll, by="xu", at=november(14, 11))
    notice = post_notice(
        roll=roll, places=BOARDS, place_note="镇政府大门右侧、民胜村村委会门口", starts_on=date(2026, 11, 14),
        by=the("wang"), at=november(14, 15),
    )  # fmt: skip
    add_photos(notice=notice, files=[photo("公示照片.png")], by=the("wang"), at=november(14, 16))
    objection = record_objection(
        roll=roll, raised_by="黄某", received_on=date(2026, 11, 17), content="认为值守补贴偏低，应当按一个半工日算。",
        by=the("wang"), at=november(17),
    )  # fmt: skip
    said = "按合同约定夜间值守每人补150元，已当面出示合同，本人认可。"
    answer_objection(
        objection=objection, outcome=ObjectionOutcome.REJECTED, answer=said, by=the("wang"), at=november(18)
    )
    for act, who, hour in (("pass", "wang", 9), ("review", "sun", 10), ("endorse", "lin", 11)):
        roll, _ = perform(roll=roll, name=act, by=the(who), at=november(22, hour))
    _paid(roll)
    return "建胜镇产业道路10月补发3人、450.00元：公示七天，一人账号被退、更正后重报，已归档。"


def _paid(roll: WageRoll) -> None:
    """Sent, one refused, corrected, confirmed, sent again; then filed and archived."""
    _sent(roll, november(22, 14), refused={1: REFUSED})
    failed = Payment.objects.get(batch__roll=roll, state=PaymentState.FAILED)
    account = Account(number=NEW_CARD, bank="某银行大渡口支行", holder=failed.account_name)
    fix_account(payment=failed, account=account, to_roster=True, by=the("chen"), at=november(22, 16))
    confirm_accounts(roll=_fresh(roll), by=the("xu"), at=november(22, 17))
    _sent(_fresh(roll), november(23, 9), refused={})
    filed = file_roll(
        roll=_fresh(roll), filed_on=date(2026, 11, 23), number="人社备〔2026〕11-07（演示）", by=the("chen"),
        at=november(23, 11),
    )  # fmt: skip
    archive_roll(roll=filed, by=the("lin"), at=november(23, 15))


def _sent(roll: WageRoll, at: datetime, *, refused: dict[int, str]) -> None:
    """A pay file, and the bank's answer an hour later."""
    form = BankForm.objects.filter(channel=roll.channel, retired_at=None).order_by("pk")[0]
    content = make_pay_file(roll=roll, form=form, kind=FileKind.CSV, by=the("he"), at=at).content
    answer = answer_of(content, form, on=at.date(), refused=refused)
    later = at.replace(hour=at.hour + 1)
    required(import_receipts(file=answer, name="银行回执（演示）.csv", roll=_fresh(roll), by=the("he"), at=later))


def _streets() -> str:
    roll = _prepared(OLD_STREETS, people=2, fen=210_00, by="ma", at=november(19, 9))
    roll = _approved(roll, by="wu", at=november(19, 14))
    notice = post_notice(
        roll=roll, places=BOARDS, place_note="街道办事处公示栏、沪汉社区居委会公示栏", starts_on=date(2026, 11, 20),
        by=the("ma"), at=november(20, 9),
    )  # fmt: skip
    add_photos(notice=notice, files=[photo("张贴照片.png")], by=the("ma"), at=november(20, 10))
    record_objection(
        roll=roll, raised_by="居民代表（演示）", received_on=date(2026, 11, 21), row=1,
        content="认为表上第1人当天不在工地，请核实。", by=the("ma"), at=november(21),
    )  # fmt: skip
    return "沪汉社区10月补发2人、420.00元：公示中，有1条异议待答复。"


def _prepared(code: str, *, people: int, fen: int, by: str, at: datetime) -> WageRoll:
    """Built on October's roll, sent to be signed, everybody signed, sent to the owner."""
    october = WageRoll.objects.in_force().get(project__code=code, period__month=MONTH, kind=RollKind.REGULAR)
    lines = october.lines.exclude(card_sealed="").order_by("row")[:people]
    items = [BackPay(line.worker_id, fen, MISSED) for line in lines]
    roll = supplement_roll(roll=october, items=items, total_fen=fen * people, by=the(by), at=at)
    roll = send_roll(roll=roll, reason="值守单已核对，名册、合同相符。", by=the(by), at=at)
    signed = paper("签字表", title="补发签字表", number="", dated=at.date(), says="本人已核对补发金额并签字。")
    add_files(roll=roll, file_kind="signed", files=[signed], by=the(by), at=at.replace(hour=at.hour + 1))
    sign_lines(roll=roll, lines=None, signed_on=at.date(), by=the(by), at=at.replace(hour=at.hour + 1))
    return submit_roll(roll=roll, by=the(by), at=at.replace(hour=at.hour + 2))


def _approved(roll: WageRoll, *, by: str, at: datetime) -> WageRoll:
    return perform(roll=roll, name="approve", by=the(by), at=at)[0]


def _fresh(roll: WageRoll) -> WageRoll:
    return WageRoll.objects.select_related("project", "period", "imported_by").get(pk=roll.pk)


def alerts(now: datetime) -> Iterator[str]:
    """The checks run once, and a unit explains what they found of it."""
    yield from once("预警检查", told=Alert.objects.exists(), act=lambda: _check(now))


def _check(now: datetime) -> str:
    run_checks(at=now)
    alert = Alert.objects.filter(project__code=ROAD, state=AlertState.NEW).order_by("pk").first()
    if alert is not None:
        words = "已与镇里核对名册和发放表，情况属实，下月按要求办理。"
        explain(alert=alert, words=words, by=the("chen"), at=now)
    explained = Alert.objects.filter(state=AlertState.EXPLAINED).count()
    return f"预警检查发现{Alert.objects.count()}条，其中{explained}条已说明。"


def photo(name: str) -> ContentFile[bytes]:
    """A drawn picture of a board with a sheet on it; nobody's photo."""
    picture = Image.new("RGB", (640, 420), "#b9c4cc")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 40, 580, 380), fill="#7a5230")
    draw.rectangle((180, 70, 460, 350), fill="#ffffff")
    for row in range(110, 330, 22):
        draw.line((205, row, 435, row), fill="#555555", width=2)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return ContentFile(made.getvalue(), name=name)


CHAPTERS = (Chapter("维权渠道和告示牌", contacts), Chapter("补发和支付", back_pay))
