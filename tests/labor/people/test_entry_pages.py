"""摸底登记 on the page: one person after another, what is known of an ID number, correcting and taking back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from labor.models import LaborSurvey, SurveyPart, SurveyResponse, Trade
from labor.surveys.actions import close_survey, finish_part, open_survey
from labor.surveys.entry_form import said_span, span_of
from labor.surveys.responses import withdraw_response
from tests.labor.people.conftest import form_of
from tests.labor.sheets import id_number
from tests.labor.surveys.conftest import Enter
from units.models import AuditEntry, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NUMBER = id_number(order=2)


def new_url(part: SurveyPart) -> str:
    return reverse("response_new", args=[part.pk])


def test_one_person_is_entered_and_the_form_comes_back_for_the_next(
    client: Client, wang: User, jiansheng: SurveyPart, trades: dict[str, Trade]
) -> None:
    client.force_login(wang)
    skill = trades["砌筑工"].pk
    answer = client.post(new_url(jiansheng), {**form_of(skills=[skill]), "id_number": NUMBER, "next": "1"})
    assert (answer.status_code, answer["Location"]) == (302, new_url(jiansheng))
    saved = SurveyResponse.objects.get()
    assert [saved.name, saved.village, saved.phone_masked] == ["李禾", "民胜村", "139****0002"]
    assert [one.category for one in saved.categories.all()] == ["06", "08"]
    assert [str(one) for one in saved.skills.all()] == ["砌筑工"]
    assert said_span(saved.available_from, saved.available_to) == "2026-12-01至2027-02-28"
    page = client.get(new_url(jiansheng))
    body = page.content.decode()
    assert page.context["form"].initial == {
        "village": "民胜村", "surveyor": "王溪", "surveyed_on": saved.surveyed_on,
    }  # fmt: skip
    assert page.context["counts"] == {"all": 1, "mine": 1}
    assert "已登记李禾" in body
    assert NUMBER not in body
    assert "13900000002" not in body
    assert "今天您已登记 <strong>1</strong> 人" in body


def test_saving_alone_goes_to_the_answers(client: Client, lin: User, jiansheng: SurveyPart) -> None:
    client.force_login(lin)
    answer = client.post(new_url(jiansheng), {**form_of(), "id_number": NUMBER})
    assert answer["Location"] == reverse("response_detail", args=[SurveyResponse.objects.get().pk])
    assert NUMBER not in answer["Location"]


def test_everything_wrong_is_said_at_once_and_everything_typed_is_kept(
    client: Client, wang: User, jiansheng: SurveyPart
) -> None:
    client.force_login(wang)
    sent = form_of(
        name="", phone="139", available="过年前后", categories=None, surveyed_on="2026-12-24", remark="会开车"
    )
    answer = client.post(new_url(jiansheng), {**sent, "id_number": "500104198801010011"})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert not SurveyResponse.objects.exists()
    for said in ("没有填“姓名”", "校验码", "可务工时间看不懂", "没有填“人员类别”", "晚于今天", "手机"):
        assert said in body, said
    for kept in ("500104198801010011", "过年前后", "会开车", 'value="139"', "民胜村"):
        assert kept in body, kept
    assert set(answer.context["form"].errors) == {
        "name", "phone", "available", "categories", "surveyed_on", "id_number",
    }  # fmt: skip


def test_hints_are_told_without_keeping_anybody_out(client: Client, wang: User, jiansheng: SurveyPart) -> None:
    client.force_login(wang)
    old = id_number(born="19600101")
    body = client.post(
        new_url(jiansheng), {**form_of(), "id_number": old, "next": "1"}, follow=True
    ).content.decode()  # fmt: skip
    assert "超过60周岁" in body
    assert SurveyResponse.objects.count() == 1


def test_a_person_is_not_entered_twice(client: Client, wang: User, jiansheng: SurveyPart, enter: Enter) -> None:
    enter(2)
    client.force_login(wang)
    answer = client.post(new_url(jiansheng), {**form_of(), "id_number": NUMBER})
    assert answer.status_code == 422
    assert SurveyResponse.objects.count() == 1
    assert "已经登记" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("zhao", 404), ("leader", 403), ("chen_filer", 404), ("sysadmin", 403)])
def test_only_the_townships_filer_and_the_office_enter(
    client: Client, request: pytest.FixtureRequest, jiansheng: SurveyPart, enter: Enter, who: str, status: int
) -> None:
    response = enter(1)
    client.force_login(request.getfixturevalue(who))
    assert client.get(new_url(jiansheng)).status_code == status
    assert client.post(new_url(jiansheng), form_of()).status_code == status
    assert client.post(reverse("response_known", args=[jiansheng.pk]), {"id_number": NUMBER}).status_code == status
    assert client.get(reverse("response_edit", args=[response.pk])).status_code == status


def test_a_part_that_takes_nothing_says_why(
    client: Client, wang: User, lin: User, at: datetime, jiansheng: SurveyPart, enter: Enter, survey: LaborSurvey
) -> None:
    response = enter(1)
    finish_part(part=jiansheng, by=wang, at=at)
    client.force_login(wang)
    for address in (new_url(jiansheng), reverse("response_edit", args=[response.pk])):
        body = client.get(address).content.decode()
        assert "已经报送" in body
        assert "data-entry" not in body
    answer = client.post(new_url(jiansheng), {**form_of(), "id_number": NUMBER})
    assert answer.status_code == 422
    assert "李禾" in answer.content.decode()
    close_survey(survey=survey, by=lin, at=at)
    assert "已经结束" in client.get(new_url(jiansheng)).content.decode()


def test_today_is_counted_from_midnight(
    client: Client, wang: User, at: datetime, jiansheng: SurveyPart, enter: Enter
) -> None:
    enter(1)
    with time_machine.travel(at + timedelta(days=1), tick=False):
        client.force_login(wang)
        assert client.get(new_url(jiansheng)).context["counts"] == {"all": 1, "mine": 0}


# What is known of an ID number


def known(client: Client, part: SurveyPart, number: str) -> str:
    answer = client.post(reverse("response_known", args=[part.pk]), {"id_number": number})
    assert answer.status_code == 200
    assert number not in answer.content.decode()
    return answer.content.decode()


def test_an_unknown_number_says_nothing_and_a_wrong_one_what_is_wrong(
    client: Client, wang: User, jiansheng: SurveyPart
) -> None:
    client.force_login(wang)
    assert known(client, jiansheng, NUMBER).strip() == ""
    assert "校验码" in known(client, jiansheng, "500104198801010011")
    assert not AuditEntry.objects.filter(act="按身份证号查找人员").exists()


def test_who_is_in_this_survey_already_is_opened_instead(
    client: Client, wang: User, lin: User, zhao: User, jiansheng: SurveyPart, baqiao: SurveyPart, enter: Enter
) -> None:
    response = enter(2)
    client.force_login(wang)
    body = known(client, jiansheng, NUMBER)
    assert "已经登记" in body
    assert reverse("response_edit", args=[response.pk]) in body
    client.force_login(zhao)
    body = known(client, baqiao, NUMBER)
    assert "建胜镇" in body
    assert "张兰" not in body
    assert "responses" not in body
    assert AuditEntry.objects.filter(act="按身份证号查找人员").count() == 2


def test_earlier_answers_are_offered(
    client: Client, wang: User, lin: User, at: datetime, jiansheng: SurveyPart, enter: Enter
) -> None:
    enter(2)
    again = open_survey(
        year=2026, title="补充摸底", opens_on=at.date(), due_on=at.date() + timedelta(days=9), by=lin, at=at
    )
    client.force_login(wang)
    body = known(client, again.parts.get(township=jiansheng.township), NUMBER)
    assert 'data-known-name="张兰"' in body
    assert "接用上次的回答" in body
    assert "&quot;ability&quot;: &quot;full&quot;" in body
    assert "13900000001" not in body


def test_the_number_comes_by_post_alone(client: Client, wang: User, jiansheng: SurveyPart) -> None:
    client.force_login(wang)
    assert client.get(reverse("response_known", args=[jiansheng.pk])).status_code == 405


# One person's answers


def test_a_person_is_corrected_and_the_phone_stays_unless_typed(client: Client, wang: User, enter: Enter) -> None:
    response = enter(1)
    client.force_login(wang)
    address = reverse("response_edit", args=[response.pk])
    body = client.get(address).content.decode()
    assert "139****0001" in body
    assert "13900000001" not in body
    sent = form_of(name="张兰", phone="", version=0, village="建路村")
    assert client.post(address, sent)["Location"] == reverse("response_detail", args=[response.pk])
    response.refresh_from_db()
    assert [response.village, response.phone_masked, response.version] == ["建路村", "139****0001", 1]
    client.post(address, {**sent, "version": 1, "drop_phone": "on"})
    response.refresh_from_db()
    assert response.phone_masked == response.phone_sealed == ""


def test_who_was_too_late_reads_what_stands_now_and_saves_again(client: Client, wang: User, enter: Enter) -> None:
    response = enter(1)
    client.force_login(wang)
    address = reverse("response_edit", args=[response.pk])
    client.post(address, form_of(name="张兰", village="建路村", version=0))
    answer = client.post(address, form_of(name="张兰", village="四民村", version=0))
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "刚被别人修改" in body
    assert "现在是“建路村”，您填的是“四民村”" in body
    assert client.post(address, form_of(name="张兰", village="四民村", version=1)).status_code == 302
    response.refresh_from_db()
    assert response.village == "四民村"


def test_a_correction_that_is_wrong_keeps_what_was_typed(client: Client, wang: User, enter: Enter) -> None:
    response = enter(1)
    client.force_login(wang)
    sent = form_of(name="张兰", village="", remark="会开车", version=0)
    answer = client.post(reverse("response_edit", args=[response.pk]), sent)
    assert answer.status_code == 422
    assert "会开车" in answer.content.decode()
    response.refresh_from_db()
    assert response.village == "民胜村"


def test_the_page_of_the_answers_is_masked_and_offers_what_one_may_do(
    client: Client, wang: User, leader: User, enter: Enter
) -> None:
    response = enter(1)
    address = reverse("response_detail", args=[response.pk])
    client.force_login(wang)
    body = client.get(address).content.decode()
    assert "139****0001" in body
    assert id_number() not in body
    for offered in ("response_edit", "response_withdraw", "response_numbers"):
        assert reverse(offered, args=[response.pk]) in body
    client.force_login(leader)
    body = client.get(address).content.decode()
    assert "民胜村" in body
    assert reverse("response_numbers", args=[response.pk]) not in body
    assert "撤销" not in body.replace("撤销这", "")


def test_answers_are_taken_back_with_a_reason(client: Client, wang: User, enter: Enter) -> None:
    response = enter(1)
    client.force_login(wang)
    address = reverse("response_withdraw", args=[response.pk])
    refused = client.post(address, {"reason": " ", "version": "0"})
    assert refused.status_code == 422
    assert "原因" in refused.content.decode()
    stale = client.post(address, {"reason": "登记错人", "version": "7"})
    assert stale.status_code == 422
    assert "登记错人" in stale.content.decode()
    assert client.post(address, {"reason": "登记错人", "version": "0"}).status_code == 302
    body = client.get(reverse("response_detail", args=[response.pk])).content.decode()
    assert "已撤销" in body
    assert "登记错人" in body
    assert client.get(reverse("response_edit", args=[response.pk])).status_code == 302


def test_the_answers_of_another_township_are_not_there(
    client: Client, zhao: User, chen_filer: User, enter: Enter, wang: User, at: datetime
) -> None:
    response = enter(1)
    for who in (zhao, chen_filer):
        client.force_login(who)
        for page in ("response_detail", "response_edit", "response_numbers"):
            assert client.get(reverse(page, args=[response.pk])).status_code == 404
        assert client.post(reverse("response_withdraw", args=[response.pk])).status_code == 404
    withdraw_response(response=response, reason="登记错人", version=0, by=wang, at=at)


@pytest.mark.parametrize("text", ["", "2026-12-01起", "2027-01-31止", "2026-12-01至2027-01-31"])
def test_days_of_work_are_read_as_they_are_said(text: str) -> None:
    assert said_span(*span_of(text, 2026)) == text
