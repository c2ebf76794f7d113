"""The ledger and a session's page: who sees what, counts, filters, marks, the sheet to be signed; numbers masked."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from labor.models import Trainee, Training, TrainingFile, TrainingKind
from labor.trainings.actions import record_training, sign, void_training
from labor.trainings.counts import YearOfTraining, year_counts
from labor.trainings.files import add_files
from projects.models import Project
from tests.labor.sheets import id_number
from tests.labor.surveys.pages import act, cells, look, text_of
from tests.labor.trainings.conftest import Hold, person, picture, session
from tests.labor.trainings.world import OF_FILE, OF_NOTHING, OF_TRAINING, keys
from tests.projects.uploads import upload
from units.models import AuditEntry, Unit, User

FULL = re.compile(r"(?<![0-9])[0-9]{17}[0-9X](?![0-9])")


@pytest.fixture(autouse=True)
def _now(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=True):
        yield


def everybody(training: Training) -> list[int]:
    return list(training.trainees.values_list("pk", flat=True))


def titles(answer: object) -> list[str]:
    return [one.title for one, _ in answer.context["rows"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("who", "status"),
    [("lin", 200), ("leader", 200), ("wang", 200), ("zhao", 404), ("chen_filer", 404), ("sysadmin", 403),
     ("security", 403), ("auditor", 403)],
)  # fmt: skip
def test_who_opens_a_townships_own_session(
    request: pytest.FixtureRequest, photo: TrainingFile, who: str, status: int
) -> None:
    user, addresses = request.getfixturevalue(who), keys(photo)
    assert look(user, "training_detail", pk=photo.training_id).status_code == status
    assert act(user, "training_file_download", photo.pk).status_code == status
    assert set(addresses) == {*OF_NOTHING, *OF_TRAINING, *OF_FILE}


def test_a_projects_people_see_its_sessions(hold: Hold, road: Project, chen_filer: User, zhao: User) -> None:
    training = hold([person(1)], project=road)
    assert look(chen_filer, "training_detail", training.pk).status_code == 200
    assert titles(look(chen_filer, "training_list")) == ["安全生产培训"]
    assert titles(look(zhao, "training_list")) == []


@pytest.mark.parametrize("name", ["training_edit", "training_people", "training_file_add"])
def test_a_leader_reads_and_is_told_who_keeps_it(photo: TrainingFile, leader: User, name: str) -> None:
    page = text_of(look(leader, "training_detail", photo.training_id))
    assert "登记签字" not in page.replace("人未登记签字", "")
    answer = look(leader, name, photo.training_id)
    assert answer.status_code == 403
    assert "组织单位的填报人" in text_of(answer)


@pytest.mark.parametrize("name", ["training_void", "training_print"])
def test_a_leaders_act_is_refused_with_who_does_it(photo: TrainingFile, leader: User, name: str) -> None:
    answer = act(leader, name, photo.training_id, reason="登记有误")
    assert answer.status_code == 422
    assert "您的岗位不经办" in text_of(answer)
    assert Training.objects.get().voided_at is None


def test_the_ledger_counts_people_and_attendances_apart(hold: Hold, wang: User, at: datetime) -> None:
    for training in (hold([person(1), person(2)]), hold([person(1)], starts=time(14), ends=time(16))):
        sign(training=training, trainees=everybody(training), by=wang, at=at)
    answer = look(wang, "training_list")
    counts = answer.context["counts"]
    assert (counts.sessions, counts.people, counts.attendances) == (2, 2, 3)
    totals = [text for text, is_number in answer.context["totals"] if text]
    assert totals == ["4.5", "2", "3"]


def test_filters_find_by_kind_month_words_and_what_is_lacking(hold: Hold, wang: User, at: datetime) -> None:
    whole = hold([person(1)], title="齐全的培训")
    sign(training=whole, trainees=everybody(whole), by=wang, at=at)
    add_files(training=whole, file_kind="photo", files=[picture()], by=wang, at=at)
    add_files(training=whole, file_kind="sheet", files=[upload("签到表.pdf")], by=wang, at=at)
    hold([person(2)], title="缺档案的培训", kind=TrainingKind.ON_JOB, starts=time(14), ends=time(15))
    hold(title="以后的培训", held_on=date(2026, 12, 3))
    void_training(training=hold(title="作废的培训", starts=time(18), ends=time(19)), reason="重复", by=wang, at=at)
    wanted = {
        "?lacks=files": ["缺档案的培训"], "?lacks=signature": ["缺档案的培训"], "?kind=on_job": ["缺档案的培训"],
        "?year=2026&month=12": ["以后的培训"], "?q=齐全": ["齐全的培训"], "?state=voided": ["作废的培训"],
    }  # fmt: skip
    assert {query: titles(look(wang, "training_list", query=query)) for query in wanted} == wanted


def test_an_empty_ledger_says_what_to_do(reference: None, wang: User, leader: User) -> None:
    assert "先登记一场培训" in text_of(look(wang, "training_list"))
    assert "没有您可以查看的培训" in text_of(look(leader, "training_list"))
    assert "清空条件" in text_of(look(wang, "training_list", query="?q=无"))


def test_the_workbook_holds_what_the_page_lists_and_nobodys_name(hold: Hold, wang: User, at: datetime) -> None:
    training = hold([person(1), person(2)])
    sign(training=training, trainees=everybody(training)[:1], by=wang, at=at)
    words = list(cells(act(wang, "training_export").content))
    assert {
        "培训台账",
        "名称",
        "类别",
        "学时（小时）",
        "参训人签字",
        "人数（人）",
        "人次",
        "影像（张）",
        "未签1人",
    } <= set(words)
    assert person(1).name not in " ".join(words)
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.rows) == ("导出培训台账", 1)


def test_a_list_costs_the_same_for_2_rows_and_20(hold: Hold, wang: User, road: Project) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            assert look(wang, "training_list").status_code == 200
        return len(made)

    for day in (1, 2):
        hold([person(day)], held_on=date(2026, 10, day), project=road)
    few = cost()
    for day in range(3, 21):
        hold([person(day)], held_on=date(2026, 10, day), project=road)
    assert cost() == few


def test_a_sessions_page_costs_the_same_for_2_people_and_20(hold: Hold, wang: User, at: datetime) -> None:
    def cost(people: int, day: int) -> int:
        training = hold([person(order) for order in range(1, people + 1)], held_on=date(2026, 10, day))
        with CaptureQueriesContext(connection) as made:
            assert look(wang, "training_detail", training.pk).status_code == 200
        return len(made)

    assert cost(2, 1) == cost(20, 2)


def test_numbers_are_masked_and_nothing_is_cached(hold: Hold, wang: User) -> None:
    training = hold([person(1)])
    answer = look(wang, "training_detail", training.pk)
    page = text_of(answer)
    assert training.trainees.get().worker.id_masked in page
    assert not FULL.search(page)
    assert "no-store" in answer["Cache-Control"]


def test_people_are_signed_one_by_one_and_all_together(hold: Hold, wang: User) -> None:
    training = hold([person(1), person(2), person(3)])
    first = everybody(training)[0]
    assert act(wang, "training_mark", training.pk, act="sign", trainee=[first]).status_code == 302
    assert list(training.trainees.filter(is_signed=True).values_list("pk", flat=True)) == [first]
    assert act(wang, "training_mark", training.pk, act="sign_all").status_code == 302
    assert training.trainees.filter(is_signed=True).count() == 3


def test_results_are_for_those_who_signed_and_go_with_the_signature(hold: Hold, wang: User, at: datetime) -> None:
    training = hold([person(1), person(2)])
    one, other = everybody(training)
    sign(training=training, trainees=[one], by=wang, at=at)
    refused = act(wang, "training_mark", training.pk, act="pass", trainee=[one, other])
    assert refused.status_code == 422
    assert f"{person(2).name}还没有登记签字" in text_of(refused)
    assert refused.context["ticked"] == {one, other}
    act(wang, "training_mark", training.pk, act="pass", trainee=[one])
    assert Trainee.objects.get(pk=one).has_passed is True
    act(wang, "training_mark", training.pk, act="fail", trainee=[one])
    assert Trainee.objects.get(pk=one).has_passed is False
    act(wang, "training_mark", training.pk, act="unsign", trainee=[one])
    held = Trainee.objects.get(pk=one)
    assert (held.is_signed, held.has_passed) == (False, None)


def test_nobody_ticked_is_said_and_an_unknown_act_is_not_found(hold: Hold, wang: User) -> None:
    training = hold([person(1)])
    answer = act(wang, "training_mark", training.pk, act="sign")
    assert (answer.status_code, "请先勾选参训人" in text_of(answer)) == (422, True)
    assert act(wang, "training_mark", training.pk, act="erase", trainee=everybody(training)).status_code == 404


def test_several_are_taken_off_at_once_and_the_trail_masks_them(hold: Hold, wang: User) -> None:
    training = hold([person(1), person(2), person(3)])
    gone = everybody(training)[:2]
    assert act(wang, "training_mark", training.pk, act="remove", trainee=gone).status_code == 302
    assert training.trainees.count() == 1
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.rows) == ("移出参训人", 2)
    assert id_number(order=1) not in str(entry.detail)


def test_before_its_day_a_session_takes_no_signature(hold: Hold, wang: User) -> None:
    training = hold([person(1)], held_on=date(2026, 11, 20))
    assert "当天起登记签字" in text_of(look(wang, "training_detail", training.pk))
    answer = act(wang, "training_mark", training.pk, act="sign_all")
    assert (answer.status_code, training.trainees.get().is_signed) == (422, False)


def test_voiding_asks_for_a_reason_and_keeps_what_was_typed(hold: Hold, wang: User) -> None:
    training = hold([person(1)])
    assert act(wang, "training_void", training.pk, reason=" ").status_code == 422
    long = act(wang, "training_void", training.pk, reason="因" * 201)
    assert (long.status_code, "因" * 201 in text_of(long)) == (422, True)
    assert act(wang, "training_void", training.pk, reason="重复登记").status_code == 302
    page = text_of(look(wang, "training_detail", training.pk))
    assert "作废，原因：重复登记" in page
    assert reverse("training_people", args=[training.pk]) not in page


def test_the_sheet_repeats_its_head_numbers_its_rows_and_says_who_printed_it(hold: Hold, wang: User) -> None:
    training = hold([person(order) for order in range(1, 31)])
    answer = act(wang, "training_print", training.pk, reason="培训现场签到")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert answer["Content-Type"] == "application/pdf"
    assert len(pages) == 2
    for page in pages:
        assert "本人签字" in page
        assert "王溪" in page
        assert "培训现场签到" in page
    assert "安全生产培训签到表" in pages[0]
    assert training.trainees.first().worker.id_masked in pages[0]  # type: ignore[union-attr]
    assert not FULL.search("".join(pages))
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.rows, entry.detail["reason"]) == ("打印签到表", 30, "培训现场签到")


@pytest.mark.parametrize(("people", "sheets"), [(0, 1), (22, 1), (23, 2), (47, 2), (48, 3)])
def test_a_sheet_has_at_least_22_rows_and_no_page_without_any(hold: Hold, wang: User, people: int, sheets: int) -> None:
    training = hold([person(order) for order in range(1, people + 1)], place="建胜镇便民服务中心三楼第一会议室" * 2)
    answer = act(wang, "training_print", training.pk, reason="培训现场签到")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert len(pages) == sheets
    assert all("本人签字" in page for page in pages)


def test_a_sheet_without_a_purpose_is_refused(hold: Hold, wang: User) -> None:
    training = hold([person(1)])
    answer = act(wang, "training_print", training.pk, reason="签到")
    assert answer.status_code == 422
    assert "至少四个字" in text_of(answer)
    assert AuditEntry.objects.latest("number").act == "登记培训"


def test_get_changes_nothing(photo: TrainingFile, wang: User) -> None:
    for name in ("training_void", "training_print", "training_mark"):
        assert look(wang, name, photo.training_id).status_code == 405
    for name in OF_FILE:
        assert look(wang, name, photo.pk).status_code == 405
    assert look(wang, "training_export").status_code == 405


def test_counts_of_a_projects_year_tell_people_and_attendances(
    hold: Hold, road: Project, estate: Project, wang: User, at: datetime
) -> None:

    for training in (
        hold([person(1)], project=road),
        hold([person(1), person(2)], project=road, held_on=date(2026, 11, 11)),
    ):
        sign(training=training, trainees=everybody(training), by=wang, at=at)
    hold([person(3)], project=road, held_on=date(2025, 11, 11))
    assert year_counts([road, estate], year=2026) == {road.pk: YearOfTraining(2, 3), estate.pk: YearOfTraining()}


def test_an_organizer_of_another_townships_project_is_not_taken(reference: None, zhao: User, at: datetime) -> None:
    with pytest.raises(Exception, match="不经办"):
        record_training(values=session(organizer=Unit.objects.get(name="建胜镇")), by=zhao, at=at)
