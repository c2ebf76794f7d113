from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from units.models.unit import Unit


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do comes from dated RoleGrants, never from flags here."""

    username = models.CharField(
        "账号", max_length=40, unique=True, error_messages={"unique": "这个账号已经有人使用，请换一个。"}
    )
    name = models.CharField("姓名", max_length=40)
    email = models.EmailField("工作邮箱", blank=True)
    wants_mail = models.BooleanField("接收邮件", default=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    is_demo = models.BooleanField("演示账号", default=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    DISTRICT_LEADER = "district_leader", "区领导"
    OFFICE_ADMIN = "office_admin", "办公室管理员"
    OFFICE_CLERK = "office_clerk", "办公室经办人"
    UNIT_FILER = "unit_filer", "单位填报人"
    UNIT_REVIEWER = "unit_reviewer", "单位审核人"
    OWNER_CLERK = "owner_clerk", "业主（施工）单位录入人"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def current(self, *, on: date) -> RoleGrantQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class RoleGrant(models.Model):
    """授权: one role in one unit between two dates (§12 of the rules; 三员分设, R18)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants", verbose_name="用户")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants", verbose_name="单位")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        ordering = ["user__username", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="grant_dates_in_order",
                violation_error_message="授权的截止日期不能早于起始日期。",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=Q(ends_on=None),
                name="grant_one_open",
                violation_error_message="该用户在这个单位已有同样的授权。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.unit}"

    def is_current(self, *, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)
