"""Next year's collection, open now, with nominations in every state they can be in before a list is published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from projects.guidance.collections import open_collection
from projects.guidance.items import copy_year
from projects.models import Collection, ProjectKind
from projects.nominations.actions import admit, decline, return_fields
from yidaizhen.demo.nominating import Proposed, draft, sent, submitted
from yidaizhen.demo.telling import MONTH, november, once, the

YEAR = MONTH.year + 1
DAYS_LEFT = 14
FARMS: dict[str, Any] = {"unit": "区农业农村委", "filer": "chen", "reviewer": "xu", "department": "区农业农村委"}
HOUSES: dict[str, Any] = {
    "unit": "区住房城乡建设委", "filer": "zhou", "reviewer": "wu", "sector": "城镇建设",
    "department": "区住房城乡建设委", "owner": "区住房建设中心", "more": {"kind": ProjectKind.KEY},
}  # fmt: skip
TOWN: dict[str, Any] = {
    "unit": "建胜镇",
    "filer": "wang",
    "reviewer": "sun",
    "township": "建胜镇",
    "owner": "建胜镇人民政府",
}
CANAL = Proposed(
    **FARMS, name="跳磴镇石盘村山坪塘整治工程", code="2608-500104-04-01-730103", sector="水利",
    task="小型水库和山坪塘整治", township="跳磴镇", owner="跳磴镇人民政府", site="跳磴镇石盘村",
    content="整治山坪塘6口，坝坡护砌1200平方米", funding="市级补助150；区级配套50", money=(200, 200, 66),
    people=(16, 10, 16), years=("2027-02", "2027-09"),
)  # fmt: skip
FIELDS = Proposed(
    **FARMS, name="八桥镇高标准农田改造提升项目", code="2609-500104-04-01-730117", sector="农业农村", task="高标准农田",
    township="八桥镇", owner="八桥镇人民政府", site="八桥镇", content="改造高标准农田900亩",
    funding="中央预算内资金260；区级配套90", money=(350, 280, 118), people=(22, 14, 22), years=("2027-03", "2027-12"),
    more={"kind": ProjectKind.SPECIAL},
)  # fmt: skip
HOUSING = Proposed(
    **HOUSES, name="翠园社区老旧小区改造", code="2609-500104-04-01-730125", task="老旧小区改造", township="新山村街道",
    site="新山村街道", content="楼栋修缮18栋，更换楼道铺装和管网", funding="区级财政及企业自筹", money=(2600, 1500, 96),
    people=(20, 12, 20), years=("2027-01", "2027-12"),
)  # fmt: skip
DRAINS = Proposed(
    **HOUSES, name="茄子溪片区排水管网改造", code="2610-500104-04-01-730139", task="排水管网", township="茄子溪街道",
    site="茄子溪街道", content="改造雨污管网4.8公里，砌筑检查井160座", funding="区级财政及企业自筹",
    money=(3100, 1800, 105), people=(24, 14, 24), years=("2027-03", "2028-06"),
)  # fmt: skip
PATH = Proposed(
    **TOWN, name="建胜镇回龙桥人行便道工程", code="2610-500104-04-01-730147", sector="交通", task="人行便道和便桥",
    department="区交通局", site="建胜镇回龙桥社区", content="铺砌人行便道3.2公里，新建便桥2座", funding="区级财政160",
    money=(160, 160, 58), people=(15, 9, 15), years=("2027-02", "2027-08"),
)  # fmt: skip
SQUARE = Proposed(
    **TOWN, name="建胜镇场镇文化广场装修工程", code="2610-500104-04-01-730155", sector="城镇建设",
    task="易地安置区配套", department="区文化旅游委", site="建胜镇场镇", content="广场灯光和舞台设备采购安装",
    funding="区级财政90", money=(90, 90, 4), people=(3, 1, 3), years=("2027-05", "2027-07"),
)  # fmt: skip
TRACK = Proposed(
    unit="八桥镇", filer="zhao", name="八桥镇柑橘基地生产便道工程", code="", sector="农业农村", task="高标准农田",
    township="八桥镇", department="区农业农村委", owner="八桥镇人民政府", site="八桥镇", content="", funding="",
    money=(130, 130, 45), people=(12, 8, 12), years=("2027-04", "2027-10"),
)  # fmt: skip


def catalog() -> Iterator[str]:
    copied = copy_year(source_year=MONTH.year, target_year=YEAR, by=the("lin"), at=november(14, 9))
    yield f"{MONTH.year}年度指导目录复制到{YEAR}年度：{copied}条。" if copied else f"{YEAR}年度指导目录已在系统里。"


def collection(now: datetime) -> Iterator[str]:
    told = Collection.objects.filter(year=YEAR).exists()
    yield from once(f"{YEAR}年度申报征集", told=told, act=lambda: _collection(now))


def _collection(now: datetime) -> str:
    opened = november(14, 10)
    due_on = timezone.localdate(max(now, opened)) + timedelta(days=DAYS_LEFT)
    held = open_collection(
        year=YEAR, due_on=due_on, by=the("lin"), at=opened,
        note="各单位申报明年能开工的项目，写明可用工环节和计划吸纳人数；有批复的附批复。",
    )  # fmt: skip
    _with_units(held)
    _with_office(held)
    states = "草稿、单位审核、已申报、已退回、同意纳入、不予纳入"
    return f"{held.label}征集中，截止{due_on:%Y-%m-%d}，{held.nominations.count()}件申报分别处于{states}。"


def _with_units(held: Collection) -> None:
    """What has not reached the office yet."""
    draft(TRACK, held, at=november(17, 15), without=("code", "content", "funding_text"))
    sent(PATH, held, at=november(19, 10))


def _with_office(held: Collection) -> None:
    signed = {"at": november(17, 9), "signed_at": november(17, 16)}
    admit(
        nomination=submitted(HOUSING, held, **signed), by=the("he"), at=november(19, 9), note="同意纳入2027年度清单。"
    )
    reason = "以设备采购安装为主，没有可由当地群众承担的用工环节，不适合以工代赈。"
    decline(nomination=submitted(SQUARE, held, **signed), reason=reason, by=the("lin"), at=november(19, 11))
    asked = {"content": "请写明改造地块、渠系和田间道路的数量，便于核算用工量。"}
    return_fields(nomination=submitted(FIELDS, held, **signed), reasons=asked, by=the("lin"), at=november(19, 14))
    for proposed in (CANAL, DRAINS):
        submitted(proposed, held, at=november(18, 10), signed_at=november(18, 15))
