"""务工 on a project's page: people on site, attendance, posts still open, trainings, the board at the gate."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone

from documents.formats import days
from labor.attendance.grid import project_work
from labor.attendance.sheets import period_of, sheet_of
from labor.clocks.card import pay_annex
from labor.demands.counting import counted
from labor.models import Engagement, LaborDemand, Training
from labor.models.demand import SEEKING
from labor.notices.boards import board_of
from labor.rosters.counts import heads_of
from labor.trainings.counts import training_counts
from projects.models import Project
from projects.views.annexes import Annex, register
from projects.views.glance import Figure
from units.models import User

LEAD = "花名册、考勤、用工需求和培训台账里登记的，点数字看明细；与各月填报的数是两回事，可以互相核对。"


def labor_annex(project: Project, user: User, at: datetime) -> Annex:
    """Five figures with the ledgers behind them, in a constant number of queries.

    人 on site are counted once each; attendance is in 工日, trainings in 人次 of this year's sessions. Demands and
    trainings are those the person may see.
    """
    today = timezone.localdate(at)
    figures = [
        _people(project, today),
        _attendance(project, at),
        _posts(project, user),
        _trainings(project, user, today),
        _board(project),
    ]
    return Annex("labor", "务工", LEAD, figures)


def _people(project: Project, today: date) -> Figure:
    heads = heads_of(Engagement.objects.filter(project=project), today)
    address = reverse("roster_detail", args=[project.pk])
    return Figure("今天在场", str(heads.here), "人", f"花名册登记过{heads.registered}人", address)


def _attendance(project: Project, at: datetime) -> Figure:
    period = period_of(timezone.localdate(at), at)
    sheet = sheet_of(project, period)
    told = "还没有登记" if sheet.pk is None else "已随发放表锁定" if sheet.locked_at else "登记中"
    address = reverse("attendance_sheet", args=[project.pk, period.key])
    return Figure(f"{period.month.month}月考勤", days(project_work(sheet)), "工日", told, address)


def _posts(project: Project, user: User) -> Figure:
    seen = counted(LaborDemand.objects.visible_to(user).filter(project=project)).order_by()
    wanted, written = Sum("headcount", filter=SEEKING, default=0), Count("pk")
    sums = seen.aggregate(left=Sum("open_posts", default=0), wanted=wanted, written=written)
    note = f"已发布的需求共{sums['wanted']}人" if sums["wanted"] else "现在没有已发布的用工需求"
    address = f"{reverse('demand_list')}?project={project.pk}" if sums["written"] else ""
    return Figure("招工还缺", str(sums["left"]), "人", note, address)


def _trainings(project: Project, user: User, today: date) -> Figure:
    held = Training.objects.visible_to(user).filter(project=project)
    sums = training_counts(held, first=date(today.year, 1, 1), last=today)
    note = f"{sums.sessions}期、{sums.people}人" if sums.sessions else "今年还没有登记培训"
    return Figure("今年培训", str(sums.attendances), "人次", note, f"{reverse('training_list')}?project={project.pk}")


def _board(project: Project) -> Figure:
    """The board at the site's gate: which version holds (国令724第34条)."""
    board, address = board_of(project), reverse("rights_board", args=[project.pk])
    if board is None:
        return Figure("维权告示牌", "未填写", "", "工地上必须有，填写后可打印", address)
    return Figure("维权告示牌", f"第{board.version}版", "", f"{timezone.localdate(board.set_at):%Y-%m-%d}填写", address)


def register_all() -> None:
    register(labor_annex)
    register(pay_annex)
