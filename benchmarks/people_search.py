"""How long finding a person takes among 1,000, 10,000 and 100,000 surveyed people.

    python -m tests.servers postgres python benchmarks/people_search.py [--people 1000,10000,100000] [--rounds 40]

Each size has a database of its own (PostgreSQL when DATABASE_URL names one, SQLite otherwise) of generated people in
eight townships with skills and categories. The office, and the filer of one township, look for a whole name, for one
character of a name, for a full ID number and for its last three digits; sizes, askers and searches take turns. Medians,
95th percentiles, the ratio to the smallest size, people found and queries are printed.
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
SEED = 20261123
BATCH = 5_000
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英文辉建华玉秀珍国庆春梅海燕志红云飞龙凤德福禄禾溪岭"
Key = tuple[int, str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", default="1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    sizes = [int(number) for number in options.people.split(",")]
    with tempfile.TemporaryDirectory(prefix="yidaizhen-bench-") as folder:
        os.environ.update({"YIDAIZHEN_DATA": folder, "DJANGO_SETTINGS_MODULE": "yidaizhen.settings"})
        tell(measure(sizes, options.rounds, Path(folder)), sizes)


def measure(sizes: list[int], rounds: int, folder: Path) -> dict[Key, dict[str, Any]]:
    """Ask everything of every size in turn; the first round warms up and counts the queries."""
    import django

    django.setup()
    from django.db import connections

    worlds = {size: world_of(size, folder) for size in sizes}
    found: dict[Key, dict[str, Any]] = {}
    for number in range(rounds + 1):
        for size, world in worlds.items():
            connections["default"] = world["connection"]
            for who, user in world["askers"].items():
                for what, text in world["searches"].items():
                    key = (size, who, what)
                    if number:
                        found[key]["times"].append(seconds(text, user))
                    else:
                        found[key] = {"times": [], **cost(text, user)}
    for world in worlds.values():
        world["connection"].close()
    return found


def cost(text: str, user: Any) -> dict[str, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        total = search(text, user)
    return {"queries": len(asked), "people": total}


def seconds(text: str, user: Any) -> float:
    began = time.perf_counter()
    search(text, user)
    return time.perf_counter() - began


def search(text: str, user: Any) -> int:
    """One search as the page does it, with everything the page shows of each person."""
    from django.utils import timezone

    from labor.surveys.finding import find_people

    user.__dict__.pop("_scopes", None)  # a request reads the person's roles anew
    found = find_people(text=text, by=user, at=timezone.now())
    for person in found.people:
        if person.response:
            [str(one) for one in (*person.response.categories.all(), *person.response.skills.all())]
    return found.total


def world_of(size: int, folder: Path) -> dict[str, Any]:
    """A database of so many surveyed people, who asks in it, and what for."""
    from django.core.management import call_command
    from django.db import connections

    connection = connections.create_connection("default")
    connection.settings_dict = {**connection.settings_dict, "NAME": database(size, folder)}
    connections["default"] = connection
    call_command("migrate", verbosity=0)
    world = prepared() | {"connection": connection}
    source = random.Random(SEED)
    for first in range(0, size, BATCH):
        fill(world, source, first, min(BATCH, size - first))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    number, name = world["someone"]
    return world | {"searches": {"全名": name, "一个字": name[-1], "完整号码": number, "后三位": number[-3:]}}


def database(size: int, folder: Path) -> str:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return str(folder / f"{size}.sqlite3")
    from tests.servers import new_database

    return new_database(url).rpartition("/")[2]


def prepared() -> dict[str, Any]:
    """The office, a township's filer, a survey of the eight townships and some trades."""
    from django.utils import timezone

    from labor.models import LaborSurvey, SurveyPart, Trade
    from units.accounts import create_user
    from units.grants import grant_role
    from units.models import Role, Unit
    from units.reference import load_reference

    now, today = timezone.now(), timezone.localdate()
    load_reference(by=None, at=now)
    townships = list(Unit.objects.townships())
    askers = {}
    for who, role, unit in (
        ("办公室", Role.OFFICE_ADMIN, Unit.objects.get(is_office=True)),
        ("镇街", Role.UNIT_FILER, townships[0]),
    ):
        user = create_user(username=role, name=who, password="Ladder-2026", must_change=False, by=None, at=now)
        grant_role(user=user, role=role, unit=unit, starts_on=today, by=None, at=now)
        askers[who] = user
    survey = LaborSurvey.objects.create(
        year=2026, title="测试", opens_on=today, due_on=today, opened_at=now, opened_by=askers["办公室"]
    )
    parts = [SurveyPart.objects.create(survey=survey, township=one, due_on=today) for one in townships]
    trades = [Trade.objects.create(code=f"B{n:02}", name=f"工种{n}") for n in range(12)]
    return {"askers": askers, "survey": survey, "parts": parts, "trades": trades, "now": now}


