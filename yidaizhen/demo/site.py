"""培训、名册、考勤: people are trained, registered by real name and at work, before the month's rolls are made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from documents.workbooks import read_workbook
from labor.attendance.importing import import_attendance
from labor.attendance.marks import FULL
from labor.attendance.saving import save_days
from labor.attendance.sheets import period_of
from labor.companies.companies import record_company
from labor.companies.posts import assign, record_post
from labor.models import (
    Attendance,
    AttendanceSheet,
    Engagement,
    LaborCompany,
    Trade,
    Training,
    TrainingKind,
    WelfarePost,
)
from labor.real_names import Stated
from labor.rosters.changing import change, leave
from labor.rosters.form import ROSTER
from labor.rosters.importing import import_roster
from labor.trainings.actions import record_training, sign
from projects.models import Period
from yidaizhen.demo.stages import ROAD
from yidaizhen.demo.telling import FOLDER, MONTH, Chapter, moment, november, once, project, required, sent, the, unit

OLD_STREETS = "2406-500104-04-01-022933"  # 沪汉社区文兴街老旧小区改造
COMPANY = "重庆民胜劳务有限公司（演示）"
ROSTERS = {ROAD: "名册-建胜镇产业道路硬化工程.xlsx", OLD_STREETS: "名册-沪汉社区文兴街老旧小区改造.xlsx"}
SHEETS = {
    ROAD: "考勤表-建胜镇产业道路硬化工程-2026年10月.xlsx",
    OLD_STREETS: "考勤表-沪汉社区文兴街老旧小区改造-2026年10月.xlsx",
}
KEEPERS = {ROAD: "wang", OLD_STREETS: "ma"}
ORGANIZERS = {ROAD: "建胜镇", OLD_STREETS: "区住房建设中心"}
BEFORE_WORK = moment(date(2026, 2, 28), 15)
NOVEMBER = date(2026, 11, 1)
SUNDAY = 6
KEPT_AT = moment(date(2026, 11, 2), 9)


def company() -> Iterator[str]:
    """The townspeople's own labor company."""
    yield from once(COMPANY, told=LaborCompany.objects.filter(name=COMPANY).exists(), act=_company)


def _company() -> str:
    said = {
        "name": COMPANY, "credit_code": "91500104MA61DEM000", "township": unit("建胜镇"), "contact": "村集体（演示）",
        "phone": "023-60000000", "founded_on": date(2024, 3, 12), "is_collective": True,
        "note": "民胜村集体领办，组织本镇群众到工地务工（演示数据）。",
    }  # fmt: skip
    made = record_company(values=said, by=the("wang"), at=moment(date(2026, 2, 9), 10))
    return f"登记劳务公司：{made}。"


def trainings() -> Iterator[str]:
    told = Training.objects.filter(project=project(ROAD)).exists()
    yield from once("安全培训和技能培训", told=told, act=_trainings)


def _trainings() -> str:
    road = _train(ROAD, "安全生产和文明施工", TrainingKind.SAFETY, date(2026, 2, 27), "建胜镇便民服务中心")
    old = _train(OLD_STREETS, "进场安全教育", TrainingKind.SAFETY, date(2026, 8, 14), "春晖路街道会议室")
    skill = _train(
        ROAD, "混凝土路面施工", TrainingKind.ON_JOB, date(2026, 3, 6), "工地现场", count=18,
        trade=Trade.objects.get(name="混凝土工"),
    )  # fmt: skip
    people = [one.trainees.count() for one in (road, old, skill)]
    return f"培训3次、{sum(people)}人次：安全培训{people[0]}人和{people[1]}人，以工代训{people[2]}人。"


def _train(
    code: str, title: str, kind: str, day: date, place: str, *, count: int | None = None, **more: Any
) -> Training:
    by, held = the(KEEPERS[code]), project(code)
    values = {
        "title": title, "kind": kind, "project": held, "organizer": unit(ORGANIZERS[code]), "held_on": day,
        "starts": time(9), "ends": time(11, 30), "place": place, "teacher": "安全员（演示）", "note": "", "trade": None,
        **more,
    }  # fmt: skip
    trainees = people_of(code)[:count]
    training = record_training(values=values, trainees=trainees, by=by, at=moment(day, 8))
    sign(training=training, trainees=training.trainees.values_list("pk", flat=True), by=by, at=moment(day, 12))
    return training


