"""How long the candidates of a demand of 200 posts take among 100,000 surveyed people.

    python -m tests.servers postgres python benchmarks/matching.py [--people 1000,10000,100000] [--rounds 9]

One database (PostgreSQL when DATABASE_URL names one, SQLite otherwise) is filled step by step with generated people of
eight townships, their skills, wishes and categories; one in ten is on a roster, one in fifty proposed elsewhere. The
office asks for a plain post, and for a skilled one. Medians, the slowest round, how many fit, and queries are printed.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
AIM_SECONDS = 1.0
SEED = 20261001
FROM, TO = date(2026, 12, 1), date(2027, 3, 31)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", default="1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--posts", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yidaizhen-bench-") as folder:
        os.environ.update({"YIDAIZHEN_DATA": folder, "DJANGO_SETTINGS_MODULE": "yidaizhen.settings"})
        world = prepared()
        for people in (int(number) for number in options.people.split(",")):
            fill(world, people)
            measure(world, people, options.rounds, options.posts)


def measure(world: dict[str, Any], people: int, rounds: int, posts: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from labor.demands.matching import candidates, fitting

    for name, demand in (("普通岗位", world["plain"]), ("技术岗位", world["skilled"])):
        demand.headcount = posts
        times = []
        with CaptureQueriesContext(connection) as asked:
            found = candidates(demand=demand, limit=posts, user=world["office"])
        for _ in range(rounds):
            began = time.perf_counter()
            candidates(demand=demand, limit=posts, user=world["office"])
            times.append(time.perf_counter() - began)
        tell(name, people, times, found=len(found), fits=fitting(demand, world["office"]).count(), queries=len(asked))


def tell(name: str, people: int, times: list[float], *, found: int, fits: int, queries: int) -> None:
    median, slowest = statistics.median(times), max(times)
    said = "达到" if slowest < AIM_SECONDS else "未达到"
    print(
        f"{people:>7}人 {name}：中位{median * 1000:7.1f} ms　最慢{slowest * 1000:7.1f} ms　"
        f"符合{fits}人　列出{found}人　查询{queries}次　目标{AIM_SECONDS:g}秒{said}"
    )


def prepared() -> dict[str, Any]:
    """An empty database with the office, a survey of the eight townships, two trades' demands and a busy project."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from labor.models import LaborSurvey, SurveyPart, Trade
    from units.accounts import create_user
    from units.grants import grant_role
    from units.models import Role, Unit
    from units.reference import load_reference

    call_command("migrate", verbosity=0)
    now = timezone.now()
    load_reference(by=None, at=now)
    office = create_user(username="bench", name="测试", password="Ladder-2026", must_change=False, by=None, at=now)
    unit = Unit.objects.get(is_office=True)
    grant_role(user=office, role=Role.OFFICE_ADMIN, unit=unit, starts_on=timezone.localdate(), by=None, at=now)
    trades = [Trade.objects.create(code=f"B{n:02}", name=f"工种{n}", is_skilled=n > 0) for n in range(12)]
    survey = LaborSurvey.objects.create(
        year=2026, title="测试", opens_on=FROM, due_on=TO, opened_at=now, opened_by=office
    )
    parts = [
        SurveyPart.objects.create(survey=survey, township=township, due_on=TO) for township in Unit.objects.townships()
    ]
    world = {"now": now, "office": office, "trades": trades, "survey": survey, "parts": parts, "made": 0}
    return world | demands(world)