def fill(world: dict[str, Any], source: random.Random, first: int, number: int) -> None:
    from documents.formats import mask_id
    from labor.models import Category, ResponseCategory, SurveyResponse, Worker
    from units.secrecy import blind_index, seal

    numbers = [id_number(source, first + n) for n in range(number)]
    sealed = seal(numbers[0])  # as long as any other; sealing each would only take time
    workers = Worker.objects.bulk_create(
        Worker(
            name=name_of(source), id_sealed=sealed, id_index=blind_index(one), id_masked=mask_id(one), id_tail=one[-3:],
            sex="M", born_on=date(int(one[6:10]), int(one[10:12]), int(one[12:14])),
        )
        for one in numbers
    )  # fmt: skip
    responses = SurveyResponse.objects.bulk_create(response(world, worker, n) for n, worker in enumerate(workers))
    through = SurveyResponse.skills.through
    through.objects.bulk_create(
        through(surveyresponse_id=one.pk, trade_id=source.choice(world["trades"]).pk) for one in responses
    )
    ResponseCategory.objects.bulk_create(
        ResponseCategory(response=one, category=category)
        for one in responses
        for category in source.sample(Category.values, source.randint(1, 2))
    )
    world.setdefault("someone", (numbers[0], workers[0].name))


def id_number(source: random.Random, order: int) -> str:
    """An invented number whose check digit is right; each order makes another."""
    from stdnum.cn import ric

    born = date(1960, 1, 1) + timedelta(days=order % 16_000)
    body = f"500104{born:%Y%m%d}{(order // 16_000) * 100 + source.randrange(100):03d}"
    return body + str(ric.calc_check_digit(f"{body}0"))


def name_of(source: random.Random) -> str:
    return source.choice(SURNAMES) + "".join(source.choices(GIVEN, k=source.choice((1, 2, 2))))


def response(world: dict[str, Any], worker: Any, order: int) -> Any:
    from labor.models import Ability, Employment, SurveyResponse, Willingness

    return SurveyResponse(
        survey=world["survey"], part=world["parts"][order % len(world["parts"])], worker=worker, name=worker.name,
        village="一社区", ability=Ability.FULL, employment=Employment.UNEMPLOYED, willingness=Willingness.YES,
        phone_masked="139****0001", surveyor="王溪", surveyed_on=date(2026, 10, 9), filed_at=world["now"],
        filed_by=world["askers"]["办公室"],
    )  # fmt: skip


def tell(found: dict[Key, dict[str, Any]], sizes: list[int]) -> None:
    smallest = min(sizes)
    for (size, who, what), seen in found.items():
        median, high = statistics.median(seen["times"]), p95(seen["times"])
        ratio = median / statistics.median(found[smallest, who, what]["times"])
        print(
            f"{size:>7}人 {who} {what}：中位{median * 1000:7.1f} ms　p95{high * 1000:7.1f} ms　"
            f"为{smallest}人的{ratio:5.2f}倍　找到{seen['people']}人　查询{seen['queries']}次"
        )
    for who, what in dict.fromkeys((who, what) for _, who, what in found):
        counts = {found[size, who, what]["queries"] for size in sizes}
        said = "不随人数变化" if len(counts) == 1 else "随人数变化"
        print(f"{who} {what}：查询{'、'.join(map(str, sorted(counts)))}次，{said}。")


def p95(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(len(times) * 0.95))]


if __name__ == "__main__":
    main()
