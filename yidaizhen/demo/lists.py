"""The list of the year: its first version, a supplement, and the second version with what came in, changed and left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from projects.guidance.collections import close_collection, open_collection
from projects.lists.leaving import mark_leaving
from projects.lists.publishing import publish_list, published_sentence
from projects.models import Change, Collection, ListEntry, ListVersion, Nature, ProjectKind, Stage, VersionRow
from projects.nominations.actions import admit
from yidaizhen.demo.nominating import Proposed, submitted
from yidaizhen.demo.telling import MONTH, moment, november, once, the

BASIS = ("渡以工代赈办〔2026〕3号（演示）", "渡以工代赈办〔2026〕9号（演示）")
LEAVES = "2612-500104-04-01-906891"  # 两江四岸葛老溪段治理提升: leaves after the closed month
LEAVES_FOR = "受岸线管控方案调整影响，项目暂缓实施，移出2026年度清单"
SHARED: dict[str, Any] = {
    "unit": "区农业农村委", "filer": "chen", "reviewer": "xu", "sector": "水利", "department": "区农业农村委",
}  # fmt: skip
ADDED = Proposed(
    **SHARED, name="建胜镇民胜村灌溉渠系配套工程", code="2607-500104-04-01-610208", task="灌溉渠道配套",
    township="建胜镇", owner="建胜镇人民政府", site="建胜镇民胜村", content="渠道清淤衬砌2.6公里，配套涵管12处",
    funding="市级补助180；区级配套60", money=(240, 120, 78), people=(18, 11, 18), years=("2026-11", "2027-04"),
    more={"kind": ProjectKind.SPECIAL, "stage": Stage.PREPARATION},
)  # fmt: skip
ADJUSTED = Proposed(
    **SHARED, name="八桥镇排洪沟整治工程", code="2511-500104-04-01-692474", task="河道治理", township="八桥镇",
    owner="八桥镇人民政府", site="八桥镇", content="排洪沟整治3.4公里，增设人行便桥1座",
    funding="中央预算内资金320；区级配套", money=(368, 368, 125), people=(12, 7, 16), years=("2026-02", "2026-12"),
    more={
        "kind": ProjectKind.SPECIAL, "nature": Nature.REBUILD, "stage": Stage.PREPARATION,
        "planned_remuneration_fen": 125_120_000,
    },
)  # fmt: skip


def versions() -> list[int]:
    published = ListVersion.objects.filter(project_list__year=MONTH.year)
    return list(published.values_list("number", flat=True))


def first_version() -> Iterator[str]:
    yield from once("2026年度清单第1版", told=bool(versions()), act=lambda: _publish(0, 9))


def _publish(index: int, day: int) -> str:
    at = november(day, 15) if index else moment(date(2026, 10, day), 15)
    return published_sentence(publish_list(year=MONTH.year, basis=BASIS[index], by=the("lin"), at=at))


def supplement() -> Iterator[str]:
    told = Collection.objects.filter(year=MONTH.year).exists()
    yield from once("2026年度增补申报", told=told, act=_supplement)


def _supplement() -> str:
    """Written by the filer, submitted by the reviewer, admitted by a clerk of the office: three people each time."""
    collection = open_collection(
        year=MONTH.year, due_on=date(2026, 10, 30), by=the("lin"), at=moment(date(2026, 10, 10), 9),
        note="年中增补：已完成前期工作、年内能开工的项目，附批复文件。",
    )  # fmt: skip
    for day, proposed in ((20, ADDED), (21, ADJUSTED)):
        written, signed = moment(date(2026, 10, day), 10), moment(date(2026, 10, day), 16)
        nomination = submitted(proposed, collection, at=written, signed_at=signed)
        admit(nomination=nomination, by=the("he"), at=moment(date(2026, 10, 28), 9), note="符合增补条件。")
    close_collection(collection=collection, by=the("lin"), at=moment(date(2026, 10, 31), 9))
    return f"区农业农村委申报新增“{ADDED.name}”、调整“{ADJUSTED.name}”，办公室同意纳入。"


def second_version() -> Iterator[str]:
    yield from once("2026年度清单第2版", told=len(versions()) > 1, act=_second_version)


def _second_version() -> str:
    entry = ListEntry.objects.get(project_list__year=MONTH.year, project__code=LEAVES)
    mark_leaving(entry=entry, reason=LEAVES_FOR, by=the("lin"), at=november(18, 9))
    said = _publish(1, 18)
    found = VersionRow.objects.filter(version__project_list__year=MONTH.year, version__number=2)
    counts = Counter(found.values_list("change", flat=True))
    told = "、".join(f"{label}{counts[change]}个" for change, label in Change.choices if change != Change.KEPT)
    return f"{said}与第1版相比{told}。"
