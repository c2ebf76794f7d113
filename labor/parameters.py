"""参数: every setting of the office in one list: what is in force on a day, since when, and on what it stands.

Read alone: each is set on its own page, with its own history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from documents.formats import yuan
from labor.alerts.findings import OWN
from labor.alerts.rules import Rule, rules_on
from labor.clocks.terms import RULES, Term, read_terms
from labor.models import BankForm, BoardContacts
from labor.notices.contacts import contacts_on, townships
from labor.notices.days import days_asked
from labor.pay.bands import band_set_on, say_levels
from labor.standards import standard_for
from projects.calendar import announced, changed_days
from projects.models import PayChannel, RoundKind, RoundRule
from projects.owing import owing_rule
from projects.owing_rules import HOUSE_BASIS, said
from projects.round_rules import COUNTS, say
from projects.rounds import read_rules, rule_for
from units.models import User
from units.scope import scope_of

READERS = "参数由领导小组办公室设定和查看，您没有这项权限。各项规定在办理页面上都有说明。"
BOARD_BASIS = "国务院令第724号（保障农民工工资支付条例）第34条"
NOTICE_BASIS = "办公室自定，不少于7天；参照城口、巫溪等区县做法"
RUN_BASIS = "办公室自定；由系统管理员在运行环境里设定（{}）"
DAY_MOST_BASIS = "办公室自定；编制、导入时只提示，不拦截。每日预警另按预警规则“日工资偏高”的提示线"

HOLIDAY_BASIS = "国务院办公厅关于部分节假日安排的通知；通知未到时由办公室登记"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One setting: what is in force, in words (a sentence each), since when, the basis, and the page that sets it."""

    group: str
    label: str
    in_force: tuple[str, ...]
    basis: str
    page: str
    since: date | None = None
    lacks: bool = False


Source = Callable[[date], Iterable[Parameter]]

_ABOVE: list[Source] = []


def register(source: Source) -> None:
    """Floors above add their own settings, registered when the house starts; registered twice, it is asked once."""
    if source not in _ABOVE:
        _ABOVE.append(source)


def may_read(user: User) -> bool:
    """The office sets them all."""
    return scope_of(user).is_office


def parameters_on(day: date) -> list[Parameter]:
    """Every setting as it is in force on a day, group by group; a constant number of queries."""
    own = [*_making(day), *_noticing(day), *_paying(), *_in_time(day), *_dispatching(day)]
    own += [_owing(day), _watching(day)]
    return [*own, *(one for source in _ABOVE for one in source(day)), *_telling()]


def _making(day: date) -> Iterator[Parameter]:
    group, page = "编制和审定", "wage_standard_list"
    wage, bands = standard_for(day.replace(day=1)), band_set_on(day)
    if wage is None:
        missing = ("还没有登记，发放表不核对最低工资",)
        yield Parameter(group, "最低工资标准", missing, "正式文件", page, lacks=True)
    else:
        least = (f"每月{yuan(wage.month_fen)}元，每小时{yuan(wage.hour_fen)}元",)
        yield Parameter(group, "最低工资标准", least, wage.basis, page, wage.starts_on)
        most = (f"{yuan(wage.usual_day_max_fen)}元",)
        yield Parameter(group, "日工资提示上限", most, DAY_MOST_BASIS, page, wage.starts_on)
    levels = tuple(say_levels(bands.levels)) if bands else ("没有设定，每张发放表1人审定",)
    yield Parameter(group, "审定层级", levels, OWN, "roll_bands", bands.starts_on if bands else None)


def _noticing(day: date) -> Iterator[Parameter]:
    group, page, held = "公示和维权", "rights_contacts", contacts_on(day)
    since = held.starts_on if held else None
    yield Parameter(group, "公示天数", (f"{days_asked(day)}天，张贴当天不计",), NOTICE_BASIS, page, since)
    told = _channels(held) if held else ("还没有设定，告示牌印不出来",)
    yield Parameter(group, "维权和受理渠道", told, BOARD_BASIS, page, since, lacks=held is None)


