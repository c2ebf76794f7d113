"""Where a lack is mended: the address of the page for each place a `Missing` may name."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from projects.models import Project, ProofKind
from projects.proofs.permissions import STAGE_KINDS, why_not_record
from projects.stages.missing import Missing
from units.models import User


@dataclass(frozen=True, slots=True)
class Lack:
    """One lack on a page: the sentence and, where this person may mend it, the page and what it is called.

    `by_others` says that it is mended by a proof this person does not record.
    """

    sentence: str
    url: str = ""
    label: str = ""
    by_others: bool = False


def lack_of(missing: Missing, project: Project, user: User) -> Lack:
    """The lack with its link; without one where another person has to mend it."""
    kind = next((kind for kind in STAGE_KINDS if kind == missing.place), None)
    if kind is not None:
        if why_not_record(user, project, kind):
            return Lack(missing.sentence, by_others=True)
        return Lack(missing.sentence, address("proof_new", project.pk, kind.value), f"登记{kind.label}")
    url, label = _page(missing.place, project)
    return Lack(missing.sentence, url, label)


def _page(place: str, project: Project) -> tuple[str, str]:
    if place == ProofKind.RECTIFICATION:
        return address("rectification_list", project=project.pk), "看本项目整改"
    if place == "rolls":
        return address("roll_list", project=project.pk), "看本项目发放表"
    if place == "roster":
        return address("roster_detail", project.pk), "看本项目花名册"
    if place == "list":
        return address("annual_list"), "看年度清单"
    return "", ""


def address(name: str, *arguments: object, project: int | None = None) -> str:
    """The address of a page, asked for one project's rows; "" where the house is set up without that page."""
    try:
        found = reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
    return f"{found}?project={project}" if project else found
