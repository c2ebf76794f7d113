"""佐证 of a project's stages: recorded, read, voided and recorded anew; the officer's phone opened for a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects.models import Contract, Project, Proof
from projects.proofs.faults import ATTACHMENTS, Faults, Misfit
from projects.proofs.forms import PurposeForm
from projects.proofs.kinds import KINDS, Kind
from projects.proofs.permissions import SIDE, closed, why_not_record, works_on
from projects.proofs.reading import lines_of, measure_lines, open_phone, still_missing, whole
from projects.proofs.recording import faults_in, record_proof, void_proof
from projects.proofs.resting import resting_steps
from projects.proofs.shelf import shelf_of
from projects.proofs.typed import ProofForm, initial_of
from projects.requests import reader, typed
from projects.views.attachments import home_of
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today

CHOOSE_AGAIN = "为了安全，浏览器不会保留已选的文件，改正后请重新选择附件。"


@require_http_methods(["GET", "POST"])
def proof_new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The form of one kind; `?from=` begins it with a voided proof that is recorded anew."""
    user = reader(request)
    project = get_object_or_404(Project.objects.visible_to(user), pk=pk)
    if kind not in KINDS:
        raise Http404("没有这一类佐证。")
    if denied := why_not_record(user, project, kind) or closed(project):
        raise PermissionDenied(denied)
    if request.method == "POST":
        return _record(request, user, project, KINDS[kind])
    old = _voided(request, user, project, kind)
    form = ProofForm(KINDS[kind], initial=initial_of(KINDS[kind], project, old, on=today()))
    return _form_page(request, project, KINDS[kind], form, old)


def _record(request: HttpRequest, user: User, project: Project, kind: Kind) -> HttpResponse:
    form, at = ProofForm(kind, request.POST, request.FILES), timezone.now()
    readable = form.is_valid()
    said: dict[str, Any] = {"values": form.values(), "files": form.uploads(), "measures": form.measures()}
    try:
        if readable:
            proof = record_proof(project=project, kind=kind.kind, **said, by=user, at=at)
            messages.success(request, f"已登记{kind.label}。")
            return redirect("proof_detail", proof.pk)
        _show(form, faults_in(project=project, kind=kind.kind, **said, by=user, at=at))
    except Misfit as misfit:
        _show(form, misfit.faults)
    except Refusal as refusal:
        show_refusal(form, refusal)
    return _form_page(request, project, kind, form, None)


def _show(form: ProofForm, faults: Faults) -> None:
    """Each sentence at its field; a field that could not even be read has said so already."""
    told, chosen = set(form.errors), bool(form.uploads())
    for name, sentences in faults.items():
        for sentence in sentences if name not in told else []:
            form.add_error(name or None, sentence)
    if chosen:
        form.add_error(ATTACHMENTS, CHOOSE_AGAIN)


def _form_page(request: HttpRequest, project: Project, kind: Kind, form: ProofForm, old: Proof | None) -> HttpResponse:
    context = {"project": project, "kind": kind, "form": form, "old": old}
    return render(request, "projects/proofs/proof_new.html", context, status=422 if form.errors else 200)


def _voided(request: HttpRequest, user: User, project: Project, kind: str) -> Proof | None:
    key = request.GET.get("from", "")
    if not key.isdecimal():
        return None
    found = Proof.objects.visible_to(user).filter(project=project, proof_kind=kind).exclude(voided_at=None)
    return whole(get_object_or_404(found, pk=int(key)))


@require_GET
def proof_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    proof = get_object_or_404(Proof.objects.visible_to(user).select_related("project"), pk=pk)
    if proof.proof_kind not in KINDS:
        return redirect(home_of(proof))
    return _detail_page(request, user, proof)


def _detail_page(request: HttpRequest, user: User, proof: Proof, refusal: Refusal | None = None) -> HttpResponse:
    shown = whole(proof)
    holding = resting_steps(shown, shown.project)
    may_change = not (closed(shown.project) or why_not_record(user, shown.project, shown.proof_kind))
    context = {
        "proof": shown,
        "kind": KINDS[shown.proof_kind],
        "lines": lines_of(shown),
        "measures": measure_lines(shown),
        "shelf": shelf_of(shown, user),
        "steps": shown.steps.select_related("by"),
        "holding": {step.pk for step in holding},
        "lacks": [] if shown.is_void else still_missing(shown, on=today()),
        "may_void": may_change and not shown.is_void and not holding,
        "may_renew": may_change and shown.is_void,
        "may_open_phone": bool(getattr(shown, "officer_phone_sealed", "")) and works_on(user, shown.project),
        "refusal": refusal,
        "reason": typed(request, "reason"),
        "anew": request.GET.get("anew", ""),
    }
    return render(request, "projects/proofs/proof_detail.html", context, status=422 if refusal else 200)


@require_POST
def proof_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Void a proof; with `?anew=1` the form to record it anew follows."""
    user = reader(request)
    proof = get_object_or_404(Proof.objects.visible_to(user).select_related("project"), pk=pk)
    if proof.proof_kind not in KINDS:
        raise Http404("这一类记录在它自己的页面作废。")
    if denied := why_not_record(user, proof.project, proof.proof_kind):
        raise PermissionDenied(denied)
    try:
        void_proof(proof=proof, reason=typed(request, "reason"), by=user, at=timezone.now())
    except Refusal as refusal:
        return _detail_page(request, user, proof, refusal)
    messages.success(request, f"已作废这份{proof.get_proof_kind_display()}，原记录和附件仍可查看。")
    if request.GET.get("anew"):
        return redirect(f"{reverse('proof_new', args=[proof.project_id, proof.proof_kind])}?from={proof.pk}")
    return redirect("proof_detail", proof.pk)


@never_cache
@sensitive_variables("phone")
@require_http_methods(["GET", "POST"])
def proof_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks what for; POST shows the number in its own answer, so that no address carries it."""
    user = reader(request)
    found = Proof.objects.visible_to(user).filter(proof_kind="contract").select_related("project")
    contract = whole(get_object_or_404(found, pk=pk))
    if not isinstance(contract, Contract) or not works_on(user, contract.project):
        raise PermissionDenied(f"完整号码只由经办这个项目的人查看：{SIDE}。")
    form, phone = PurposeForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            phone = open_phone(contract=contract, reason=form.cleaned_data["reason"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
    context = {"contract": contract, "form": form, "phone": phone}
    return render(request, "projects/proofs/proof_phone.html", context, status=422 if form.errors else 200)