def demands(world: dict[str, Any]) -> dict[str, Any]:
    from labor.models import DemandState, LaborDemand
    from projects.models import Nature, Project, ProjectKind, Stage
    from units.models import Sector, Unit, UnitKind

    township, department = world["parts"][0].township, Unit.objects.filter(kind=UnitKind.SECTOR_DEPARTMENT)[0]
    project = Project.objects.create(
        code="2026-500104-04-01-000001", name="产业道路工程", sector=Sector.objects.all()[0], kind=ProjectKind.KEY,
        nature=Nature.NEW, stage=Stage.CONSTRUCTION, township=township, department=department, site="建胜镇",
        content="硬化道路", total_fen=1_000_000, owner_name="建设中心",
    )  # fmt: skip
    office, now = world["office"], world["now"]
    plain, skilled, other = (
        LaborDemand.objects.create(
            project=project, task="路基开挖", trade=trade, headcount=200, starts_on=FROM, ends_on=TO, skills="无",
            day_rate_fen=200_00, place="建胜镇", township=township, contact="周工", phone="023-60000000",
            state=DemandState.PUBLISHED, filed_at=now, filed_by=office, published_at=now, published_by=office,
        )
        for trade in (*world["trades"][:2], world["trades"][0])
    )  # fmt: skip
    return {"project": project, "plain": plain, "skilled": skilled, "other": other}


def fill(world: dict[str, Any], people: int) -> None:
    """Bring the survey up to so many people."""
    from django.db import connection

    source = random.Random(SEED + people)
    while world["made"] < people:
        number = min(5_000, people - world["made"])
        fill_some(world, source, number)
        world["made"] += number
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def fill_some(world: dict[str, Any], source: random.Random, number: int) -> None:
    from labor.models import Category, Engagement, Placement, ResponseCategory, SurveyResponse, Worker

    first = world["made"]
    workers = Worker.objects.bulk_create(
        Worker(
            name=f"人{first + n}", id_sealed="-", id_index=f"bench{first + n}", id_masked="50*", sex="M",
            born_on=date(1955, 1, 1) + timedelta(days=source.randrange(57 * 365)),
        )
        for n in range(number)
    )  # fmt: skip
    responses = SurveyResponse.objects.bulk_create(response(world, source, worker) for worker in workers)
    for relation, most in (("skills", 2), ("wanted", 2)):
        through = getattr(SurveyResponse, relation).through
        through.objects.bulk_create(
            through(surveyresponse_id=one.pk, trade_id=trade.pk)
            for one in responses
            for trade in source.sample(world["trades"], source.randint(0, most))
        )
    ResponseCategory.objects.bulk_create(
        ResponseCategory(response=one, category=category)
        for one in responses
        for category in source.sample(Category.values, source.randint(1, 2))
    )
    office, now = world["office"], world["now"]
    Engagement.objects.bulk_create(
        Engagement(
            project=world["project"], worker=one.worker, name=one.name, address="-", trade=world["trades"][0],
            team="一班", employer="-", relation="service", entered_on=FROM - timedelta(days=30), waiver_reason="-",
            registered_at=now, registered_by=office,
        )
        for one in responses[::10]
    )  # fmt: skip
    Placement.objects.bulk_create(
        Placement(
            demand=world["other"], worker=one.worker, response=one, township=one.part.township, proposed_at=now,
            proposed_by=office,
        )
        for one in responses[5::50]
    )  # fmt: skip


def response(world: dict[str, Any], source: random.Random, worker: Any) -> Any:
    from labor.models import Ability, Employment, SurveyResponse, Willingness

    begins = source.choice([None, FROM - timedelta(days=source.randint(0, 60)), FROM + timedelta(days=20)])
    return SurveyResponse(
        survey=world["survey"], part=source.choice(world["parts"]), worker=worker, name=worker.name, village="一社区",
        ability=source.choices(Ability.values, [90, 7, 3])[0], employment=source.choice(Employment.values),
        willingness=source.choices(Willingness.values, [60, 25, 15])[0], available_from=begins,
        available_to=source.choice([None, TO + timedelta(days=30), TO - timedelta(days=30)]) if begins else None,
        surveyor="王溪", surveyed_on=date(2026, 10, 9), filed_at=world["now"], filed_by=world["office"],
    )  # fmt: skip


if __name__ == "__main__":
    main()
