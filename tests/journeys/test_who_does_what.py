"""From a proposal to a task pressed for until it is done, and from a township's problem to a report to the district."""

from __future__ import annotations

import pytest

from tests.journeys import issue_steps, meeting_steps, task_steps
from tests.journeys.conftest import SignIn
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def scene() -> str:
    return "tests.journeys.duties"


def test_a_proposal_becomes_tasks_and_a_problem_goes_up(sign_in: SignIn, site: Site) -> None:
    lin, he, wang, sun, xu, chen, ren, leader = map(
        sign_in, ("lin", "he", "wang", "sun", "xu", "chen", "ren", "leader")
    )
    meeting_steps.the_township_proposes(wang)
    meeting_steps.the_office_decides(lin)
    meeting_steps.the_clerk_prepares(he)
    meeting_steps.the_notice_goes_out(lin)
    meeting_steps.a_unit_answers(xu, "徐岭")
    meeting_steps.a_unit_answers(sun, "孙河")
    pass_by(site, "the_meeting_has_come")
    meeting_steps.sign_in(xu, "徐岭")
    meeting_steps.sign_in(sun, "孙河")
    meeting_steps.the_clerk_signs_in(he, "市劳动经济学会", meeting_steps.EXPERT)
    meeting_steps.the_clerk_writes_the_minutes(he)
    meeting_steps.the_minutes_are_issued(lin)
    task_steps.the_department_reports(chen)
    task_steps.the_office_accepts(lin)
    pass_by(site, "the_townships_day_is_past")
    task_steps.the_overdue_one_is_pressed_for(lin)
    task_steps.the_township_signs_for_it(sun)
    task_steps.the_filer_writes_the_answer(wang)
    task_steps.the_reviewer_sends_it(sun)
    task_steps.the_office_closes_it(he)
    issue_steps.the_township_raises_it(wang)
    issue_steps.the_office_assigns_it(lin)
    issue_steps.the_leading_unit_answers(ren)
    issue_steps.it_becomes_a_major_matter(he)
    issue_steps.the_director_checks(lin)
    issue_steps.the_leader_signs(leader)
    issue_steps.the_report_goes_up(lin)
    issue_steps.the_answer_is_recorded(lin)


def pass_by(site: Site, what: str) -> None:
    """Move days in the site's database: no clock can be set in the product."""
    site.manage("shell", "-c", f"from tests.journeys.duties import {what}; {what}()")