def _channels(held: BoardContacts) -> tuple[str, ...]:
    known = [one for one in townships() if held.township_phones.get(one.code)]
    phones = f"镇街受理异议电话已填{len(known)}个，共{townships().count()}个镇街"
    return (held.complaint, held.arbitration, held.legal_aid, f"办公室{held.office_phone}", phones)


def _paying() -> Iterator[Parameter]:
    used = list(BankForm.objects.filter(retired_at=None).order_by("name").values_list("channel", "name"))
    for channel, label in PayChannel.choices:
        names = tuple(name for kind, name in used if kind == channel)
        told = names or ("没有在用的格式，交不了银行",)
        yield Parameter("支付", f"支付文件格式（{label}）", told, OWN, "bank_form_list", lacks=not names)


def _in_time(day: date) -> Iterator[Parameter]:
    held = read_terms()
    for term in Term:
        rule, days = RULES[term], held.of(term, day)
        since = next((first for first, _ in held.rows.get(term, ()) if first <= day), None)
        told = f"{days}天：{rule.meaning.replace('这么多天', f'{days}天')}"
        yield Parameter("及时足额", rule.label, (told,), rule.basis, "clock_terms", since)


def _dispatching(day: date) -> Iterator[Parameter]:
    group, rules = "调度日程", read_rules()
    for kind in RoundKind:
        rule = rule_for(kind, day.replace(day=1), rules)
        told = tuple(_rule_said(rule)) if rule else ("没有规则，不排定日程",)
        basis, since = (rule.basis, rule.starts_on) if rule else (OWN, None)
        yield Parameter(group, f"{kind.label}日程", told, basis, "calendar_rules", since, lacks=rule is None)
    changed = sum(one.year == day.year for one in changed_days())
    known = [f"今年办公室调整{changed}天"] + [
        f"{year}年放假安排还没有公布或收录，只按周末推算" for year in (day.year, day.year + 1) if not announced(year)
    ]
    yield Parameter(group, "工作日调整", tuple(known), HOLIDAY_BASIS, "calendar_days")


def _rule_said(rule: RoundRule) -> Iterator[str]:
    yield "；".join(f"{label}：{say(getattr(rule, name))}" for name, label in COUNTS.items())
    if rule.kind == RoundKind.MONTH:
        yield "审核截止后锁定填报" if rule.locks else "关账前都可填报，不锁定"


def _owing(day: date) -> Parameter:
    rule = owing_rule(day.replace(day=1))
    since = rule.starts_on if rule.pk else None
    return Parameter("调度日程", "应报规则", (said(rule),), rule.basis or HOUSE_BASIS, "expected_rules", since)


def _watching(day: date) -> Parameter:
    rules = list(rules_on(day).values())
    basis = f"{sum(rule.check.basis != OWN for rule in rules)}项有文件依据，其余办公室自定，逐项列在规则页"
    since = max((rule.row.starts_on for rule in rules if rule.row), default=None)
    return Parameter("预警", "预警规则", tuple(_rules_said(rules)), basis, "alert_rule_list", since)


def _rules_said(rules: list[Rule]) -> Iterator[str]:
    """How many run; the house's own first rows are nobody's change."""
    running = sum(rule.is_on for rule in rules)
    changed = [rule.check.label for rule in rules if rule.row and rule.row.set_by_id]
    yield f"共{len(rules)}项，启用{running}项，停用{len(rules) - running}项"
    if changed:
        yield f"办公室调整过{len(changed)}项：{'、'.join(changed)}"


def _telling() -> Iterator[Parameter]:
    """Set where the system runs, not on a page; the office reads them here."""
    group, apart = "消息", f"同一人两封邮件至少相隔{settings.MAIL_HOURS}小时，紧急的随时发"
    yield Parameter(group, "提醒邮件", (apart,), RUN_BASIS.format("YIDAIZHEN_MAIL_HOURS"), "outgoing_list")
    kept = f"已读满{settings.MESSAGE_DAYS}天的清理，未读的不清理"
    yield Parameter(group, "站内消息保留", (kept,), RUN_BASIS.format("YIDAIZHEN_MESSAGE_DAYS"), "message_list")
