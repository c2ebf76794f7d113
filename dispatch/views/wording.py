"""文字 pages of a report: word it, take an earlier wording back, see what changed between two."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from dispatch.bulletins import has_unread_figures, save_narrative
from dispatch.models import Bulletin, BulletinKind, BulletinState, NarrativeEdit
from dispatch.previewing import preview_path
from dispatch.report import steps_title
from dispatch.spanbook import SpanBook
from dispatch.views.bulletins import find_draft
from dispatch.wording import Wording, suggested_wording, wording_of
from dispatch.wording_changes import compare
from dispatch.wording_forms import PREFIX, NarrativeForm, task_rows, tasks_of, texts_of
from units.models import User
from units.refusals import Refusal
from units.requests import actor, show_refusal, today

SHOWN_EDITS = 20


@require_http_methods(["GET", "POST"])
def bulletin_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """`?from=ID` puts an earlier wording into the form, `?suggest=1` the suggested one; neither is saved yet.

    The button 再加一行 sends `more`: the same page with one more row, everything typed kept, nothing saved.
    """
    user = actor(request)
    bulletin = find_draft(user, pk)
    if bulletin.state != BulletinState.DRAFT:
        messages.info(request, _not_now(bulletin))
        return redirect("bulletin_detail", pk)
    if request.method == "POST":
        return _posted(request, bulletin, user)
    wording = _offered(request, bulletin)
    form = NarrativeForm(initial={**texts_of(wording), "version": bulletin.version})
    return _show(request, bulletin, form, task_rows(wording.tasks, on=today()))


def _not_now(bulletin: Bulletin) -> str:
    if bulletin.state == BulletinState.ISSUED:
        return f"{bulletin}已印发，内容不能再改。"
    return f"{bulletin}现在是“{bulletin.get_state_display()}”，文字不能改；需要改的先撤回或退回修改。"


def _offered(request: HttpRequest, bulletin: Bulletin) -> Wording:
    """The wording to begin from: the present one, the suggested one or an earlier one."""
    if request.GET.get("suggest"):
        return suggested_wording(SpanBook.of(bulletin), BulletinKind(bulletin.kind))
    return wording_of(_edit(bulletin, chosen) if (chosen := request.GET.get("from", "")) else bulletin)


def _edit(bulletin: Bulletin, chosen: str) -> NarrativeEdit:
    if not chosen.isdecimal() or len(chosen) > 9:
        raise Http404("没有这一稿。")
    return get_object_or_404(NarrativeEdit.objects.select_related("edited_by"), pk=chosen, bulletin=bulletin)


def _posted(request: HttpRequest, bulletin: Bulletin, user: User) -> HttpResponse:
    form, more = NarrativeForm(request.POST), "more" in request.POST
    has_rows = f"{PREFIX}-TOTAL_FORMS" in request.POST
    rows = task_rows(list(bulletin.tasks), on=today(), data=request.POST if has_rows else None, more=more)
    if more:
        return _show(request, bulletin, form, rows)
    if form.is_valid() and (not has_rows or rows.is_valid()):
        tasks = tasks_of(rows) if has_rows else None
        if _save(request, bulletin, form, tasks, user):
            return redirect("bulletin_edit", bulletin.pk)
    return _show(request, bulletin, form, rows, status=422)


def _save(request: HttpRequest, bulletin: Bulletin, form: NarrativeForm, tasks: Any, user: User) -> bool:
    try:
        save_narrative(bulletin=bulletin, **form.cleaned_data, tasks=tasks, by=user, at=timezone.now())
    except Refusal as refusal:
        show_refusal(form, refusal)
        bulletin.refresh_from_db()
        form.made_against(bulletin.version)
        return False
    messages.success(request, "已保存。可以预览排版，或送核。")
    return True


def _show(request: HttpRequest, bulletin: Bulletin, form: NarrativeForm, rows: Any, status: int = 200) -> HttpResponse:
    steps = steps_title(bulletin)
    form.fields["next_steps"].label = steps
    context = {
        "bulletin": bulletin,
        "steps": steps,
        "form": form,
        "rows": rows,
        "edits": bulletin.edits.select_related("edited_by")[:SHOWN_EDITS],
        "preview_ready": preview_path(bulletin).exists(),
        "has_unread_figures": has_unread_figures(bulletin),
    }
    return render(request, "dispatch/bulletin_edit.html", context, status=status)


@require_GET
def bulletin_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed between two wordings, `?from=` and `?to=`; the present one when `to` is not given."""
    user = actor(request)
    bulletin = find_draft(user, pk)
    before = _edit(bulletin, request.GET.get("from", ""))
    after = _edit(bulletin, chosen) if (chosen := request.GET.get("to", "")) else bulletin
    context = {
        "bulletin": bulletin,
        "before": before,
        "after": after if isinstance(after, NarrativeEdit) else None,
        "compared": compare(wording_of(before), wording_of(after), steps_title(bulletin)),
        "edits": bulletin.edits.select_related("edited_by")[:SHOWN_EDITS],
    }
    return render(request, "dispatch/bulletin_compare.html", context)
