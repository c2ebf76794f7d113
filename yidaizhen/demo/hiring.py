"""用工需求和对接: two published demands, one of them unfilled for weeks, and one in each state before that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from labor.demands.actions import hand_back, publish, send, start_demand
from labor.demands.matching import candidates
from labor.demands.placing import confirm, decline, propose
from labor.models import LaborDemand, Placement, Trade
from yidaizhen.demo.stages import FIELDS, ROAD
from yidaizhen.demo.telling import november, once, project, the

FILER, REVIEWER = "chen", "xu"


def demands() -> Iterator[str]:
    yield from once("用工需求", told=LaborDemand.objects.exists(), act=_demands)


def _demands() -> str:
    steel = _start(ROAD, "钢筋工", 4, (date(2026, 11, 10), date(2026, 12, 31)), 260, "绑扎边沟钢筋", certificate=True)
    _publish(steel, november(5))
    hands = _start(FIELDS, "普工", 12, (date(2026, 12, 5), date(2027, 3, 31)), 200, "田块平整、沟渠清淤")
    _publish(hands, november(18))
    sent = _start(FIELDS, "混凝土工", 6, (date(2027, 1, 4), date(2027, 3, 31)), 240, "渠道衬砌")
    send(demand=sent, by=the(FILER), at=november(20))
    back = _start(FIELDS, "砌筑工", 5, (date(2027, 1, 4), date(2027, 2, 28)), 95, "田坎砌石")
    send(demand=back, by=the(FILER), at=november(20, 11))
    hand_back(demand=back, reason="日工资95元低于最低标准，请核对后重报。", by=the(REVIEWER), at=november(20, 15))
    _start(FIELDS, "绿化工", 3, (date(2027, 3, 1), date(2027, 4, 30)), 180, "田间道路绿化")
    return "用工需求5条：已发布2条16人，其中钢筋工4人多日没有招满；审核中、退回、草稿各1条。"


def _start(
    code: str, trade: str, people: int, days: tuple[date, date], rate: int, task: str, *, certificate: bool = False
) -> LaborDemand:
    values: dict[str, Any] = {
        "task": task, "trade": Trade.objects.get(name=trade), "headcount": people, "starts_on": days[0],
        "ends_on": days[1], "skills": "持特种作业操作证或职业技能等级证书" if certificate else "无",
        "needs_certificate": certificate, "day_rate_fen": rate * 100, "contact": "项目部（演示）",
        "phone": "023-60000001", "remark": "",
    }  # fmt: skip
    return start_demand(project=project(code), values=values, by=the(FILER), at=november(4, 9))


def _publish(demand: LaborDemand, at: datetime) -> None:
    send(demand=demand, by=the(FILER), at=at)
    publish(demand=demand, by=the(REVIEWER), at=at.replace(hour=15))


def placements() -> Iterator[str]:
    yield from once("用工对接", told=Placement.objects.exists(), act=_placements)


def _placements() -> str:
    hands = LaborDemand.objects.get(trade__name="普工", project__code=FIELDS)
    brought = [one for who, count in (("lin", 4), ("wang", 2), ("zhao", 2)) for one in _bring(hands, who, count)]
    for one in (*brought[:3], brought[4]):
        confirm(placement=one, by=the(FILER), at=november(20, 16))
    decline(placement=brought[3], reason="本人已在外区务工，暂不能到岗。", by=the(FILER), at=november(20, 16))
    return f"向{hands.project.name}推荐{len(brought)}人：已确认4人，未录用1人，待答复3人。"


def _bring(demand: LaborDemand, who: str, count: int) -> list[Placement]:
    """The people who fit best; of the office, those of the demand's own township."""
    user = the(who)
    fitting = candidates(demand=demand, limit=60, user=user)
    near = [one.response for one in fitting if who != "lin" or one.response.part.township_id == demand.township_id]
    chosen = [one.pk for one in near[:count]]
    made = propose(demand=demand, response_ids=chosen, by=user, at=november(19, 10))
    return sorted(made, key=lambda one: chosen.index(one.response_id))
