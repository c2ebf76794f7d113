"""Small districts made by hand for one check each: one that has what the check looks for, and one that just has not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from labor.models import (
    Attendance,
    AttendanceSheet,
    BankForm,
    Engagement,
    Payment,
    PaymentBatch,
    PublicNotice,
    RollOrigin,
    RollState,
    WageLine,
    WageRoll,
)
from projects.models import Approval, FilingState, ListEntry, Period, ProgressFiling, Project, ProjectList, Stage
from projects.periods import due_day
from tests.labor.conftest import AT
from tests.labor.paying import line_of, make_roll
from units.models import User

ON = AT.date()  # 2026-11-12
OCTOBER = date(2026, 10, 1)


@dataclass
class World:
    """What a case is made of; `join(project, order)` registers a person, `register(code, …)` one more project."""

    road: Project
    estate: Project
    lin: User
    join: Callable[..., Engagement]
    register: Callable[..., Project]

    def month(self, first: date = OCTOBER) -> Period:
        return Period.objects.get_or_create(month=first, defaults={"due_on": due_day(first)})[0]

    def listed(self, **changed: Any) -> ListEntry:
        book, _ = ProjectList.objects.get_or_create(year=2026, defaults={"title": "2026年度清单"})
        values = {"serial": 1, "plan_fen": 1_000_000_00, "work_items": "硬化", "planned_workers": 30}
        return ListEntry.objects.create(
            project_list=book, project=self.road, **values | {"planned_remuneration_fen": 100_000_00} | changed
        )

    def filed(self, first: date = OCTOBER, **changed: Any) -> ProgressFiling:
        sent = AT.replace(day=3)
        signed = {"filed_at": sent, "filed_by": self.lin, "submitted_at": sent, "submitted_by": self.lin}
        signed |= {"accepted_at": AT, "accepted_by": self.lin, "state": FilingState.ACCEPTED}
        return ProgressFiling.objects.create(project=self.road, period=self.month(first), **signed | changed)

    def roll(self, project: Project | None = None, first: date = OCTOBER, people: int = 1, **changed: Any) -> WageRoll:
        return make_roll(project or self.road, self.month(first), by=self.lin, people=people, **changed)

    def staged(self, stage: str, **changed: Any) -> None:
        Project.objects.filter(pk=self.road.pk).update(stage=stage, **changed)

    def paid(self, roll: WageRoll, **changed: Any) -> None:
        values = {"is_paid": True, "pay_on": date(2026, 11, 5), "voucher": "凭证1"}
        WageLine.objects.filter(roll=roll).update(**values | changed)

    def sent(self, roll: WageRoll, at: datetime = AT) -> PaymentBatch:
        form, _ = BankForm.objects.get_or_create(name="演示格式", defaults={"channel": "wage_account"})
        return PaymentBatch.objects.create(
            roll=roll, number=1, channel="wage_account", form=form, lines=1, sum_fen=1, made_at=at, made_by=self.lin
        )

    def payment(self, roll: WageRoll, stated: str) -> Payment:
        line = roll.lines.get()
        card = {"card_sealed": line.card_sealed, "card_index": line.card_index, "card_masked": line.card_masked}
        return Payment.objects.create(
            batch=self.sent(roll), line=line, attempt=1, amount_fen=line.net_fen, account_name=line.name,
            stated_name=stated, **card,
        )  # fmt: skip

    def noticed(self, roll: WageRoll, starts_on: date, ends_on: date) -> PublicNotice:
        said = {"places": [], "lines": 1, "sum_fen": 1, "digest": "x", "posted_at": AT, "posted_by": self.lin}
        return PublicNotice.objects.create(roll=roll, round=1, starts_on=starts_on, ends_on=ends_on, **said)

    def attended(self, stay: Engagement, day: date) -> Attendance:
        sheet, _ = AttendanceSheet.objects.get_or_create(
            project=stay.project, period=self.month(day.replace(day=1)),
            defaults={"opened_at": AT, "opened_by": self.lin},
        )  # fmt: skip
        return Attendance.objects.create(
            sheet=sheet, engagement=stay, worker=stay.worker, day=day, morning=True, afternoon=True
        )


Case = Callable[[World], None]


def _missing(world: World, due_on: date) -> None:
    world.listed()
    Period.objects.filter(pk=world.month().pk).update(due_on=due_on)


def _late(world: World, sent: date) -> None:
    world.filed(submitted_at=AT.replace(month=sent.month, day=sent.day))


def _lag(world: World, done_fen: int) -> None:
    world.listed()
    world.filed(invested_before_fen=0, invested_new_fen=done_fen)


def _not_started(world: World, look: str) -> None:
    world.listed()
    world.staged(Stage.PREPARATION, starts="2026-09")
    world.filed(look=look, not_started_reason="征地")


def _fell(world: World, now: int) -> None:
    world.filed(date(2026, 9, 1), workers_year=30)
    world.filed(workers_year=now)


def _floor(world: World, fen: int) -> None:
    """The road's floor is 30 % of 400 万元."""
    world.staged(Stage.COMPLETED)
    roll = world.roll(origin=RollOrigin.RECORDED, state=RollState.RECORDED)
    WageLine.objects.filter(roll=roll).update(centidays=100, rate_fen=fen, gross_fen=fen, net_fen=fen)
    world.paid(roll)