def people_of(code: str) -> list[Stated]:
    """Everybody on a project's roster workbook, by real name."""
    rows = read_workbook((FOLDER / ROSTERS[code]).read_bytes(), [ROSTER]).rows
    return [Stated(row["name"], row["id_number"]) for row in rows]


def rosters() -> Iterator[str]:
    for code, name in ROSTERS.items():
        if Engagement.objects.filter(project__code=code).exists():
            yield f"“{name}”已导入过，没有重复导入。"
        else:
            at = BEFORE_WORK if code == ROAD else moment(date(2026, 8, 15), 9)
            yield required(import_roster(**sent(name), project=project(code), by=the(KEEPERS[code]), at=at))
    yield from _changed()


def _changed() -> Iterator[str]:
    """One person moves to another township, two leave: the trail keeps it."""
    stays = Engagement.objects.filter(project__code=ROAD).order_by("pk")
    told = stays.filter(version__gt=0).exists()
    yield from once("名册变更", told=told, act=lambda: _move_and_leave(list(stays)))


def _move_and_leave(stays: list[Engagement]) -> str:
    moved, by = stays[0], the("wang")
    values = {"township": unit("跳磴镇"), "address": "跳磴镇石盘村"}
    change(engagement=moved, values=values, version=moved.version, by=by, at=moment(date(2026, 6, 8), 10))
    gone, day = stays[-2:], date(2026, 8, 31)
    for stay in gone:
        leave(engagement=stay, left_on=day, reason="外出务工", version=stay.version, by=by, at=moment(day, 17))
    return f"名册变更：{moved.name}迁到跳磴镇，{len(gone)}人退场，经过留痕。"


def attendance() -> Iterator[str]:
    period = Period.objects.get(month=MONTH)
    for code, name in SHEETS.items():
        if Attendance.objects.filter(sheet__project__code=code).exists():
            yield f"“{name}”已导入过，没有重复导入。"
        else:
            held, by = project(code), the(KEEPERS[code])
            yield required(import_attendance(**sent(name), project=held, period=period, by=by, at=KEPT_AT))


def this_month() -> Iterator[str]:
    """November is being kept: one team up to the 20th, the other not yet."""
    told = AttendanceSheet.objects.filter(project__code=ROAD, period__month=NOVEMBER).exists()
    yield from once("11月考勤", told=told, act=_this_month)


def _this_month() -> str:
    held, at = project(ROAD), november(21, 9)
    weekdays = [day for number in range(1, 21) if (day := NOVEMBER.replace(day=number)).weekday() < SUNDAY]
    team = Engagement.objects.filter(project=held, team="普工班", left_on=None).order_by("pk")
    days = {stay: dict.fromkeys(weekdays[: len(weekdays) - row % 3], FULL) for row, stay in enumerate(team)}
    save_days(project=held, period=period_of(NOVEMBER, at), days=days, version=None, by=the("wang"), at=at)
    return f"“{held}”11月考勤登记到20日：普工班{len(days)}人，技工班还没有登记。"


def posts() -> Iterator[str]:
    yield from once("公益性岗位", told=WelfarePost.objects.exists(), act=_posts)


def _posts() -> str:
    wang, at = the("wang"), moment(date(2026, 7, 1), 10)
    said = {"township": unit("建胜镇"), "project": project(ROAD), "month_fen": 120_000}
    kept = record_post(values={**said, "title": "道路养护员", "duties": "巡查路面和边沟，清扫落石。"}, by=wang, at=at)
    since = date(2026, 9, 7)
    assign(
        post=kept, person=people_of(ROAD)[-1], starts_on=since, version=kept.version, by=wang, at=moment(since, 9)
    )  # fmt: skip
    record_post(values={**said, "title": "工地保洁员", "duties": "清扫工地生活区。"}, by=wang, at=at)
    return "公益性岗位2个，在岗1人。"


CHAPTERS = (
    Chapter("劳务公司", company),
    Chapter("培训", trainings),
    Chapter("名册", rosters),
    Chapter("考勤", attendance),
    Chapter("公益性岗位", posts),
)
