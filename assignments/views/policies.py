"""政策库: the list, one document, its registration, supersession and end, and the rules that stand on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assignments.enclosures import attach, sound_files
from assignments.models import Policy, PolicyCitation
from assignments.policies import actions
from assignments.policies.citing import rule_bases
from assignments.policies.filters import PolicyFilter
from assignments.policies.forms import CiteForm, ExpireForm, PolicyForm, SupersedeForm
from assignments.policies.permissions import LIBRARY_WHO, may_keep_library
from assignments.policies.rules import BY_NUMBER
from assignments.policies.tables import POLICIES
from assignments.policies.validity import pill, with_validity
from projects.exports import export_rows
from projects.proofs.forms import FilesForm
from projects.proofs.shelf import shelf
from projects.questions import said_conditions
from projects.requests import allowed, reader, workbook_response
from projects.tables import page_rows
from projects.trails import recorded
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today
from units.scope import scope_of

SHOWN = [column for column in POLICIES[1:] if column.on_page]
ACTS = ("登记政策文件", "修改政策文件", "标注政策替代", "撤销政策替代", "标注政策失效", "登记政策引用", "取消政策引用")


def tabs(current: str) -> list[dict[str, Any]]:
    """The pages of 政策."""
    pages = [("policy_list", "政策库"), ("policy_rules", "规则依据"), ("talk_list", "政策宣讲")]
    return [{"label": label, "url": reverse(name), "current": name == current, "count": None} for name, label in pages]


def _listed(user: User) -> QuerySet[Policy]:
    library = Policy.objects.visible_to(user).select_related("superseded_by").prefetch_related("citations")
    return library.from_the_top()


@require_GET
def policy_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = PolicyFilter(request.GET, _listed(user))
    page = page_of(request, found.qs)
    context = {
        "filter": found,
        "page": page,
        "columns": SHOWN,
        "rows": [(one, pill(one.validity), cells) for one, cells in page_rows(page.object_list, SHOWN)],
        "query": query_of(request),
        "tabs": tabs("policy_list"),
        "may_keep": may_keep_library(user),
        "is_filtered": bool(said_conditions(found)),
    }
    return render(request, "assignments/policies/policy_list.html", context)


@require_POST
def policy_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = reader(request)
    found = PolicyFilter(request.GET, _listed(user))
    content = export_rows(
        act="导出政策文件", rows=found.qs, columns=POLICIES, title="政策文件",
        conditions=said_conditions(found), by=user, at=timezone.now(), unit="", notes=(),
    )  # fmt: skip
    return workbook_response(content, "政策文件.xlsx")


@require_GET
def policy_rules(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    bases = rule_bases(on=today())
    scope = scope_of(user)
    context = {
        "rules": [(one, _page_of(one.rule.page) if one.rule.opens_for(scope) else "") for one in bases],
        "warnings": [one for one in bases if one.warning],
        "tabs": tabs("policy_rules"),
        "may_keep": may_keep_library(user),
    }
    return render(request, "assignments/policies/policy_rules.html", context)


def _page_of(name: str) -> str:
    return reverse(name) if name else ""


@require_GET
def policy_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    policy = _found(user, pk)
    citations = policy.citations.order_by("rule", "pk")
    context = {
        "policy": policy,
        "pill": pill(policy.validity),  # type: ignore[attr-defined]
        "citations": [(one, BY_NUMBER[one.rule]) for one in citations],
        "supersedes": policy.supersedes.all(),
        "shelf": shelf(
            policy.files.select_related("uploaded_by", "removed_by"),
            may_change=may_keep_library(user) and policy.superseded_by_id is None,
        ),
        "trail": recorded(ACTS, _changes, detail__id=pk),
        "may_keep": may_keep_library(user),
    }
    return render(request, "assignments/policies/policy_detail.html", context)


LABELS = {field.name: str(field.verbose_name) for field in Policy._meta.fields}


def _changes(detail: dict[str, Any]) -> str:
    """标题：甲 → 乙; what a registration held is on the page itself."""
    said = [f"{LABELS[name]}：{pair[0] or '空'} → {pair[1] or '空'}" for name, pair in detail.items()
            if isinstance(pair, list) and name in LABELS]  # fmt: skip
    cited = [f"{detail['rule']} {detail['clause']}".strip()] if "rule" in detail else []
    return "；".join([*said, *cited, *([f"原因：{detail['reason']}"] if detail.get("reason") else [])])


@require_http_methods(["GET", "POST"])
def policy_new(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_keep_library, LIBRARY_WHO)
    form = PolicyForm(request.POST or None)
    made = _done(form, lambda said: actions.register_policy(values=said, by=user, at=timezone.now()))
    if made is not None:
        messages.success(request, f"已登记{made}。请接着登记它支撑的规则，上传文件。")
        return redirect("policy_detail", made.pk)
    return _form_page(request, form, "登记政策文件", reverse("policy_list"))


@require_http_methods(["GET", "POST"])
def policy_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user, policy = _kept(request, pk)
    form = PolicyForm(request.POST or None, initial={name: getattr(policy, name) for name in actions.VALUES})
    return _act(
        request, form, policy, "修改政策文件", "已保存修改。",
        lambda said: actions.edit_policy(policy=policy, values=said, by=user, at=timezone.now()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def policy_supersede(request: HttpRequest, pk: int) -> HttpResponse:
    user, policy = _kept(request, pk)
    form = SupersedeForm(request.POST or None, policy=policy, initial={"successor": policy.superseded_by_id})
    return _act(
        request, form, policy, "标注替代", "已更新替代情况。",
        lambda said: actions.supersede_policy(policy=policy, **said, by=user, at=timezone.now()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def policy_expire(request: HttpRequest, pk: int) -> HttpResponse:
    user, policy = _kept(request, pk)
    form = ExpireForm(request.POST or None, initial={"expires_on": policy.expires_on})
    return _act(
        request, form, policy, "标注失效", "已标注失效日期。",
        lambda said: actions.expire_policy(policy=policy, **said, by=user, at=timezone.now()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def policy_cite(request: HttpRequest, pk: int) -> HttpResponse:
    user, policy = _kept(request, pk)
    form = CiteForm(request.POST or None)
    return _act(
        request, form, policy, "登记支撑的规则", "已登记引用。",
        lambda said: actions.cite(policy=policy, **said, by=user, at=timezone.now()),
    )  # fmt: skip


@require_POST
def policy_uncite(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the citation's."""
    user = allowed(request, may_keep_library, LIBRARY_WHO)
    citation = get_object_or_404(PolicyCitation.objects.select_related("policy"), pk=pk)
    try:
        actions.uncite(citation=citation, by=user, at=timezone.now())
    except Refusal as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
    else:
        messages.success(request, f"已取消{citation.rule}对这份文件的引用。")
    return redirect("policy_detail", citation.policy_id)