def _rate(world: World, fen: int) -> None:
    WageLine.objects.filter(roll=world.roll()).update(rate_fen=fen, gross_fen=fen * 20, net_fen=fen * 20)


def _two_projects(world: World, centidays: int) -> None:
    world.roll()
    other = world.roll(world.estate)
    fen = centidays * 210
    WageLine.objects.filter(roll=other).update(centidays=centidays, gross_fen=fen, net_fen=fen)


def _card(world: World, *, is_shared: bool) -> None:
    roll = world.roll(people=2)
    if is_shared:
        first = roll.lines.earliest("row")
        WageLine.objects.filter(roll=roll).update(card_index=first.card_index, card_masked=first.card_masked)


def _name(world: World, stated: str) -> None:
    roll = world.roll(state=RollState.BANK)
    world.payment(roll, stated or roll.lines.get().name)


def _unsigned(world: World, signed_on: date | None) -> None:
    world.paid(world.roll(state=RollState.PAID), signed_on=signed_on)


def _unposted(world: World, ends_on: date) -> None:
    roll = world.roll(state=RollState.BANK)
    world.noticed(roll, ends_on - timedelta(days=7), ends_on)
    world.sent(roll)


def _recorded(world: World, *, is_noticed: bool) -> None:
    roll = world.roll(origin=RollOrigin.RECORDED, state=RollState.RECORDED)
    world.paid(roll)
    if is_noticed:
        world.noticed(roll, date(2026, 10, 20), date(2026, 10, 27))


def _overdue(world: World, first: date) -> None:
    world.roll(first=first, state=RollState.READY)


def _interval(world: World, pay_on: date) -> None:
    world.paid(world.roll(first=date(2026, 9, 1), state=RollState.PAID), pay_on=pay_on)
    world.roll(state=RollState.READY)


def _leaver(world: World, left_on: date) -> None:
    world.join(world.road, 1, left_on=left_on, leave_reason="活干完了")
    world.roll(state=RollState.READY)


def _unregistered(world: World, *, is_known: bool) -> None:
    if is_known:
        world.join(world.road, 1)
    world.roll()


def _aged(world: World, born_on: date) -> None:
    stay = world.join(world.road, 1)
    type(stay.worker).objects.filter(pk=stay.worker_id).update(born_on=born_on)


def _heads(world: World, stated: int) -> None:
    for order in (1, 2):
        world.attended(world.join(world.road, order), date(2026, 10, 8))
    world.filed(workers_year=stated)


def _approval(world: World, *, asks: bool) -> None:
    for project in (world.road, world.estate):
        given = asks or project == world.estate
        Approval.objects.create(
            project=project, proof_kind="approval", step="design", document_number="渡发改〔2026〕1号",
            issued_on=date(2026, 1, 5), authority="区发展改革委", asks_relief=given, clause="吸纳群众" if given else "",
            lists_pay=True, amount_fen=1, recorded_at=AT, recorded_by=world.lin,
        )  # fmt: skip


def _outlier(world: World, fen: int) -> None:
    """Six projects' month: five pay 4,200 to 4,600 元 a head, the road as told."""
    for order in range(1, 6):
        other = world.register(f"26{order:02d}-500104-04-01-00000{order}", f"项目{order}", "区农业农村委", "建胜镇")
        _paying(world, other, 4_100_00 + order * 100_00)
    _paying(world, world.road, fen)


def _paying(world: World, project: Project, fen: int) -> None:
    roll = world.roll(project, people=0)
    each = {"centidays": 100, "rate_fen": fen, "gross_fen": fen, "net_fen": fen}
    WageLine.objects.bulk_create([line_of(roll, project.pk % 900 + 1, **each)])


