"""附件 of a proof or a funding: added later, handed out, removed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from projects.models import Attachment, Disbursement, Funding, Project, Proof, ProofKind
from projects.proofs.files import attach_files, remove_file
from projects.proofs.forms import FilesForm
from projects.proofs.permissions import files_visible_to, proofs_visible_to, why_not_attach
from projects.proofs.shelf import hand_out, shelf_of
from projects.requests import file_response, reader
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal

PAGES = {ProofKind.INSPECTION: "inspection_detail", ProofKind.RECTIFICATION: "rectification_detail"}


@require_http_methods(["GET", "POST"])
def attachment_add(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    found = proofs_visible_to(user).select_related("project")
    return _add(request, user, get_object_or_404(found, pk=pk))


@require_http_methods(["GET", "POST"])
def funding_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    found = Funding.objects.filter(project__in=Project.objects.visible_to(user)).select_related("project")
    return _add(request, user, get_object_or_404(found, pk=pk))


def _add(request: HttpRequest, user: User, target: Proof | Funding) -> HttpResponse:
    if denied := why_not_attach(user, target):
        raise PermissionDenied(denied)
    form = FilesForm(request.POST, request.FILES) if request.method == "POST" else FilesForm()
    if form.is_bound and form.is_valid():
        try:
            kept = attach_files(target=target, files=form.cleaned_data["attachments"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已上传{len(kept)}个附件。")
            return redirect(home_of(target))
    context = {"form": form, "target": target, "shelf": shelf_of(target, user), "home": home_of(target)}
    return render(request, "projects/proofs/attachment_add.html", context, status=422 if form.errors else 200)


@require_POST
def attachment_download(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    attachment = _found(user, pk)
    try:
        content = hand_out(attachment=attachment, by=user, at=timezone.now())
    except Refusal as refusal:
        return _back(request, attachment, refusal)
    return file_response(attachment, content)


@require_POST
def attachment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    attachment = _found(user, pk)
    if denied := why_not_attach(user, _target(attachment)):
        raise PermissionDenied(denied)
    try:
        remove_file(attachment=attachment, by=user, at=timezone.now())
    except Refusal as refusal:
        return _back(request, attachment, refusal)
    messages.success(request, f"已移除“{attachment.name}”。")
    return redirect(home_of(_target(attachment)))


def home_of(target: Proof | Funding) -> str:
    """The page on which the files of a proof or a funding are read."""
    if isinstance(target, Funding):
        return reverse("money_detail", args=[target.pk])
    if target.proof_kind == ProofKind.DISBURSEMENT:
        made: Disbursement = QuerySet(Disbursement).get(pk=target.pk)
        return reverse("money_detail", args=[made.funding_id])
    return reverse(PAGES.get(ProofKind(target.proof_kind), "proof_detail"), args=[target.pk])


def _found(user: User, pk: int) -> Attachment:
    related = ("project", "proof__project", "funding__project")
    return get_object_or_404(files_visible_to(user).select_related(*related), pk=pk)


def _target(attachment: Attachment) -> Proof | Funding:
    return attachment.proof or attachment.funding  # type: ignore[return-value]  # the database keeps exactly one


def _back(request: HttpRequest, attachment: Attachment, refusal: Refusal) -> HttpResponse:
    for sentence in refusal.sentences:
        messages.error(request, sentence)
    return redirect(home_of(_target(attachment)))
