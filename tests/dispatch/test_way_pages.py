"""Pages of a report's way: who may press what; refusals keep what was typed; readers are counted."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from dispatch import issuing
from dispatch.bulletins import ensure_draft, save_narrative
from dispatch.issuing import issue_bulletin
from dispatch.models import Bulletin, BulletinState, Reader
from projects.models import Period
from units.models import AuditEntry


@pytest.fixture
def draft(closed, lin, at):
    made = ensure_draft(period=closed.period, at=at)
    return save_narrative(bulletin=made, problems="无", next_steps="无", version=0, by=lin, at=at)


@pytest.fixture
def issued(draft, sign, lin, at, monkeypatch):
    monkeypatch.setattr(issuing, "render_pdf", lambda html: b"%PDF-1.7")
    return issue_bulletin(bulletin=sign(draft), by=lin, at=at, progress=lambda percent, step: None)


def page(client, address):
    return client.get(address).content.decode()


def test_each_person_has_the_buttons_of_their_part(draft, sign, lin, leader, client):
    address = f"/bulletins/{draft.pk}/"
    client.force_login(lin)
    assert "送核" in page(client, address)
    client.post(f"{address}move/", {"act": "send", "version": draft.version})
    shown = page(client, address)
    assert "撤回" in shown
    assert 'value="check"' not in shown  # lin wrote it
    assert "待核稿的报告" in page(client, "/")
    client.force_login(leader)
    assert client.get(address).status_code == 404
    draft.refresh_from_db()
    Bulletin.objects.filter(pk=draft.pk).update(state=BulletinState.SIGNING)
    assert "待签发的报告" in page(client, "/")
    assert "我已审阅，同意签发" in page(client, f"{address}sign/")
    assert client.post(f"{address}sign/", {"version": draft.version}).status_code == 302
    assert Bulletin.objects.get().signer == leader.name


def test_a_refused_act_shows_the_report_again_with_the_reason_typed(draft, sign, lin, client):
    sent = sign(draft, to="send")
    client.force_login(lin)
    typed = {"act": "hand_back", "reason": "字" * 201, "version": sent.version}
    answer = client.post(f"/bulletins/{draft.pk}/move/", typed)
    assert answer.status_code == 422
    assert "字" * 201 in answer.content.decode()
    stale = client.post(f"/bulletins/{draft.pk}/move/", typed | {"reason": "改", "version": 0})
    assert stale.status_code == 422
    assert "刚被别人办理过" in stale.content.decode()
    assert client.post(f"/bulletins/{draft.pk}/move/", typed | {"act": "issue"}).status_code == 422
    assert client.post(f"/bulletins/{draft.pk}/move/", typed | {"reason": "改"}).status_code == 302
    assert Bulletin.objects.get().state == BulletinState.DRAFT


def test_a_signature_on_paper_is_registered_and_a_wrong_one_kept_on_the_page(draft, sign, lin, client):
    checked = sign(draft, to="check")
    client.force_login(lin)
    address = f"/bulletins/{draft.pk}/sign/"
    typed = {"signer": "杜位彬", "signed_on": "2099-01-01", "version": checked.version}
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "签发日期不能晚于今天" in answer.content.decode()
    assert "2099-01-01" in answer.content.decode()
    assert "请填写签发日期" in client.post(address, typed | {"signed_on": ""}).content.decode()
    assert client.post(address, typed | {"signed_on": "2026-11-12"}).status_code == 302
    assert "编号印发" in page(client, f"/bulletins/{draft.pk}/")


def rows(*tasks):
    made = {"tasks-TOTAL_FORMS": str(len(tasks)), "tasks-INITIAL_FORMS": "0"}
    for number, task in enumerate(tasks):
        made |= {f"tasks-{number}-{key}": value for key, value in task.items()}
    return made


def test_rows_of_tasks_are_added_struck_and_kept_when_refused(draft, lin, client):
    client.force_login(lin)
    address = f"/bulletins/{draft.pk}/edit/"
    first = {"problem": "赶工", "unit": "区农业农村委", "due": "2026-12-05"}
    second = {"problem": "补报", "unit": "", "due": ""}
    typed = {"practices": "做法", "problems": "我的", "next_steps": "我的", "version": draft.version}
    more = client.post(address, typed | rows(first, second) | {"more": "1"})
    assert more.status_code == 200
    assert len(more.context["rows"].forms) == 3
    assert "补报" in more.content.decode()
    refused = client.post(address, typed | rows(first, second))
    assert refused.status_code == 422
    for part in ("第2项没有选择责任单位", "补报", "我的"):
        assert part in refused.content.decode()
    assert client.post(address, typed | rows(first, second | {"DELETE": "on"})).status_code == 302
    assert Bulletin.objects.get().tasks == [first]


def test_two_wordings_are_compared_word_by_word(draft, lin, client, at):
    save_narrative(bulletin=draft, problems="进度偏慢", next_steps="无", version=draft.version, by=lin, at=at)
    save_narrative(bulletin=draft, problems="进度明显偏慢", next_steps="无", version=draft.version, by=lin, at=at)
    client.force_login(lin)
    before = draft.edits.all()[1]
    shown = page(client, f"/bulletins/{draft.pk}/compare/?from={before.pk}")
    assert "进度<ins>明显</ins>偏慢" in shown
    for wrong in ("", "x", "99999"):
        assert client.get(f"/bulletins/{draft.pk}/compare/?from={wrong}").status_code == 404


def test_openings_are_counted_once_for_each_look_and_listed(lin, leader, issued, client):
    client.force_login(leader)
    for part in ("", "pdf/", "docx/"):
        assert client.get(f"/bulletins/{issued.pk}/{part}").status_code == 200
    mine = Reader.objects.get(user=leader)
    assert (mine.openings, mine.opened_at is not None) == (3, True)
    assert client.get(f"/bulletins/{issued.pk}/readers/").status_code == 403
    client.force_login(lin)
    shown = page(client, f"/bulletins/{issued.pk}/readers/?opened=no")
    assert "区领导" not in shown
    assert "何畔" in shown
    assert "没有符合条件" in page(client, f"/bulletins/{issued.pk}/readers/?search=没有")
    answer = client.post(f"/bulletins/{issued.pk}/readers/export/?opened=yes")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in list(sheet.iter_rows())[-1]][1] == "区领导"
    assert AuditEntry.objects.get(act="导出分发情况").by == lin
    assert "已催阅3人" in client.post(f"/bulletins/{issued.pk}/readers/remind/", follow=True).content.decode()
    assert "每天催一次" in client.post(f"/bulletins/{issued.pk}/readers/remind/", follow=True).content.decode()


def test_a_draft_is_taken_as_docx_by_the_office_alone_and_leaves_a_trace(draft, lin, leader, client):
    client.force_login(lin)
    answer = client.get(f"/bulletins/{draft.pk}/docx/")
    assert answer.content[:2] == b"PK"
    assert "草稿" in AuditEntry.objects.get(act="下载报告").subject
    client.force_login(leader)
    assert client.get(f"/bulletins/{draft.pk}/docx/").status_code == 404


def test_a_later_edition_is_begun_on_the_page_and_marks_the_old_one(issued, sign, lin, at, client):
    client.force_login(lin)
    address = f"/bulletins/{issued.pk}/edition/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "投资数有误"}).status_code == 302
    assert "新的一版正在办理" in page(client, f"/bulletins/{issued.pk}/")
    again = Bulletin.objects.get(edition=2)
    sign_by_others = {"state": BulletinState.SIGNED, "signer": "杜位彬"}
    Bulletin.objects.filter(pk=again.pk).update(**sign_by_others)
    again.refresh_from_db()
    again = issue_bulletin(bulletin=again, by=lin, at=at, progress=lambda percent, step: None)
    said = f"已由{again.document_number}替代"
    assert again.document_number in page(client, f"/bulletins/{issued.pk}/")
    assert said in page(client, "/bulletins/")
    assert "%E5%B7%B2%E7%94%B1" in client.get(f"/bulletins/{issued.pk}/pdf/")["Content-Disposition"]


def test_the_list_is_filtered_and_says_which_month_a_report_waits_for(closed, issued, lin, at, client):
    client.force_login(lin)
    december = {"month": date(2026, 12, 1), "due_on": date(2027, 1, 5), "closed_at": at}
    Period.objects.create(**december, closed_by=lin)
    shown = page(client, "/bulletins/")
    assert "2026年第四季度通报还不能起草：2026年11月没有关账。" in shown
    assert "没有符合条件的报告" in page(client, "/bulletins/?kind=quarter")
    assert issued.document_number in page(client, "/bulletins/?kind=month&year=2026&state=issued")
    assert "没有符合条件的报告" in page(client, "/bulletins/?year=2025")


def test_readers_cost_the_same_for_two_and_twenty(issued, lin, engage, at, client):
    client.force_login(lin)
    costs = []
    for size in (2, 20):
        for number in range(size):
            user = engage(f"r{size}{number}", "unit_filer", "建胜镇")
            Reader.objects.create(bulletin=issued, user=user, unit=user.grants.get().unit, sent_at=at)
        client.get(f"/bulletins/{issued.pk}/readers/")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/bulletins/{issued.pk}/readers/")
        costs.append(len(seen))
    assert costs[0] == costs[1]
