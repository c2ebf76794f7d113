"""One session: what it was, who was on its list, who rests on it, its files; people marked and taken off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.models import Engagement, Trainee, Training, TrainingFileKind
from labor.trainings.actions import remove_trainees, sign
from labor.trainings.counts import with_counts
from labor.trainings.grading import grade
from labor.trainings.ledger import hours
from labor.trainings.permissions import may_keep
from labor.trainings.resting import resting_stays
from projects.proofs.permissions import closed
from projects.proofs.shelf import shelf
from projects.requests import reader, ticked_rows
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, today

PER_PAGE = 200
SHOWN = {"": "全部", "unsigned": "未签字", "ungraded": "已签字未登记考核"}
GRADES: dict[str, bool | None] = {"pass": True, "fail": False, "ungrade": None}
DONE = {
    "sign": "已登记{}人签字。", "sign_all": "已登记{}人签字。", "unsign": "已取消{}人的签字和考核结果。",
    "pass": "已登记{}人考核合格。", "fail": "已登记{}人考核不合格。", "ungrade": "已取消{}人的考核结果。",
    "remove": "已把{}人移出名单。",
}  # fmt: skip


@never_cache
@require_GET
def training_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return show_page(request, user, training_of(user, pk))


@never_cache
@require_POST
def training_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """签字, 考核 or 移出 of the people ticked, or 签字 of everybody."""
    user = reader(request)
    training, act = training_of(user, pk), request.POST.get("act", "")
    if act not in DONE:
        raise Http404("没有这种办理。")
    keys = set(ticked_rows(request, "trainee"))
    try:
        number = _mark(training, act, keys, user)
    except Refusal as refusal:
        return show_page(request, user, training, refused=refusal.sentences, ticked=keys)
    messages.success(request, DONE[act].format(number))
    home = reverse("training_detail", args=[pk])
    return redirect(f"{home}?{query}" if (query := query_of(request)) else home)


def _mark(training: Training, act: str, keys: Collection[int], user: User) -> int:
    signed: dict[str, Any] = {"by": user, "at": timezone.now()}
    if act == "remove":
        return remove_trainees(training=training, trainees=keys, **signed)
    if act in GRADES:
        return grade(training=training, trainees=keys, has_passed=GRADES[act], **signed)
    if act == "sign_all":
        keys = set(training.trainees.filter(is_signed=False).values_list("pk", flat=True))
    return sign(training=training, trainees=keys, is_signed=act != "unsign", **signed)


def training_of(user: User, pk: int) -> Training:
    """A session within the person's scope, or 404."""
    related = ("project", "organizer", "trade", "recorded_by", "voided_by")
    return get_object_or_404(with_counts(Training.objects.visible_to(user)).select_related(*related), pk=pk)


def show_page(
    request: HttpRequest,
    user: User,
    training: Training,
    *,
    refused: Sequence[str] = (),
    ticked: Collection[int] = (),
    print_reason: str = "",
    void_reason: str = "",
) -> HttpResponse:
    """The session's page; with what was refused and what the person had typed and ticked."""
    shown = request.GET.get("show", "") if request.GET.get("show", "") in SHOWN else ""
    page = page_of(request, _people(training, shown), per_page=PER_PAGE)
    stays = _stays(user, training)
    may_change = _may_change(user, training)
    context = {
        "training": training,
        "hours": hours(training.minutes),
        "page": page,
        "rows": [(one, stays.get(one.pk, [])) for one in page.object_list],
        "resting": sum(map(len, stays.values())),
        "query": query_of(request),
        "tabs": _tabs(training, shown),
        "shown": shown,
        "may_change": may_change,
        "may_mark": may_change and training.held_on <= today(),
        "shelves": _shelves(training, may_change=may_change),
        "lacks": _lacks(training),
        "refused": refused,
        "ticked": ticked,
        "print_reason": print_reason,
        "void_reason": void_reason,
    }
    return render(request, "labor/trainings/training_detail.html", context, status=422 if refused else 200)


def _may_change(user: User, training: Training) -> bool:
    is_closed = bool(training.project and closed(training.project))
    return not (training.voided_at or is_closed) and may_keep(user, training.organizer, training.project)


def _people(training: Training, shown: str) -> Any:
    people = training.trainees.select_related("worker").order_by("pk")
    if shown == "unsigned":
        return people.filter(is_signed=False)
    return people.filter(is_signed=True, has_passed=None) if shown == "ungraded" else people


def _stays(user: User, training: Training) -> dict[int, list[tuple[Engagement, bool]]]:
    """Trainee key → the stays that rest on the training, and whether the person may open each."""
    found: dict[int, list[tuple[Engagement, bool]]] = defaultdict(list)
    seen = set(resting_stays(training).visible_to(user).values_list("pk", flat=True))  # type: ignore[attr-defined]
    for stay in resting_stays(training):
        found[stay.safety_training_id or 0].append((stay, stay.pk in seen))
    return found


def _tabs(training: Any, shown: str) -> list[dict[str, Any]]:
    ungraded = Trainee.objects.filter(training=training, is_signed=True, has_passed=None).count()
    numbers = {"": training.listed, "unsigned": training.listed - training.signed, "ungraded": ungraded}
    home = reverse("training_detail", args=[training.pk])  # a refused act shows the page under another address
    return [
        {"label": label, "url": f"{home}?show={key}", "current": key == shown, "count": numbers[key]}
        for key, label in SHOWN.items()
    ]


def _shelves(training: Training, *, may_change: bool) -> list[dict[str, Any]]:
    """The files by kind: label, key, and a shelf."""
    every = list(training.files.select_related("uploaded_by", "removed_by").order_by("pk"))
    return [
        {
            "label": kind.label,
            "kind": kind.value,
            "shelf": shelf((one for one in every if one.file_kind == kind), may_change=may_change),
        }
        for kind in TrainingFileKind
    ]


def _lacks(training: Any) -> list[str]:
    """What a held session's record still wants, in words."""
    if training.voided_at or training.held_on > today():
        return []
    wants = [
        (not training.listed, "还没有登记参训人"),
        (training.listed > training.signed, f"{training.listed - training.signed}人未登记签字"),
        (not training.sheets, "缺签到表"),
        (not training.photos, "缺影像"),
    ]
    return [said for is_wanting, said in wants if is_wanting]
