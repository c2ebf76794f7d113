"""公益性岗位 recorded, given to a person, ended and voided; a number travels in the body of a POST alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from labor.companies.claims import ChangedMeanwhile
from labor.companies.filters import state_of
from labor.companies.forms import AssignForm, EndForm, PostForm, VersionedForm, VoidForm, first_post
from labor.companies.permissions import POST_WHO, may_keep_post, may_record_post
from labor.companies.posts import assign, end_post, record_post, void_post
from labor.models import WelfarePost
from labor.views.companies_edit import show_at_fields
from labor.views.welfare import posts_of
from projects.models import Project
from projects.requests import allowed, reader, whole
from units.models import User
from units.refusals import Refusal
from units.requests import today


@never_cache
@require_http_methods(["GET", "POST"])
def welfare_new(request: HttpRequest) -> HttpResponse:
    """`?project=` begins the form with a project."""
    user = allowed(request, may_record_post, f"您的岗位不登记公益性岗位，{POST_WHO}。")
    begun = Project.objects.visible_to(user).filter(pk=whole(request.GET.get("project", "")) or 0).first()
    form = PostForm(request.POST or None, user=user, initial=first_post(user, begun))
    if request.method == "POST" and form.is_valid():
        try:
            post = record_post(values=form.values(), by=user, at=timezone.now())
        except Refusal as refusal:
            show_at_fields(form, refusal)
        else:
            messages.success(request, f"已登记“{post}”，现在空缺。定了人的请接着安排上岗，还没有定的以后再办。")
            return redirect("welfare_assign", post.pk)
    return render(
        request, "labor/companies/welfare_new.html", {"form": form}, status=422 if form.errors else 200
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def welfare_assign(request: HttpRequest, pk: int) -> HttpResponse:
    def act(post: WelfarePost, form: AssignForm, **by: Any) -> str:
        days = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}
        held = assign(post=post, person=form.person(), version=form.seen, **days, **by)
        return f"已安排{form.person().name}（{form.person().masked}）到“{held.title}”上岗。"

    def unfit(post: WelfarePost) -> str:
        return f"“{post}”已有{post.worker}，不能再安排。换人的请期满后另登记一个岗位。" if post.worker else ""

    heading, lead = "安排上岗", "一个岗位安排一个人，同一个人同一时间只在一个岗位；未满16周岁的不能安排。"
    return _do(request, pk, AssignForm, act, unfit, {"heading": heading, "lead": lead})


@never_cache
@require_http_methods(["GET", "POST"])
def welfare_end(request: HttpRequest, pk: int) -> HttpResponse:
    def act(post: WelfarePost, form: EndForm, **by: Any) -> str:
        held = end_post(post=post, ends_on=form.cleaned_data["ends_on"], version=form.seen, **by)
        return f"“{held.title}”的期满日期登记为{held.ends_on:%Y-%m-%d}。"

    def unfit(post: WelfarePost) -> str:
        return "" if post.worker else f"“{post}”还没有人上岗，不用办理期满。"

    lead = "登记在岗的最后一天，提前结束、续期和填错的都在这里改。过了这一天不再计入在岗人数和补贴。"
    return _do(request, pk, EndForm, act, unfit, {"heading": "办理期满", "lead": lead})


@never_cache
@require_http_methods(["GET", "POST"])
def welfare_void(request: HttpRequest, pk: int) -> HttpResponse:
    def act(post: WelfarePost, form: VoidForm, **by: Any) -> str:
        void_post(post=post, reason=form.cleaned_data["reason"], version=form.seen, **by)
        return f"已撤销“{post}”，不再计入岗位数；可以在“状态”里选已撤销查看。"

    lead = "用于登记有误的岗位；正常结束的请办理期满。撤销后不再计入岗位数和在岗人数，不能恢复，记录仍可查看。"
    context = {"heading": "撤销岗位", "lead": lead, "is_danger": True}
    return _do(request, pk, VoidForm, act, lambda post: "", context)  # noqa: ARG005


def _do(
    request: HttpRequest,
    pk: int,
    form_class: type[VersionedForm],
    act: Callable[..., str],
    unfit: Callable[[WelfarePost], str],
    context: dict[str, Any],
) -> HttpResponse:
    """One act on one post; `act` answers with the sentence of success, `unfit` why there is nothing to do."""
    user = reader(request)
    post = _kept(user, pk, context["heading"])
    gone = f"“{post}”已经撤销，不能{context['heading']}。" if post.voided_at else ""
    if request.method == "GET" and (sentence := gone or unfit(post)):
        messages.warning(request, sentence)
        return redirect("welfare_list")
    shown = {"version": post.version, "ends_on": post.ends_on}
    form = form_class(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        try:
            done = act(post, form, by=user, at=timezone.now())
        except Refusal as refusal:
            show_at_fields(form, refusal)
            if isinstance(refusal, ChangedMeanwhile):
                post = _kept(user, pk, context["heading"])
                form.show_version(post.version)
        else:
            messages.success(request, done)
            return redirect("welfare_list")
    label, tone = state_of(post, today())
    context |= {"form": form, "post": post, "label": label, "tone": tone}
    return render(request, "labor/companies/welfare_act.html", context, status=422 if form.errors else 200)


def _kept(user: User, pk: int, act: str) -> WelfarePost:
    """The post, when the person keeps it; else a 403 page that says who does."""
    post = get_object_or_404(posts_of(user), pk=pk)
    if not may_keep_post(user, post.township, post.project):
        raise PermissionDenied(f"您不能对“{post}”{act}，{POST_WHO}。")
    return post
