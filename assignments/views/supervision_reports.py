"""季度督办通报 and 督办时限."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assignments.models import SupervisionReport
from assignments.supervision import reporting
from assignments.supervision.figures import sums_of
from assignments.supervision.forms import ReportForm, RuleForm
from assignments.supervision.lamps import TONES, Lamp
from assignments.supervision.report_paper import overall, overdue, quarter_name
from assignments.supervision.rules import FIELDS, SETTERS, Rules, may_set, rule_on, sentences, set_rule
from documents.papers import MissingGlyphs, PaperNotPrinted
from projects.requests import reader, typed, whole
from units.downloads import pdf_response
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today


@never_cache
@require_GET
def supervision_report_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    reports = SupervisionReport.objects.visible_to(user).select_related("paper")
    rows = [(one, quarter_name(one)) for one in reports]
    context = {"rows": rows, "may_edit": reporting.may_edit(user)}
    return render(request, "assignments/supervision/report_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def supervision_report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it is or would be issued; the office changes its words here."""
    user = reader(request)
    report = _found(user, pk)
    if request.method == "POST" and not reporting.may_edit(user):
        raise PermissionDenied(reporting.EDITORS)
    begun = {"text": report.text, "version": report.version}
    form = ReportForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            reporting.edit_report(report=report, text=said["text"], by=user, at=timezone.now(), version=said["version"])
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "工作要求已保存。")
            return redirect("supervision_report_detail", pk)
    return _page(request, user, report, form)


def _page(
    request: HttpRequest, user: User, report: SupervisionReport, form: ReportForm, refused: Refusal | None = None
) -> HttpResponse:
    on = report.paper.issued_on if report.paper else today()
    lines = reporting.lines_for(report, on=on)
    sums = sums_of(lines, on=on)
    context = {
        "report": report,
        "name": quarter_name(report),
        "form": form,
        "overall": overall(sums, on),
        "overdue": overdue(lines, sums),
        "rows": [(line, Lamp(line.lamp).label, TONES[Lamp(line.lamp)]) for line in lines],
        "may_edit": reporting.may_edit(user) and report.paper is None,
        "may_issue": reporting.may_issue(user) and report.paper is None,
        "refused": refused.sentences if refused else (),
    }
    status = 422 if form.errors or refused else 200
    return render(request, "assignments/supervision/report_detail.html", context, status=status)


@never_cache
@require_POST
def supervision_report_issue(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    report = _found(user, pk)
    try:
        version = whole(typed(request, "version"))
        made = reporting.issue_report(report=report, by=user, at=timezone.now(), version=version)
    except (Refusal, PaperNotPrinted, MissingGlyphs) as refused:
        said = refused if isinstance(refused, Refusal) else Refusal(str(refused))
        fresh = _found(user, pk)
        form = ReportForm(initial={"text": fresh.text, "version": fresh.version})
        return _page(request, user, fresh, form, said)
    number = made.paper.document_number if made.paper else ""
    messages.success(request, f"已印发：{number}。各成员单位和区领导已收到消息。")
    return redirect("supervision_report_detail", pk)


@never_cache
@require_GET
def supervision_report_preview(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    report = _found(user, pk)
    if report.paper_id is not None:
        return redirect("paper_pdf", report.paper_id)
    try:
        content = reporting.preview_report(report, on=today())
    except (PaperNotPrinted, MissingGlyphs) as refused:
        messages.error(request, str(refused))
        return redirect("supervision_report_detail", pk)
    return pdf_response(content, f"{quarter_name(report)}督办通报（草稿）.pdf", is_saved=False)


def _found(user: User, pk: int) -> SupervisionReport:
    return get_object_or_404(SupervisionReport.objects.visible_to(user).select_related("paper"), pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
def supervision_rules(request: HttpRequest) -> HttpResponse:
    """Everybody concerned reads by which time they are measured; the office administrator sets it."""
    user = reader(request)
    if request.method == "POST" and not may_set(user):
        raise PermissionDenied(SETTERS)
    held = rule_on(today())
    begun = {"starts_on": today(), **{name: getattr(held, name) for name in FIELDS}}
    form = RuleForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            made = set_rule(starts_on=form.day, values=form.numbers, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"督办时限已设定，{made.starts_on:%Y-%m-%d}起下达的督办按此执行。")
            return redirect("supervision_rules")
    context = {
        "form": form,
        "now": sentences(held),
        "past": [(one, sentences(one), one.pk == held.pk) for one in Rules().rows],
        "may_set": may_set(user),
    }
    return render(
        request, "assignments/supervision/supervision_rules.html", context, status=422 if form.errors else 200
    )
