"""What is wrong with a demand, what it still lacks (R5: post, number, time, skill), and what deserves a second look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from django.core.exceptions import ValidationError

from documents.formats import chinese_date, yuan
from documents.identifiers import check_phone
from labor.arithmetic import least_day_fen
from labor.demands.fields import BY_NAME, FIELDS, is_empty
from labor.models import LaborDemand, Placement, PlacementState
from labor.standards import basis_sentence, standard_for
from projects.completeness import Lack
from units.models import UnitKind

MOST_PEOPLE = 5_000  # more posts in one demand than any work of the district: a slip of the pen
EARLIEST = date(2000, 1, 1)
LONGEST_DAYS = 5 * 366
_LANDLINE = re.compile(r"(0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(-[0-9]{1,6})?")


def missing_to_publish(demand: LaborDemand, *, on: date) -> list[Lack]:
    """All that keeps a demand from being sent or published on a day, in the order of the form."""
    lacks = [*_blanks(demand), *faults_of(demand, [field.name for field in FIELDS]), *_too_late(demand, on)]
    lacks += _against_confirmed(demand)
    order = list(BY_NAME)
    return sorted(lacks, key=lambda lack: order.index(lack.field) if lack.field in order else len(order))


def _blanks(demand: LaborDemand) -> Iterator[Lack]:
    for field in FIELDS:
        if field.required and is_empty(getattr(demand, field.name, None)):
            yield Lack(field.name, f"“{field.label}”还没有填，{field.empty}")


def _too_late(demand: LaborDemand, on: date) -> Iterator[Lack]:
    if demand.ends_on and EARLIEST <= demand.ends_on < on:
        yield Lack("ends_on", f"“用工结束”{chinese_date(demand.ends_on)}已经过去，请改为今天以后的日期。")


def _against_confirmed(demand: LaborDemand) -> Iterator[Lack]:
    """What a corrected demand owes those who are confirmed for it: a post each, and days on which they are free."""
    if not demand.pk or not demand.headcount:
        return
    confirmed = list(
        demand.placements.filter(state=PlacementState.CONFIRMED).order_by().values_list("worker", flat=True)
    )
    if demand.headcount < len(confirmed):
        yield Lack("headcount", f"“需求人数”{demand.headcount}人少于已确认录用的{len(confirmed)}人，请更正。")
    if confirmed and demand.starts_on and demand.ends_on:
        yield from _promised_elsewhere(demand, confirmed)


def _promised_elsewhere(demand: LaborDemand, workers: list[int]) -> Iterator[Lack]:
    others = Placement.objects.live().filter(worker__in=workers).exclude(demand=demand)
    others = others.filter(demand__starts_on__lte=demand.ends_on, demand__ends_on__gte=demand.starts_on)
    for one in others.select_related("demand__project", "response").order_by("pk"):
        where = f"“{one.demand.project.name}”{chinese_date(one.demand.starts_on)}至{chinese_date(one.demand.ends_on)}"
        sentence = f"已确认录用的{one.response.name}，{one.get_state_display()}到{where}的用工，与这里的用工时间重叠。"
        yield Lack("starts_on", f"{sentence}请改用工时间，或先对其中一处办理“不录用”。")


def faults_of(demand: LaborDemand, stated: Iterable[str]) -> list[Lack]:
    """Everything wrong with the stated fields: a draft may lack things, but nothing wrong is written into it."""
    names = set(stated)
    found = [*_not_valid(demand, names), *_not_sane(demand, names), *_not_of_project(demand, names)]
    return list(dict.fromkeys(found))


def _not_valid(demand: LaborDemand, names: set[str]) -> Iterator[Lack]:
    """What the columns themselves refuse; that a text is empty is told when it is sent."""
    filled = {name for name in names if not is_empty(getattr(demand, name, None))}
    try:
        demand.clean_fields(exclude={field.name for field in demand._meta.fields} - filled)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            for message in messages:
                yield Lack(name, f"“{BY_NAME[name].label}”：{message}")


def _not_sane(demand: LaborDemand, names: set[str]) -> Iterator[Lack]:
    if "headcount" in names and isinstance(demand.headcount, int) and not 0 < demand.headcount <= MOST_PEOPLE:
        yield Lack("headcount", f"“需求人数”填的是{demand.headcount}人，应在1到{MOST_PEOPLE}人之间，请核对更正。")
    if "day_rate_fen" in names and isinstance(demand.day_rate_fen, int) and demand.day_rate_fen <= 0:
        yield Lack("day_rate_fen", "“日工资”应大于0，请更正。")
    if "phone" in names and demand.phone and not is_phone(demand.phone):
        yield Lack("phone", "“联系电话”应为11位手机号或带区号的固定电话（例如 023-12345678），请更正。")
    if names & {"starts_on", "ends_on"}:
        yield from _dates(demand)


def _dates(demand: LaborDemand) -> Iterator[Lack]:
    starts, ends = demand.starts_on, demand.ends_on
    for name, day in (("starts_on", starts), ("ends_on", ends)):
        if isinstance(day, date) and day < EARLIEST:
            yield Lack(name, f"“{BY_NAME[name].label}”{chinese_date(day)}太早，年份可能写错了，请更正。")
    if not isinstance(starts, date) or not isinstance(ends, date):
        return
    if ends < starts:
        said = f"“用工结束”{chinese_date(ends)}早于“用工开始”{chinese_date(starts)}"
        yield Lack("ends_on", f"{said}，请更正。")
    elif (ends - starts).days > LONGEST_DAYS:
        yield Lack("ends_on", "用工时间超过五年，年份可能写错了，请更正；确需长期用工的请分年度填报。")


def _not_of_project(demand: LaborDemand, names: set[str]) -> Iterator[Lack]:
    item = demand.work_item if "work_item" in names else None
    if item is not None and item.sector_id != demand.project.sector_id:
        sector = demand.project.sector
        yield Lack("work_item", f"“用工环节”{item}不属于项目的{sector}领域，请从本领域的指导目录选择。")
    if "township" in names and demand.township_id and demand.township.kind != UnitKind.TOWNSHIP:
        yield Lack("township", f"“所在镇街”填的{demand.township}不是镇街，请选择八个镇街之一。")


def is_phone(number: str) -> bool:
    """Whether it is a mobile number or a landline, as a notice may state it."""
    return check_phone(number) is None or _LANDLINE.fullmatch(number) is not None


def warnings(demand: LaborDemand) -> list[Lack]:
    """What deserves a second look and refuses nothing (domain rules §10): a day's pay out of the usual (R14)."""
    starts, rate = demand.starts_on, demand.day_rate_fen
    standard = standard_for(starts) if isinstance(starts, date) else None
    if standard is None or rate is None:
        return []
    if rate < least_day_fen(standard.hour_fen):
        sentence = f"日工资{yuan(rate)}元低于最低标准{basis_sentence(standard)}，请核对；不足一天计酬的，请在备注写明。"
    elif rate > standard.usual_day_max_fen:
        sentence = f"日工资{yuan(rate)}元高于{yuan(standard.usual_day_max_fen)}元的提示线，请核对是否填错。"
    else:
        return []
    return [Lack("day_rate_fen", sentence)]
