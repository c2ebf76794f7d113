"""Money from the document that issued it to the voucher that paid it; links, a bank's loan, a firm's own project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from projects.fundings import record_funding
from projects.models import Connection, DisbursementStep, Financing, FinancingKind, Funding, SocialProject
from projects.money.connecting import connect
from projects.money.disbursing import record_disbursement
from projects.money.keeping import record_financing, record_social
from units.models import Sector
from yidaizhen.demo.papers import paper
from yidaizhen.demo.stages import DITCH, FIELDS, HILLS, ROAD
from yidaizhen.demo.telling import november, once, project, the, unit

WAN_FEN = 1_000_000
PLANT = "2503-500104-04-01-821100"  # 智能制造产业园标准厂房项目（一期）
CENTRAL = "中央预算内资金"
ISSUED = (  # project, label, 万元, day, document, agreed share in percent
    (ROAD, CENTRAL, 320, date(2026, 1, 15), "渝发改投资〔2026〕88号（演示）", Decimal(31)),
    (ROAD, "区级配套", 100, date(2026, 2, 3), "渡财建〔2026〕11号（演示）", None),
    (DITCH, CENTRAL, 320, date(2026, 1, 15), "渝发改投资〔2026〕89号（演示）", None),
    (FIELDS, "市级补助", 400, date(2026, 2, 20), "渝农计〔2026〕17号（演示）", None),
)


FINANCED = (  # project, bank, kind, 授信 and 到位 in 万元, granted, ends, note
    (PLANT, "某商业银行大渡口支行", FinancingKind.LOAN, 8000, 3000, date(2026, 4, 18), date(2031, 4, 17),
     "固定资产贷款，约定优先支付劳务报酬"),
    (HILLS, "某政策性银行重庆分行", FinancingKind.LOAN, 12000, 7500, date(2025, 9, 26), date(2035, 9, 25),
     "生态环境治理中长期贷款"),
)  # fmt: skip
SOCIAL = (  # guide, name, sponsor, township, content, 投入 in 万元, 人, 报酬 in 万元, start
    ("区工商联", "跳磴镇村道绿化养护公益项目", "重庆某园林有限公司", "跳磴镇",
     "养护村道行道树7公里，补植绿化带2000平方米", 38, 9, 14, date(2026, 5, 10)),
    ("区民政局", "八桥镇敬老院院落整治公益项目", "某社会工作服务中心", "八桥镇",
     "整治院落和排水沟，栽植花木600平方米", 16, 5, 6, date(2026, 8, 3)),
)  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """One 拨付 or 支付 in 万元."""

    code: str
    label: str
    step: DisbursementStep
    wan: str
    day: date
    voucher: str
    note: str
    for_pay: bool = False

    @property
    def fen(self) -> int:
        return int(Decimal(self.wan) * WAN_FEN)


ALLOCATED, PAID = DisbursementStep.ALLOCATED, DisbursementStep.PAID
MOVES = (  # as filed for October: 312.08 and 235.46 allocated, 198.40 of the central money paid, 99.20 of it as pay
    Moved(ROAD, CENTRAL, ALLOCATED, "252.08", date(2026, 3, 10), "渡财建拨〔2026〕6号", "首笔拨付"),
    Moved(ROAD, CENTRAL, PAID, "58", date(2026, 6, 22), "记-202606-031", "上半年劳务报酬", for_pay=True),
    Moved(ROAD, CENTRAL, PAID, "99.20", date(2026, 6, 25), "记-202606-037", "工程进度款"),
    Moved(ROAD, CENTRAL, PAID, "41.20", date(2026, 10, 28), "记-202610-044", "三季度及10月劳务报酬", for_pay=True),
    Moved(ROAD, "区级配套", ALLOCATED, "60", date(2026, 5, 8), "渡财建拨〔2026〕19号", ""),
    Moved(DITCH, CENTRAL, ALLOCATED, "235.46", date(2026, 4, 2), "渡财建拨〔2026〕9号", "按进度拨付"),
    Moved(DITCH, CENTRAL, PAID, "99.20", date(2026, 8, 20), "记-202608-015", "工程进度款"),
    Moved(DITCH, CENTRAL, PAID, "99.20", date(2026, 10, 27), "记-202610-052", "务工人员劳务报酬", for_pay=True),
)


def fundings() -> Iterator[str]:
    told = Funding.objects.filter(project__code=ROAD).exclude(document_number="").exists()
    yield from once("资金文件和拨付支付", told=told, act=_fundings)


def _fundings() -> str:
    for code, label, wan, day, number, share in ISSUED:
        title = f"关于下达{project(code).name}\n{label}的通知"
        said = f"下达{label}{wan}万元，专款专用，劳务报酬按规定足额发放。"
        issued = paper("资金下达文件", title=title, number=number, dated=day, says=said)
        record_funding(
            funding=_funding(code, label), amount_fen=wan * WAN_FEN, issued_on=day, document_number=number,
            agreed_share=share, files=[issued], by=the("lin"), at=november(14, 15),
        )  # fmt: skip
    for moved in MOVES:
        _move(moved)
    return f"登记资金下达文件{len(ISSUED)}份、拨付支付{len(MOVES)}笔，各附文件或凭证。"


def _move(moved: Moved) -> None:
    label = moved.step.label
    said = f"{moved.label}{label}{moved.wan}万元{moved.note and f'，{moved.note}'}。"
    voucher = paper(f"{label}凭证", title=f"{label}凭证", number=moved.voucher, dated=moved.day, says=said)
    values = {
        "amount_fen": moved.fen, "done_on": moved.day, "voucher": moved.voucher, "for_pay": moved.for_pay,
        "note": moved.note,
    }  # fmt: skip
    record_disbursement(
        funding=_funding(moved.code, moved.label), step=moved.step, values=values, files=[voucher], by=the("chen"),
        at=november(14, 16),
    )  # fmt: skip


def _funding(code: str, label: str) -> Funding:
    return Funding.objects.get(project__code=code, label=label)


def beside() -> Iterator[str]:
    told = Connection._default_manager.filter(special__code=ROAD, key__code=PLANT).exists()
    yield from once("衔接配套", told=told, act=_connect)
    told = Financing._default_manager.filter(project__code=PLANT).exists()
    yield from once("金融支持", told=told, act=_finance)
    told = SocialProject.objects.filter(name__in=[row[1] for row in SOCIAL]).exists()
    yield from once("社会力量公益性项目", told=told, act=_social)


def _connect() -> str:
    special, key = project(ROAD), project(PLANT)
    purpose = "硬化通往产业园的产业道路，方便施工运输和务工群众出行"
    connect(special=special, key=key, purpose=purpose, by=the("chen"), at=november(16, 14))
    return f"专项项目“{special}”衔接配套重点工程“{key}”。"


def _finance() -> str:
    for code, bank, kind, wan, drawn, granted, ends, note in FINANCED:
        values = {
            "project": project(code), "institution": bank, "kind": kind, "amount_fen": wan * WAN_FEN,
            "drawn_fen": drawn * WAN_FEN, "granted_on": granted, "ends_on": ends, "note": note,
        }  # fmt: skip
        record_financing(values=values, by=the("lin"), at=november(16, 15))
    return f"金融支持{len(FINANCED)}笔，授信{sum(row[3] for row in FINANCED)}万元。"


def _social() -> str:
    for guide, name, sponsor, township, content, wan, workers, pay, starts in SOCIAL:
        values = {
            "unit": unit(guide), "name": name, "sponsor": sponsor, "township": unit(township), "content": content,
            "sector": Sector.objects.get(name="生态环境"), "amount_fen": wan * WAN_FEN, "workers": workers,
            "remuneration_fen": pay * WAN_FEN, "starts_on": starts, "ends_on": None,
        }  # fmt: skip
        record_social(values=values, by=the("lin"), at=november(16, 16))
    return f"社会力量公益性项目{len(SOCIAL)}个，由区工商联、区民政局引导。"
