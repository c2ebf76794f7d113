from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.models import Project
from units.models import User
from units.scope import scope_of


class BoardQuerySet(models.QuerySet["RightsBoard"]):
    def visible_to(self, user: User) -> BoardQuerySet:
        if scope_of(user).reads_everything:
            return self
        return self.filter(project__in=Project.objects.visible_to(user))


class RightsBoard(models.Model):
    """维权告示牌 of a project as it was filled in (国令724第34条): rows are added, never changed; the last one holds.

    The officer's telephone hangs at the gate by law; in the house it is kept as every person's number is.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="boards", verbose_name="项目")
    version = models.IntegerField("第几版")
    builder = models.CharField("建设单位", max_length=80)
    contractor = models.CharField("施工总承包单位", max_length=80)
    subcontractors = models.CharField("分包单位", max_length=200, blank=True)
    site_office = models.CharField("所在项目部", max_length=80, blank=True)
    supervisor = models.CharField("行业主管部门", max_length=80)
    supervisor_phone = models.CharField("行业主管部门电话", max_length=40)
    officer = models.CharField("劳资专管员", max_length=40)
    officer_phone_sealed = models.CharField("劳资专管员电话（密）", max_length=200)
    officer_phone_masked = models.CharField("劳资专管员电话", max_length=11)
    pay_date = models.CharField("工资支付日期", max_length=40)
    set_at = models.DateTimeField("填写时间")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="填写人")

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "维权告示牌"
        ordering = ["project", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "version"],
                name="board_version_once",
                violation_error_message="告示牌刚被别人填写过，请刷新页面，看最新内容后再填。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} 维权告示牌第{self.version}版"


class BoardContacts(models.Model):
    """公示天数、维权和受理渠道 from a day on, set by the office; of one day the last one set holds, earlier rows stay.

    A notice runs seven days (R9) or longer, as the office asks.
    """

    starts_on = models.DateField("起用日期")
    complaint = models.CharField("劳动保障监察投诉举报", max_length=120)
    arbitration = models.CharField("劳动争议调解仲裁", max_length=120)
    legal_aid = models.CharField("法律援助", max_length=120)
    legal_line = models.CharField("公共法律服务热线", max_length=60)
    office_phone = models.CharField("领导小组办公室电话", max_length=40)
    township_phones = models.JSONField("镇街受理电话", default=dict, blank=True)
    notice_days = models.IntegerField("公示天数（天）", default=7)
    set_at = models.DateTimeField("设定时间")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="设定人")

    class Meta:
        verbose_name = verbose_name_plural = "维权和受理渠道"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(notice_days__gte=7),
                name="contacts_notice_days_least",
                violation_error_message="发放公示不能少于7天。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}起的维权和受理渠道"
