"""维权告示牌 of a project, and the district's contacts on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents.formats import chinese_date
from labor.models import BoardContacts, RightsBoard
from labor.notices.board_paper import PAPERS, print_board
from labor.notices.boards import FILLERS, begun_for, board_of, lacking_to_print, save_board, wage_said
from labor.notices.contacts import KEEPERS, contacts_on, may_set, set_contacts, settings_made
from labor.notices.forms import BoardForm, ContactsForm
from labor.pay.permissions import may_prepare
from labor.standards import standard_for
from projects.models import Project
from projects.requests import allowed, reader, typed
from units.downloads import pdf_response
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today


@never_cache
@require_GET
def rights_board(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, _project(user, pk))


def _page(request: HttpRequest, user: User, project: Project, refusal: Refusal | None = None) -> HttpResponse:
    on, board = today(), board_of(project)
    standard = standard_for(on)
    context = {
        "project": project,
        "board": board,
        "contacts": contacts_on(on),
        "wage": wage_said(standard) if standard else "",
        "lacks": lacking_to_print(board, on),
        "papers": list(PAPERS),
        "may_fill": may_prepare(user, project),
        "may_set": may_set(user),
        "versions": RightsBoard.objects.filter(project=project).select_related("set_by"),
        "refused": refusal.sentences if refusal else (),
    }
    return render(request, "labor/notices/rights_board.html", context, status=422 if refusal else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def rights_board_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    project = _project(user, pk)
    if not may_prepare(user, project):
        raise PermissionDenied(FILLERS)
    form = BoardForm(request.POST or None, board=board_of(project) or begun_for(project))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        given: dict[str, Any] = {"phone": said["officer_phone"], "seen": said["version"], "by": user}
        try:
            made = save_board(project=project, values=form.texts(), **given, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已保存告示牌第{made.version}版。请打印后更换工地上的告示牌。")
            return redirect("rights_board", pk)
    context = {"form": form, "project": project}
    return render(request, "labor/notices/rights_board_edit.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def rights_board_print(request: HttpRequest, pk: int) -> HttpResponse:
    """`paper`: A3 or A4."""
    user = reader(request)
    project, paper = _project(user, pk), typed(request, "paper")
    try:
        content = print_board(board=board_of(project), paper=paper, by=user, at=timezone.now())
    except Refusal as refusal:
        return _page(request, user, project, refusal)
    return pdf_response(content, f"维权告示牌 {project.name}（{paper}）.pdf")


@never_cache
@require_http_methods(["GET", "POST"])
def rights_contacts(request: HttpRequest) -> HttpResponse:
    """The setting in force with its form, and all that were set before."""
    user = allowed(request, may_set, KEEPERS)
    on = today()
    held: BoardContacts | None = contacts_on(on)
    form = ContactsForm(request.POST or None, held=held, initial={"starts_on": on})
    if request.method == "POST" and form.is_valid():
        try:
            made = set_contacts(values=form.values(), by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已设定，{chinese_date(made.starts_on)}起用。")
            return redirect("rights_contacts")
    context = {"form": form, "held": held, "made": settings_made()}
    return render(request, "labor/notices/rights_contacts.html", context, status=422 if form.errors else 200)


def _project(user: User, pk: int) -> Project:
    found = Project.objects.visible_to(user).select_related("department", "township", "owner")
    return get_object_or_404(found, pk=pk)
