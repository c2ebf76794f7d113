"""One of everything that has a page on this floor, all of it about people of 建胜镇, and its addresses.

Each subject names the addresses of its own pages in its `world.keys`; here the worlds stand beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import CharField

from labor.models import Engagement, Placement, SurveyResponse, TrainingFile, WageRoll, Worker
from projects.models import Project
from tests.labor.alerts.world import keys as of_alerts
from tests.labor.archive.world import keys as of_archive
from tests.labor.attendance.world import keys as of_attendance
from tests.labor.clocks.world import keys as of_clocks
from tests.labor.companies.world import keys as of_companies
from tests.labor.demands.world import keys as of_demands
from tests.labor.notices.world import keys as of_notices
from tests.labor.pay.building_world import keys as of_building
from tests.labor.pay.checking_world import keys as of_checking
from tests.labor.pay.world import keys as of_way
from tests.labor.payments.receipts_world import keys as of_receipts
from tests.labor.payments.world import keys as of_payments
from tests.labor.people.world import keys as of_people
from tests.labor.placements.world import keys as of_placements
from tests.labor.rosters.world import keys as of_rosters
from tests.labor.sheets import id_number
from tests.labor.situation.world import keys as of_situation
from tests.labor.slips.world import keys as of_slips
from tests.labor.surveys.world import OF_PARTS, OF_SURVEYS
from tests.labor.trainings.world import keys as of_trainings
from units.models import User
from units.secrecy import blind_index, seal, unseal

VILLAGE = "望江崖村"  # as no example on a page is called
PHONE = "13800001234"
OF_ROLL = ("roll_detail", "roll_export", "roll_void")
OF_ROLLS = ("roll_list", "roll_list_export", "import_roll", "roll_template", "roll_overlaps", "roll_overlaps_export")

Keys = dict[str, dict[str, Any]]


def keys(
    *,
    people: dict[str, User],
    road: Project,
    roll: WageRoll,
    response: SurveyResponse,
    stay: Engagement,
    file: TrainingFile,
) -> Keys:
    """The arguments of each address, by its name.

    Args:
        people: the cast by name: lin, wang, chen_filer, chen_reviewer.
        road: 建胜镇's project with `roll`, `stay` on its roster and `file` of its training.
        response: answers of a survey of 建胜镇; its person is the one proposed for work.
    """
    lin, wang = people["lin"], people["wang"]
    asking = {"project": road, "filer": people["chen_filer"], "reviewer": people["chen_reviewer"]}
    return {
        "parameter_list": {},
        **_of_survey(response),
        **of_people(response=response, stay=stay),
        **of_demands(**asking),
        **_placed(of_placements(**asking, bringer=wang, lin=lin)),
        **of_situation(),
        **of_trainings(file),
        **of_rosters(stay),
        **of_attendance(road, "2026-11"),
        **of_building(stay=stay, roll=roll, filer=lin),
        **_of_rolls(roll),
        **of_way(roll=roll, filer=people["chen_filer"]),
        **of_checking(project=road, filer=people["chen_filer"]),
        **of_companies(road=road, lin=lin),
        **of_notices(project=road, filer=people["chen_filer"], poster=wang),
        **of_clocks(road, lin),
        **of_payments(project=road, filer=people["chen_filer"]),
        **of_receipts(roll=roll, lin=lin),
        **of_alerts(project=road),
        **of_archive(roll=roll),
        **of_slips(line=roll.lines.select_related("period").order_by("pk")[0]),
    }


def _of_survey(response: SurveyResponse) -> Keys:
    ofs = {name: {"pk": response.survey_id} for name in OF_SURVEYS}
    return {"survey_list": {}, "survey_new": {}, **ofs, **{name: {"pk": response.part_id} for name in OF_PARTS}}


def _placed(made: Keys) -> Keys:
    """The person proposed there has no number of their own yet: now with one, to be looked for in the answers."""
    number = id_number(order=77)
    person = Worker.objects.filter(placements=Placement.objects.get(pk=made["placement_detail"]["pk"]))
    masked = f"{number[:4]}***********{number[-3:]}"
    person.update(id_sealed=seal(number), id_index=blind_index(number), id_masked=masked, id_tail=number[-3:])
    return made


def _of_rolls(roll: WageRoll) -> Keys:
    line = roll.lines.order_by("pk")[0]
    of_roll = {name: {"pk": roll.pk} for name in OF_ROLL}
    return {**dict.fromkeys(OF_ROLLS, {}), **of_roll, "roll_line_numbers": {"pk": line.pk}}


def full_numbers() -> set[str]:
    """Every ID, phone and card number the house has sealed: no answer holds one of them."""
    return {number for sealed in _told("_sealed") if len(number := unseal(sealed)) >= len(PHONE)}


def told_of_people() -> set[str]:
    """What pages may say of the world's people to those who handle them, and to nobody else: names, masked numbers."""
    named = {*Worker.objects.values_list("name", flat=True), *SurveyResponse.objects.values_list("name", flat=True)}
    return {*named, *(shown for shown in _told("_masked") if shown), VILLAGE}


def _told(ending: str) -> Iterator[str]:
    """The values of every field of this floor whose name ends so."""
    for model in apps.get_app_config("labor").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, CharField) and field.name.endswith(ending):
                yield from model._default_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