@dataclass(frozen=True)
class Pair:
    """A check's two districts, and words its sentence holds in the first."""

    faulty: Case
    sound: Case
    said: str


PAIRS: dict[str, Pair] = {
    "filing_missing": Pair(
        lambda w: _missing(w, date(2026, 11, 5)),
        lambda w: _missing(w, ON),
        "10月月报应于2026年11月5日前报送，现在是“未填报”",
    ),
    "filing_late": Pair(
        lambda w: _late(w, date(2026, 11, 6)), lambda w: _late(w, date(2026, 11, 5)), "晚于截止日2026年11月5日，迟了1天"
    ),
    "investment_lag": Pair(
        lambda w: _lag(w, 733_333_00),
        lambda w: _lag(w, 733_334_00),
        "占年度计划100.00万元的73.3%，比序时进度83.3%低10.0",
    ),
    "not_started": Pair(
        lambda w: _not_started(w, "preparation"), lambda w: _not_started(w, "main_work"), "计划2026年9月开工，过期43天"
    ),
    "cumulative_fell": Pair(lambda w: _fell(w, 29), lambda w: _fell(w, 30), "为29人，比2026年9月已报的30人少"),
    "below_floor": Pair(
        lambda w: _floor(w, 1_199_999_00), lambda w: _floor(w, 1_200_000_00), "下限120.00万元，还差0.00万元"
    ),
    "low_day_rate": Pair(lambda w: _rate(w, 167_99), lambda w: _rate(w, 168_00), "1人日工资低于最低标准168.00元"),
    "high_day_rate": Pair(lambda w: _rate(w, 800_01), lambda w: _rate(w, 800_00), "最高的800.01元：张**"),
    "two_projects": Pair(lambda w: _two_projects(w, 1101), lambda w: _two_projects(w, 1100), "各项目合计超过当月31天"),
    "shared_card": Pair(
        lambda w: _card(w, is_shared=True), lambda w: _card(w, is_shared=False), "发放给2个人：张**、张**"
    ),
    "other_name": Pair(lambda w: _name(w, "李四"), lambda w: _name(w, ""), "回执的户名是李**"),
    "unsigned_paid": Pair(
        lambda w: _unsigned(w, None), lambda w: _unsigned(w, date(2026, 11, 3)), "1人没有登记本人签字，已发放4200.00元"
    ),
    "unposted_paid": Pair(
        lambda w: _unposted(w, ON), lambda w: _unposted(w, date(2026, 11, 11)), "公示到2026年11月12日才期满"
    ),
    "recorded_unposted": Pair(
        lambda w: _recorded(w, is_noticed=False), lambda w: _recorded(w, is_noticed=True), "已发放1人"
    ),
    "pay_overdue": Pair(lambda w: _overdue(w, date(2026, 9, 1)), lambda w: _overdue(w, OCTOBER), "逾期"),
    "pay_interval": Pair(
        lambda w: _interval(w, date(2026, 10, 11)), lambda w: _interval(w, date(2026, 10, 12)), "已隔32天"
    ),
    "leaver_unsettled": Pair(
        lambda w: _leaver(w, date(2026, 10, 20)), lambda w: _leaver(w, date(2026, 11, 10)), "没有结清"
    ),
    "unregistered": Pair(
        lambda w: _unregistered(w, is_known=False),
        lambda w: _unregistered(w, is_known=True),
        "有1人当时不在花名册：张**",
    ),
    "underage": Pair(lambda w: _aged(w, date(2010, 11, 13)), lambda w: _aged(w, date(2010, 11, 12)), "只有15周岁"),
    "elderly": Pair(lambda w: _aged(w, date(1965, 11, 12)), lambda w: _aged(w, date(1965, 11, 13)), "最大61周岁：张**"),
    "fewer_heads": Pair(lambda w: _heads(w, 1), lambda w: _heads(w, 2), "累计吸纳1人，考勤台账1月至当月出勤去重2人"),
    "silent_approval": Pair(
        lambda w: _approval(w, asks=False), lambda w: _approval(w, asks=True), "登记的1份批复都没有写入"
    ),
    "pay_outlier": Pair(
        lambda w: _outlier(w, 9_000_00), lambda w: _outlier(w, 4_400_00), "高于当月6个项目的中位数4450.00元"
    ),
}