@require_http_methods(["GET", "POST"])
def policy_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    user, policy = _kept(request, pk)
    if policy.superseded_by_id is not None:
        raise PermissionDenied("这份文件已标注被替代，附件不再改动；需要补传，请先撤销替代标注。")
    form = FilesForm(request.POST or None, request.FILES or None)
    return _act(
        request, form, policy, "上传文件", "已上传。",
        lambda said: attach(
            place="policy", target=policy, files=sound_files(said["attachments"]), by=user, at=timezone.now()
        ),
    )  # fmt: skip


def _found(user: User, pk: int) -> Policy:
    library = Policy.objects.visible_to(user).select_related("superseded_by", "registered_by")
    dated = with_validity(library, on=today())
    policy: Policy = get_object_or_404(dated, pk=pk)
    return policy


def _kept(request: HttpRequest, pk: int) -> tuple[User, Policy]:
    user = reader(request)
    policy = _found(user, pk)
    if not may_keep_library(user):
        raise PermissionDenied(LIBRARY_WHO)
    return user, policy


def _done(form: Form, act: Callable[[dict[str, Any]], Any]) -> Any:
    """What the act made of a valid form, or None; a refusal stands above the form."""
    if not (form.is_bound and form.is_valid()):
        return None
    try:
        return act(form.cleaned_data)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None


def _act(
    request: HttpRequest, form: Form, policy: Policy, heading: str, done: str, act: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    """One form about one policy."""
    if _done(form, act) is not None:
        messages.success(request, done)
        return redirect("policy_detail", policy.pk)
    return _form_page(request, form, heading, reverse("policy_detail", args=[policy.pk]), lead=str(policy))


def _form_page(request: HttpRequest, form: Form, heading: str, back_url: str, lead: str = "") -> HttpResponse:
    context = {"form": form, "heading": heading, "back_url": back_url, "lead": lead}
    return render(request, "assignments/policies/form.html", context, status=422 if form.errors else 200)
