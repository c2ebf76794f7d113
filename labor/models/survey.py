from __future__ import annotations

from django.db import models
from django.db.models import Q

from labor.models.trade import Trade
from labor.models.worker import Worker
from projects.models.constraints import in_order, signed
from units.models import Unit, User
from units.scope import UNIT_ROLES, scope_of


class Category(models.TextChoices):
    """人员类别: whom work relief is for first; a person may be of several (主城以06–08为主)."""

    LIFTED = "01", "脱贫人口"
    AT_RISK = "02", "防止返贫监测对象"
    RELOCATED = "03", "易地搬迁群众"
    DISASTER = "04", "因灾需救助群众"
    STRANDED = "05", "受不可抗力无法外出务工群众"
    RETURNED = "06", "返乡农民工"
    URBAN_LOW_INCOME = "07", "城镇低收入人口"
    HARD_TO_EMPLOY = "08", "就业困难人员"
    RURAL_LOW_INCOME = "09", "其他农村低收入人口"
    VETERAN = "10", "未就业退役军人"
    GRADUATE = "11", "困难高校毕业生"
    LAID_OFF = "12", "外资外贸企业失业人员"
    OTHER = "99", "其他当地劳动力"


class Education(models.TextChoices):
    PRIMARY = "primary", "小学及以下"
    MIDDLE = "middle", "初中"
    HIGH = "high", "高中（中专、技校）"
    COLLEGE = "college", "大专"
    UNIVERSITY = "university", "本科及以上"


class Ability(models.TextChoices):
    """劳动能力."""

    FULL = "full", "有劳动能力"
    WEAK = "weak", "弱劳动能力"
    NONE = "none", "无劳动能力"


class Employment(models.TextChoices):
    """就业状态."""

    UNEMPLOYED = "unemployed", "未就业"
    FLEXIBLE = "flexible", "灵活就业"
    FARMING = "farming", "在家务农"
    EMPLOYED = "employed", "已就业"


class Willingness(models.TextChoices):
    """务工意愿."""

    YES = "yes", "愿意"
    DEPENDS = "depends", "视岗位而定"
    NO = "no", "不愿意"


class LaborSurvey(models.Model):
    """摸底调查: a yearly or special campaign in which townships find out who wants work (notice, 三（四）（八）)."""

    year = models.IntegerField("年度")
    title = models.CharField("名称", max_length=80)
    opens_on = models.DateField("开始日期")
    due_on = models.DateField("截止日期")
    note = models.CharField("要求", max_length=300, blank=True)
    opened_at = models.DateTimeField("开启时间")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="开启人")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="结束人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "摸底调查"
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "title"], name="survey_title_once", violation_error_message="本年度已有同名的摸底调查。"
            ),
            in_order("survey", "opens_on", "due_on", "截止日期不能早于开始日期。"),
            signed("survey", "closed"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.title}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class SurveyPart(models.Model):
    """One township's part of a survey; finished when the township says that everybody has been asked."""

    survey = models.ForeignKey(LaborSurvey, on_delete=models.PROTECT, related_name="parts", verbose_name="摸底调查")
    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="survey_parts", verbose_name="镇街")
    due_on = models.DateField("截止日期")
    finished_at = models.DateTimeField("报送时间", null=True, blank=True)
    finished_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="报送人"
    )
    reopen_reason = models.CharField("撤回报送原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "镇街摸底"
        ordering = ["survey", "township__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "township"],
                name="survey_part_once",
                violation_error_message="这个镇街已在本次摸底里。",
            ),
            signed("survey_part", "finished"),
        ]

    def __str__(self) -> str:
        return f"{self.survey} {self.township}"


class ResponseQuerySet(models.QuerySet["SurveyResponse"]):
    def in_force(self) -> ResponseQuerySet:
        return self.filter(withdrawn_at=None)

    def visible_to(self, user: User) -> ResponseQuerySet:
        """The office and leaders see all; a township sees the people of its own territory; nobody else sees anybody."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        return self.filter(part__township__in=scope.unit_ids(*UNIT_ROLES))


class SurveyResponse(models.Model):
    """摸底表 line: what one person said in one survey. The phone is sealed; the ID number is the worker's."""

    survey = models.ForeignKey(LaborSurvey, on_delete=models.PROTECT, related_name="responses", verbose_name="摸底调查")
    part = models.ForeignKey(SurveyPart, on_delete=models.PROTECT, related_name="responses", verbose_name="镇街摸底")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="responses", verbose_name="人员")
    name = models.CharField("姓名", max_length=40)
    village = models.CharField("村（社区）", max_length=40)
    education = models.CharField("文化程度", max_length=12, choices=Education.choices, blank=True)
    ability = models.CharField("劳动能力", max_length=8, choices=Ability.choices)
    employment = models.CharField("就业状态", max_length=12, choices=Employment.choices)
    certificates = models.CharField("技能证书", max_length=120, blank=True)
    skills = models.ManyToManyField(Trade, blank=True, related_name="skilled", verbose_name="技能")
    willingness = models.CharField("务工意愿", max_length=8, choices=Willingness.choices)
    wanted = models.ManyToManyField(Trade, blank=True, related_name="wanted_by", verbose_name="意愿岗位")
    available_from = models.DateField("可务工开始", null=True, blank=True)
    available_to = models.DateField("可务工结束", null=True, blank=True)
    training_wanted = models.CharField("培训需求", max_length=120, blank=True)
    phone_sealed = models.CharField("电话（密）", max_length=200, blank=True)
    phone_masked = models.CharField("电话", max_length=11, blank=True)
    surveyor = models.CharField("调查人", max_length=40)
    surveyed_on = models.DateField("调查日期")
    remark = models.CharField("备注", max_length=200, blank=True)
    version = models.IntegerField("版本", default=0)
    filed_at = models.DateTimeField("登记时间")
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="撤销人"
    )
    withdraw_reason = models.CharField("撤销原因", max_length=200, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "摸底表"
        ordering = ["part", "village", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "worker"],
                condition=Q(withdrawn_at=None),
                name="response_person_once_a_survey",
                violation_error_message="这个人在本次摸底里已经登记，请打开原有一条修改。",
            ),
            in_order("response", "available_from", "available_to", "可务工结束日期不能早于开始日期。"),
            signed("response", "withdrawn"),
        ]
        indexes = [
            models.Index(fields=["part", "village", "withdrawn_at"], name="response_by_village"),
            models.Index(fields=["survey", "willingness", "ability", "withdrawn_at"], name="response_by_will"),
            models.Index(fields=["name"], name="response_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.survey}"


class ResponseCategory(models.Model):
    """One of a person's categories; they may overlap, so their counts do not add up to the number of people."""

    response = models.ForeignKey(
        SurveyResponse, on_delete=models.CASCADE, related_name="categories", verbose_name="摸底表"
    )
    category = models.CharField("人员类别", max_length=2, choices=Category.choices)

    class Meta:
        verbose_name = verbose_name_plural = "人员类别"
        ordering = ["response", "category", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "category"],
                name="response_category_once",
                violation_error_message="同一类别只选一次。",
            )
        ]
        indexes = [models.Index(fields=["category", "response"], name="category_of_response")]

    def __str__(self) -> str:
        return self.get_category_display()
