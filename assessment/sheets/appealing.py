"""申诉: the unit's reviewer against one score within the window; the office's decision changes that score alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from assessment.models import Appeal, Score, Scoresheet, SheetAct, Verdict
from assessment.sheets.evidence import keep_evidence
from assessment.sheets.filling import refuse
from assessment.sheets.moving import move_sheet
from assessment.sheets.points import said, standing, told, why_not_points
from assessment.sheets.totals import retotal
from assignments.enclosures import sound_files
from documents.formats import chinese_date
from projects.keeping_files import atomic_with_files
from units.models import User
from units.reasons import stated
from units.refusals import Refusal, WrongState

LONGEST = 500


@dataclass(frozen=True)
class Plea:
    """What an appeal says: why, which points it asks for (hundredths; None: it leaves that open), and its files."""

    reason: str
    asked_centi: int | None = None
    files: Sequence[File[Any]] = ()


@atomic_with_files()
def raise_appeal(*, score: Score, plea: Plea, by: User, at: datetime, version: int | None = None) -> Appeal:
    """申诉 against one score of a sheet that was told.

    Raises:
        NotAllowed, WrongState, StalePaper: see the move table; the window is over.
        Refusal: no reason, points beyond bounds, the same points, files unfit, or one is raised already; all at once.
    """
    sheet = score.sheet
    _require_open(sheet, at)
    reason, files, wrong = _looked_into(plea)
    refuse(_why_not(score, plea) + wrong)
    changes = {score.indicator.title: [said(standing(score)), said(plea.asked_centi)]}
    move_sheet(sheet=sheet, act=SheetAct.APPEAL, by=by, at=at, version=version, changes=changes)
    appeal = Appeal.objects.create(
        score=score,
        reason=reason,
        asked_centi=plea.asked_centi,
        before_centi=standing(score),
        raised_at=at,
        raised_by=by,
    )
    keep_evidence(score=score, files=files, appeal=appeal, by=by, at=at)
    return appeal


def _looked_into(plea: Plea) -> tuple[str, list[Any], list[str]]:
    """The words and files fit to be kept, and every sentence about those that are not."""
    wrong: list[str] = []
    reason, files = "", list[Any]()
    try:
        reason = stated(
            plea.reason, lacking="请写明申诉理由：得分哪里不对，依据是什么。", noun="申诉理由", most=LONGEST
        )
    except Refusal as refusal:
        wrong += refusal.sentences
    try:
        files = sound_files(plea.files)
    except Refusal as refusal:
        wrong += refusal.sentences
    return reason, files, wrong


def _why_not(score: Score, plea: Plea) -> list[str]:
    wrong = [why_not_points(score.indicator, plea.asked_centi)]
    if plea.asked_centi is not None and plea.asked_centi == standing(score):
        wrong.append(f"主张的得分与现在的得分（{said(plea.asked_centi)}）相同，不必申诉。")
    if is_appealed(score):
        wrong.append("这项得分在本次告知后已经申诉过，不能重复申诉。")
    return [sentence for sentence in wrong if sentence]


def appealed_in(sheet: Scoresheet) -> frozenset[int]:
    """Keys of the scores that were appealed against since the sheet was last told; two queries."""
    told_at = sheet.steps.filter(act=SheetAct.NOTIFY).order_by("-pk").values_list("at", flat=True).first()
    if told_at is None:
        return frozenset()
    return frozenset(Appeal.objects.filter(score__sheet=sheet, raised_at__gte=told_at).values_list("score", flat=True))


def is_appealed(score: Score) -> bool:
    """Whether this score was appealed against since its sheet was last told."""
    return score.pk in appealed_in(score.sheet)


def is_open(sheet: Scoresheet, at: datetime) -> bool:
    """Whether the window for appeals is open at that moment."""
    return sheet.appeal_until is not None and timezone.localdate(at) <= sheet.appeal_until


def _require_open(sheet: Scoresheet, at: datetime) -> None:
    if sheet.appeal_until is not None and not is_open(sheet, at):
        raise WrongState(f"申诉期到{chinese_date(sheet.appeal_until)}为止，已经过了，不能再申诉。")


@transaction.atomic
def decide(
    *,
    appeal: Appeal,
    verdict: str,
    decision: str,
    by: User,
    at: datetime,
    points_centi: int | None = None,
    version: int | None = None,
) -> Appeal:
    """答复申诉: uphold with new points, or reject, in words. An upheld one changes that score, its total, and places.

    Raises:
        NotAllowed, WrongState, StalePaper: see the move table (who scored the sheet may not); decided already.
        Refusal: no verdict, no words, points missing, beyond bounds or the same; all at once.
    """
    held = Appeal.objects.select_related("score__indicator", "score__sheet__scheme", "score__sheet__unit").get(
        pk=appeal.pk
    )
    before = standing(held.score)
    words, wrong = _decision(decision)
    refuse(_why_not_verdict(held, verdict, points_centi) + wrong)
    after = points_centi if verdict == Verdict.UPHELD else before
    one = held.score.indicator
    sheet = move_sheet(
        sheet=held.score.sheet, act=SheetAct.DECIDE, by=by, at=at, version=version, reason=words,
        changes={one.title: [told(one, before), told(one, after)]},
    )  # fmt: skip
    given = {"verdict": verdict, "decision": words, "before_centi": before, "after_centi": after}
    if Appeal.objects.filter(pk=held.pk, verdict="").update(**given, decided_at=at, decided_by=by) != 1:
        raise WrongState("这项申诉刚刚已由别人答复，请刷新页面查看。")
    if verdict == Verdict.UPHELD:
        Score.objects.filter(pk=held.score_id).update(final_centi=after)
        retotal(sheet)
    held.refresh_from_db()
    return held


def _decision(decision: str) -> tuple[str, list[str]]:
    try:
        return stated(decision, lacking="请写明答复：采纳或维持的理由。", noun="答复", most=LONGEST), []
    except Refusal as refusal:
        return "", list(refusal.sentences)


def _why_not_verdict(appeal: Appeal, verdict: str, points_centi: int | None) -> list[str]:
    if verdict not in Verdict.values:
        return ["请选择处理结果：采纳或维持。"]
    if verdict == Verdict.REJECTED:
        return ["维持原得分的不填改后得分；要改得分请选“采纳”。"] if points_centi is not None else []
    if points_centi is None:
        return ["采纳申诉请填写改后得分。"]
    if points_centi == standing(appeal.score):
        return [f"改后得分与现在的得分（{said(points_centi)}）相同；不改得分的请选“维持”。"]
    return [wrong for wrong in [why_not_points(appeal.score.indicator, points_centi)] if wrong]
