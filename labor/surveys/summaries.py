"""Sums of a survey: people (人) by township, village, age, skill, willingness and category, in constant queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from labor.models import (
    Ability,
    Category,
    Employment,
    LaborSurvey,
    ResponseCategory,
    SurveyResponse,
    Trade,
    Willingness,
)
from labor.surveys.standing import PartLine, part_lines
from units.models import Unit, User

# Full years on the day of counting, both ends included (办公室自定); people under 16 are never entered.
AGE_BANDS: tuple[tuple[int, int | None], ...] = ((16, 24), (25, 34), (35, 44), (45, 54), (55, 60), (61, None))
OVERLAP = "一人可有几类（几项），分项可重叠，合计不等于总人数。"


@dataclass(frozen=True, slots=True)
class Line:
    """How many people are of one kind; `key` is what a filter takes."""

    key: str
    label: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveySummary:
    """People of a survey (or one township of it), each counted once in `people`.

    Villages, ages, willingness, ability and employment add up to `people`; categories and skills may overlap
    (`overlap` is the sentence that says so), and a person without a skill stands in none of `skills`.
    """

    people: int
    parts: Sequence[PartLine]
    villages: Sequence[Line]
    ages: Sequence[Line]
    willingness: Sequence[Line]
    abilities: Sequence[Line]
    employment: Sequence[Line]
    categories: Sequence[Line]
    skills: Sequence[Line]
    overlap: str = OVERLAP


def summarize(*, survey: LaborSurvey, by: User, on: date, township: Unit | None = None) -> SurveySummary:
    """Count the answers in force that `by` may see, ages as of the day `on`.

    Args:
        township: count this one alone.
    """
    answers = SurveyResponse.objects.visible_to(by).in_force().filter(survey=survey).order_by()
    if township is not None:
        answers = answers.filter(part__township=township)
    counted = answers.aggregate(people=Count("pk"), **_wanted_counts(on))
    return SurveySummary(
        people=counted["people"],
        parts=[
            line
            for line in part_lines([survey], by=by, on=on)[survey.pk]
            if township is None or line.part.township_id == township.pk
        ],
        villages=_villages(answers),
        ages=[Line(_age_key(band), age_label(*band), counted[_age_key(band)]) for band in AGE_BANDS],
        willingness=_chosen("willingness", Willingness.choices, counted),
        abilities=_chosen("ability", Ability.choices, counted),
        employment=_chosen("employment", Employment.choices, counted),
        categories=_categories(answers),
        skills=_skills(answers),
    )


def born_between(youngest: int, oldest: int | None, on: date) -> Q:
    """Workers of these full years of age on a day, both included, counted from the birthday itself."""
    within = Q(worker__born_on__lte=_years_before(on, youngest))
    return within if oldest is None else within & Q(worker__born_on__gt=_years_before(on, oldest + 1))


def age_label(youngest: int, oldest: int | None) -> str:
    """ "25—34岁", "61岁及以上"."""
    return f"{youngest}岁及以上" if oldest is None else f"{youngest}—{oldest}岁"


def _age_key(band: tuple[int, int | None]) -> str:
    return f"age_{band[0]}"


def _years_before(day: date, years: int) -> date:
    """The birthday of those who turn `years` on the day; the last of February where there is no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


CHOSEN = {"willingness": Willingness, "ability": Ability, "employment": Employment}


def _wanted_counts(on: date) -> dict[str, Count]:
    """Everything that one pass over the answers can count."""
    ages = {_age_key(band): Count("pk", filter=born_between(*band, on)) for band in AGE_BANDS}
    chosen = {
        f"{name}_{value}": Count("pk", filter=Q(**{name: value}))
        for name, choices in CHOSEN.items()
        for value in choices.values
    }
    return {**ages, **chosen}


def _chosen(name: str, choices: Sequence[tuple[str, str]], counted: dict[str, int]) -> list[Line]:
    return [Line(str(value), str(label), counted[f"{name}_{value}"]) for value, label in choices]


def _villages(answers: QuerySet[SurveyResponse]) -> list[Line]:
    """Villages of the same name in two townships are two."""
    rows = answers.values_list("part__township__name", "village").annotate(people=Count("pk"))
    ordered = rows.order_by("part__township__code", "village")
    return [Line(village, f"{township} {village}", people) for township, village, people in ordered]


def _categories(answers: QuerySet[SurveyResponse]) -> list[Line]:
    rows = ResponseCategory.objects.filter(response__in=answers.values("pk")).order_by()
    found = dict(rows.values_list("category").annotate(people=Count("pk")))
    return [Line(str(value), str(label), found.get(value, 0)) for value, label in Category.choices]


def _skills(answers: QuerySet[SurveyResponse]) -> list[Line]:
    """Trades somebody can do, most people first."""
    trades = Trade.objects.filter(skilled__in=answers.values("pk")).order_by()
    rows = trades.values_list("code", "name").annotate(people=Count("skilled")).order_by("-people", "code")
    return [Line(code, name, people) for code, name, people in rows]
