"""One labor company with somebody on site, one vacant and one filled welfare post, and the addresses that name them."""

from __future__ import annotations

from datetime import date
from typing import Any

from labor.companies.companies import record_company
from labor.companies.posts import assign, record_post
from labor.models import LaborCompany, WelfarePost
from labor.real_names import Stated
from projects.models import Project
from tests.labor.conftest import AT
from tests.labor.sheets import id_number
from units.models import Unit, User

OF_NOTHING = ("company_list", "company_new", "company_export", "welfare_list", "welfare_new", "welfare_export")
OF_COMPANY = ("company_detail", "company_edit", "company_retire", "company_restore")
OF_FILLED = ("welfare_end", "welfare_void")
PERSON = Stated("周岗", id_number("19790606", 61))


def keys(*, road: Project, lin: User, **_: Any) -> dict[str, dict[str, Any]]:
    """The arguments of each page's address: a company of 建胜镇 and two posts of its road, one of them filled."""
    company = a_company(lin)
    filled = a_filled_post(lin, road)
    vacant = record_post(values=of_post(road, title="工地保洁员"), by=lin, at=AT)
    of_company, of_filled = {"pk": company.pk}, {"pk": filled.pk}
    return {
        **dict.fromkeys(OF_NOTHING, {}),
        **dict.fromkeys(OF_COMPANY, of_company),
        **dict.fromkeys(OF_FILLED, of_filled),
        "welfare_assign": {"pk": vacant.pk},
    }


def a_company(by: User, **changes: Any) -> LaborCompany:
    """A company of 建胜镇 led by a village."""
    said = {
        "name": "建胜劳务有限公司", "credit_code": "91500104MA61DEM000", "township": Unit.objects.get(name="建胜镇"),
        "contact": "何某", "phone": "023-68000000", "founded_on": date(2023, 3, 1), "is_collective": True, "note": "",
    }  # fmt: skip
    return record_company(values=said | changes, by=by, at=AT)


def of_post(project: Project | None, **changes: Any) -> dict[str, Any]:
    """What a post of 建胜镇 states."""
    said = {
        "title": "道路养护员", "township": Unit.objects.get(name="建胜镇"), "project": project,
        "month_fen": 1_200_00, "duties": "巡查路面和边沟",
    }  # fmt: skip
    return said | changes


def a_filled_post(by: User, project: Project | None, person: Stated = PERSON, **changes: Any) -> WelfarePost:
    """A post with somebody on it since 2026-11-02."""
    post = record_post(values=of_post(project, **changes), by=by, at=AT)
    return assign(post=post, person=person, starts_on=date(2026, 11, 2), version=post.version, by=by, at=AT)
