"""政策宣讲、典型案例、督查激励: talks of two townships, one case promoted and one waiting, one praise and one 约谈."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from assessment.cases.actions import move_case, promote_case, start_case
from assessment.incentives.actions import record_incentive, state_result
from assessment.models import CaseAct, Incentive, IncentiveKind, TypicalCase
from assignments.models import Policy, PolicyTalk
from assignments.policies.talks import record_talk, void_talk
from units.models import Unit
from yidaizhen.demo.money import PLANT
from yidaizhen.demo.stages import ROAD
from yidaizhen.demo.telling import november, once, project, the, unit

PROMOTED = "就近务工当月领薪（演示）"
WAITING = "岗前培训到田间（演示）"
NOTICE = "大渡口府办发〔2022〕86号"
WAGES = "国务院令第724号"


def talks_and_cases() -> Iterator[str]:
    yield from once("政策宣讲", told=PolicyTalk.objects.exists(), act=_talks)
    yield from once("典型案例", told=TypicalCase.objects.exists(), act=_cases)
    yield from once("督查激励和约谈", told=Incentive.objects.exists(), act=_incentives)


def _talks() -> str:
    read = list(Policy.objects.filter(document_number__in=[NOTICE, WAGES]))
    _talk("wang", unit("建胜镇"), date(2026, 11, 6), "村民小组会场（演示）", "以工代赈政策和务工报名", 46, read)
    _talk("wang", unit("建胜镇"), date(2026, 11, 13), "产业道路项目部（演示）", "按月足额发放和维权渠道", 31, read[-1:])
    _talk("zhao", unit("八桥镇"), date(2026, 11, 11), "社区便民大厅（演示）", "以工代赈政策和务工报名", 58, read[:1])
    twice = _talk("wang", unit("建胜镇"), date(2026, 11, 13), "项目部会议室（演示）", "按月足额发放和维权渠道", 31, [])
    void_talk(talk=twice, reason="与同日产业道路项目部一场重复登记", by=the("wang"), at=november(16, 9))
    return "政策宣讲4场：建胜镇3场（1场重复登记，已作废），八桥镇1场。"


def _talk(by: str, where: Unit, day: date, place: str, topic: str, attendances: int, read: list[Policy]) -> PolicyTalk:
    values: dict[str, Any] = {
        "unit": where, "held_on": day, "place": place, "topic": topic, "speaker": the(by).name,
        "attendances": attendances, "policies": read, "remark": "",
    }  # fmt: skip
    return record_talk(values=values, by=the(by), at=november(day.day, 17))


def _cases() -> str:
    case = start_case(
        unit=unit("建胜镇"), by=the("wang"), at=november(10),
        values={
            "title": PROMOTED, "project": project(ROAD),
            "background": "建胜镇产业道路由镇里组织附近群众参与路基防护、管沟和绿化等环节。",
            "practice": "（一）先摸底后派工。按摸底意愿和工种列出名单，就近安排。\n"
            "（二）当月公示当月发放。工资表公示满七天后由一卡通直接发到本人。\n"
            "（三）专人核对。镇里每月核对考勤和发放表，差错当月改正。",
            "effect": "参与群众在家门口务工，报酬按月到账；数字以当月调度报告为准。",
        },
    )  # fmt: skip
    move_case(case=case, act=CaseAct.SEND, version=None, by=the("sun"), at=november(11))
    move_case(
        case=case, act=CaseAct.HAND_BACK, version=None, reason="请补充公示和发放的做法", by=the("he"), at=november(12)
    )
    move_case(case=case, act=CaseAct.SEND, version=None, by=the("sun"), at=november(13))
    move_case(case=case, act=CaseAct.ACCEPT, version=None, by=the("lin"), at=november(16))
    promote_case(
        case=case, promoted_on=date(2026, 11, 18), promotion="在全区调度会上介绍，并印发各镇街参考（演示）",
        version=None, by=the("lin"), at=november(18),
    )  # fmt: skip
    _waiting_case()
    return f"典型案例2个：“{PROMOTED}”退回一次后入库推广，“{WAITING}”待办公室审核。"


def _waiting_case() -> None:
    texts = {
        "background": "高标准农田项目务工群众多数没有做过沟渠砌筑。",
        "practice": "把培训安排在进场前两天，由班组长现场示范，考核合格后上岗。",
        "effect": "进场人员都有培训记录。",
    }
    values = {"title": WAITING, "project": None, **texts}
    case = start_case(unit=unit("区农业农村委"), values=values, by=the("chen"), at=november(17))
    move_case(case=case, act=CaseAct.SEND, version=None, by=the("xu"), at=november(18))


def _incentives() -> str:
    praised = _incentive(
        IncentiveKind.COMMEND, unit("八桥镇"), None, "10月填报全部按时报送，摸底调查最早完成（演示）",
        "在月度通报中表扬，优先推荐明年专项投资项目（演示）", "",
    )  # fmt: skip
    state_result(
        incentive=praised,
        result="已在11月调度会上表扬（演示）",
        result_on=date(2026, 11, 19),
        by=the("lin"),
        at=november(20),
    )
    _incentive(
        IncentiveKind.TALK, unit("建胜镇"), PLANT, "区级抽查发现公示不全、报酬由班组代领，整改逾期（演示）",
        "一周内补齐公示和本人签收凭证，以后不得代领（演示）", "区发展改革委分管负责人约谈建胜镇分管负责人",
    )  # fmt: skip
    return "督查激励1项（已落实）、约谈1项（待登记落实情况）。"


def _incentive(
    kind: IncentiveKind, whom: Unit, code: str | None, grounds: str, measures: str, attended_by: str
) -> Incentive:
    values = {
        "kind": kind, "year": 2026, "unit": whom, "project": project(code) if code else None,
        "held_on": date(2026, 11, 19), "grounds": grounds, "measures": measures, "attended_by": attended_by,
    }  # fmt: skip
    return record_incentive(values=values, by=the("lin"), at=november(19, 15))
