"""先训后上岗: which signed safety training an entry rests on (R8; notice, 三（四）)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from labor.bulk import chunks
from labor.models import Trainee, Training, TrainingKind
from units.refusals import WrongState

STANDING = Q(is_signed=True) & (Q(has_passed=None) | Q(has_passed=True))
UNTRAINED = (
    "没有查到{day}（进场日期）及以前本人签字的安全生产培训（考核不合格的不算），先训后上岗。"
    "请先登记培训并签字；确需免训的，由行业主管部门或区以工代赈办公室写明免训原因。"
)


def safety_trainings(workers: Collection[int]) -> dict[int, list[Trainee]]:
    """Worker key → their signed safety trainings in force, the latest first; one query for each few hundred.

    One whose result is 不合格 trains nobody; where no result is stated, the signature stands.
    """
    found: dict[int, list[Trainee]] = defaultdict(list)
    signed = Trainee.objects.filter(STANDING, training__kind=TrainingKind.SAFETY, training__voided_at=None)
    for part in chunks(workers):
        rows = signed.filter(worker__in=part).select_related("training")
        for trainee in rows.order_by("-training__held_on", "-training__starts", "-pk"):
            found[trainee.worker_id].append(trainee)
    return found


def fitting(trainings: Iterable[Trainee], day: date, chosen: Trainee | None = None) -> Trainee | None:
    """The latest training on or before a day; the chosen one if it is among them."""
    before = [one for one in trainings if one.training.held_on <= day]
    if chosen is not None:
        return next((one for one in before if one.pk == chosen.pk), None)
    return before[0] if before else None


def hold_trainings(trainees: Iterable[Trainee]) -> None:
    """Lock the sessions entries are about to rest on, and see that they and the signatures still stand.

    Raises:
        WrongState: one was voided, a signature taken back or a result stated as 不合格 meanwhile.
    """
    wanted = {one.pk: one.training_id for one in trainees}
    for part in chunks(sorted(set(wanted.values()))):
        held = Training.objects.select_for_update(no_key=True).filter(pk__in=part, voided_at=None)
        if len(list(held.order_by("pk"))) != len(part):
            raise WrongState("所依据的安全培训刚被作废，没有保存。请刷新页面重新选择。")
    for part in chunks(wanted):
        if Trainee.objects.filter(STANDING, pk__in=part).count() != len(part):
            raise WrongState("所依据的安全培训刚被取消签字、移出或登记为不合格，没有保存。请刷新页面重新选择。")
