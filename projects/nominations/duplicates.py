"""Suspicions that a nomination is a project already proposed or registered: shown beside it, never a refusal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from projects.imports.vocabulary import plain
from projects.models import Nomination, NominationState, Project

ALIKE = 0.8  # ratio of matching characters from which two names are worth a second look (办公室自定)


class Likeness(StrEnum):
    """What makes two projects look like one."""

    CODE = "same_code"
    NAME = "same_name"
    SIMILAR = "similar_name"
    SITE = "same_site"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One other project it may be: which kind of likeness, the sentence, and where the other stands."""

    kind: Likeness
    sentence: str
    nomination_id: int | None = None
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """One project that is compared with: a nomination of the year, or a registered project."""

    name: str
    site: str
    township_id: int | None
    code: str
    where: str
    nomination_id: int | None = None
    project_id: int | None = None


class Neighborhood:
    """All that a year's nominations are compared with; read once (two queries) for any number of them."""

    def __init__(self, year: int) -> None:
        self.by_township: dict[int | None, list[Other]] = defaultdict(list)
        self.by_name: dict[str, list[Other]] = defaultdict(list)
        self.by_code: dict[str, list[Other]] = defaultdict(list)
        for other in (*_nominated(year), *_registered()):
            self.by_township[other.township_id].append(other)
            self.by_name[other.name].append(other)
            self.by_code[other.code].append(other)

    def suspicions(self, nomination: Nomination) -> list[Suspicion]:
        """At most one for each other project, the strongest likeness first named."""
        one = _one(nomination)
        found = (_suspicion(one, other) for other in self._near(one) if not _is_itself(one, other))
        return [suspicion for suspicion in found if suspicion is not None]

    def _near(self, one: Other) -> Iterable[Other]:
        """All that can be like it: the same code, the same name anywhere, or in the same township."""
        coded = self.by_code.get(one.code, []) if one.code else []
        neighbors = self.by_township.get(one.township_id, []) if one.township_id else []
        return dict.fromkeys((*coded, *self.by_name.get(one.name, []), *neighbors))


def suspicions(nomination: Nomination) -> list[Suspicion]:
    """What one nomination may be a double of, among the year's nominations and the registered projects."""
    return Neighborhood(nomination.collection.year).suspicions(nomination)


def _one(nomination: Nomination) -> Other:
    """The nomination itself, ready to compare; a site that every project of the township shares says nothing."""
    site = plain(nomination.site)
    told = site if is_exact_site(nomination, site) else ""
    return Other(plain(nomination.name), told, nomination.township_id, nomination.code, "", nomination_id=nomination.pk)


def _nominated(year: int) -> Iterator[Other]:
    rows = Nomination.objects.filter(collection__year=year).exclude(state=NominationState.DECLINED)
    for row in rows.select_related("unit"):
        where = f"{row.unit}本年度申报的“{row.name}”"
        yield Other(plain(row.name), plain(row.site), row.township_id, row.code, where, nomination_id=row.pk)


def _registered() -> Iterator[Other]:
    for row in Project.objects.only("name", "site", "township_id", "code"):
        where = f"已登记的“{row.name}”（{row.code}）"
        yield Other(plain(row.name), plain(row.site), row.township_id, row.code, where, project_id=row.pk)


def _is_itself(one: Other, other: Other) -> bool:
    """The nomination itself, or the project it is a nomination of (the same code)."""
    if other.nomination_id is not None:
        return other.nomination_id == one.nomination_id
    return bool(one.code) and other.code == one.code


def _suspicion(one: Other, other: Other) -> Suspicion | None:
    found = _likeness(one, other)
    if found is None:
        return None
    kind, said = found
    sentence = f"{said}{other.where}，请核对是否同一项目。"
    return Suspicion(kind, sentence, other.nomination_id, other.project_id)


def _likeness(one: Other, other: Other) -> tuple[Likeness, str] | None:
    if one.code and one.code == other.code:
        return Likeness.CODE, "项目代码相同："
    if one.name == other.name:
        return Likeness.NAME, "项目名称相同："
    near = one.township_id is not None and one.township_id == other.township_id
    if near and _alike(one.name, other.name):
        return Likeness.SIMILAR, "同一镇街的项目名称相近："
    if near and one.site and one.site == other.site:
        return Likeness.SITE, "建设地点相同："
    return None


def is_exact_site(nomination: Nomination, site: str) -> bool:
    """A site that says no more than the township's name is shared by all of its projects."""
    return bool(site) and nomination.township is not None and site not in map(plain, nomination.township.names)


def _alike(one: str, other: str) -> bool:
    if 2 * min(len(one), len(other)) < ALIKE * (len(one) + len(other)):
        return False  # too unlike in length: not worth a matcher
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
