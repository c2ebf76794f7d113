"""Rows of a nomination sheet: whose they are, and the checks a nomination has beyond the 清单's, each at its cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from projects.imports.listed_project import ListedProject
from projects.imports.opening import check_not_negative
from projects.imports.vocabulary import plain
from projects.models import COSTS, Collection, Nomination, NominationSource, Project
from projects.nominations.completeness import contradictions, costs_differ, taken
from projects.nominations.duplicates import is_exact_site
from projects.nominations.fields import FIELDS
from projects.nominations.intake_picks import PICKS, PICKS_HEADING, CatalogIndex, check_picks
from projects.nominations.permissions import nominates, outside_remit
from units.models import Role, Unit, User
from units.scope import scope_of

NOT_OF_A_NOMINATION = frozenset({"serial", "owner"})


class Known:
    """What rows are compared with, read once: the collection's nominations and the registered projects."""

    def __init__(self, collection: Collection, by: User) -> None:
        """`own` are the units the person files for; None is the office. Likenesses are told of what they may read."""
        scope = scope_of(by)
        self.collection, self.own = collection, None if scope.is_office else scope.unit_ids(Role.UNIT_FILER)
        held = list(collection.nominations.select_related("unit").prefetch_related("items"))
        self.catalog = CatalogIndex(collection.year)
        self.by_code = {nomination.code: nomination for nomination in held if nomination.code}
        self.projects = {project.code: project for project in Project.objects.all()}
        self.places: dict[tuple[str, str], tuple[str, str]] = {}  # (what is alike, value) → (code, where)
        readable = set(collection.nominations.visible_to(by).values_list("pk", flat=True))
        for project in Project.objects.visible_to(by):
            self.note(project.name, project.site, project.township_id, project.code, f"已登记的“{project.name}”")
        for other in (one for one in held if one.pk in readable):
            self.note(other.name, other.site, other.township_id, other.code, f"{other.unit}申报的“{other.name}”")

    def note(self, name: str, site: str, township_id: int | None, code: str, where: str) -> None:
        self.places.setdefault(("name", plain(name)), (code, where))
        self.places.setdefault(("site", f"{township_id} {plain(site)}"), (code, where))


@dataclass(slots=True)
class IntakePlan:
    """What the sheet adds, settled before anything is written; `picks` are the catalog items, row by row of `new`."""

    collection: Collection
    source: NominationSource
    new: list[Nomination] = field(default_factory=list)
    picks: list[list[int]] = field(default_factory=list)
    unchanged: int = 0


def plan_rows(listed: Sequence[ListedProject], known: Known) -> IntakePlan:
    """Check each row as a nomination; problems are recorded on the reading."""
    source = NominationSource.OFFICE if known.own is None else NominationSource.UNIT
    plan = IntakePlan(known.collection, source)
    for row in listed:
        nomination = _nomination(row, known, source)
        picks = check_picks(row.row, known.catalog, nomination.sector_id)
        if _is_held(row, nomination, picks, known):
            plan.unchanged += 1
        else:
            plan.new.append(nomination)
            plan.picks.append(picks)
    return plan


def _nomination(listed: ListedProject, known: Known, source: NominationSource) -> Nomination:
    values = {**listed.project, **listed.entry}
    values = {key: value for key, value in values.items() if key not in NOT_OF_A_NOMINATION}
    nomination = Nomination(
        collection=known.collection, source=source, code=listed.code, project=known.projects.get(listed.code),
        **{key: "" if value is None and key in ("kind", "nature", "stage") else value for key, value in values.items()},
    )  # fmt: skip
    for cost in COSTS:
        setattr(nomination, cost, listed.row[cost])
    check_not_negative(listed.row, COSTS)
    _name_the_unit(listed, nomination, known)
    _check_amounts(listed, nomination)
    _check_likeness(listed, nomination, known)
    return nomination


def _name_the_unit(listed: ListedProject, nomination: Nomination, known: Known) -> None:
    """The office proposes for the department in charge; a filer for the own unit that the row names."""
    row, department, township = listed.row, nomination.department, nomination.township
    if known.own is None:
        if department and nominates(department):
            nomination.unit = department
        elif department and row.valid("department"):
            row.problem("department", "department_wrong", f"{department}不主管任何领域，请填行业主管部门。")
        return
    unit = next((one for one in (department, township) if one and one.pk in known.own and nominates(one)), None)
    if unit is None:
        _not_own(listed, department, township)
        return
    nomination.unit = unit
    for key, sentence in outside_remit(nomination, unit):
        row.problem(key, "outside_remit", sentence)


def _not_own(listed: ListedProject, department: Unit | None, township: Unit | None) -> None:
    if department and township and listed.row.valid("department", "township"):
        message = "行业主管部门和责任镇街都不是您所在单位：只能申报本部门主管或本辖区的项目，请更正或删去这一行。"
        listed.row.problem("department", "not_own", message)


def _check_amounts(listed: ListedProject, nomination: Nomination) -> None:
    row = listed.row
    if row.valid("total_fen"):
        sentence = costs_differ(nomination.total_fen, [getattr(nomination, cost) for cost in COSTS])
        if sentence and not any(row.invalid(cost) for cost in COSTS):
            row.problem("total_fen", "parts_differ", sentence)
    for lack in contradictions(nomination):
        row.problem(lack.field, "contradiction", lack.sentence)


def _check_likeness(listed: ListedProject, nomination: Nomination, known: Known) -> None:
    """Warn of the same name or site under another code; similar names are looked for on the nomination's page."""
    site = plain(nomination.site)
    alike: list[tuple[str, str, str]] = [("name", plain(nomination.name), "项目名称")]
    if is_exact_site(nomination, site):
        alike.append(("site", f"{nomination.township_id} {site}", "建设地点"))
    for key, value, said in alike:
        code, where = known.places.get((key, value), (listed.code, ""))
        if code != listed.code and listed.row.valid(key):
            message = f"{said}与{where}相同，请核对是否同一项目。"
            listed.row.problem(key, f"same_{key}", message, warning=True)


def _is_held(listed: ListedProject, nomination: Nomination, picks: list[int], known: Known) -> bool:
    """Whether the collection has this very row; another unit's, or another content, is an error."""
    held = known.by_code.get(listed.code) if listed.code else None
    if held is None or nomination.unit_id is None:
        return False
    if held.unit_id != nomination.unit_id:
        listed.row.problem("code", "double_nomination", taken(held, nomination.unit_id))
        return False
    differing = [*_differing(held, nomination), *_differing_picks(held, picks, listed)]
    if differing:
        message = (
            f"本单位已申报这个项目（{held.get_state_display()}），表中“{'、'.join(differing)}”与已申报的不同。"
            "导入不改写已有申报，请在申报页上修改，或从表中删去这一行。"
        )
        listed.row.problem("code", "already_nominated", message)
    return not differing


def _differing(held: Nomination, said: Nomination) -> Iterable[str]:
    columns = {one.name: Nomination._meta.get_field(one.name).attname for one in FIELDS}  # type: ignore[union-attr]
    return [one.label for one in FIELDS if _value(held, columns[one.name]) != _value(said, columns[one.name])]


def _differing_picks(held: Nomination, picks: list[int], listed: ListedProject) -> Iterable[str]:
    """用工环节 that differ; a sheet without the column says nothing of them."""
    if listed.row.reading.has(PICKS) and {item.guidance_id for item in held.items.all()} != set(picks):
        yield PICKS_HEADING


def _value(nomination: Nomination, column: str) -> Any:
    value = getattr(nomination, column)
    return value.strip() if isinstance(value, str) else value
