from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from units.models.people import User


class Channel(models.TextChoices):
    EMAIL = "email", "邮件"
    WEBHOOK = "webhook", "工作群"


class OutgoingState(models.TextChoices):
    WAITING = "waiting", "待发送"
    SENDING = "sending", "正在发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    CANCELLED = "cancelled", "已取消"


class MessageKind(models.TextChoices):
    REMINDER = "reminder", "催报"
    REPORT = "report", "调度报告"
    ALARM = "alarm", "应有未有"
    EXCEPTION = "exception", "锁定例外"
    CALENDAR = "calendar", "调度日程"
    FILING = "filing", "进度填报"
    ASSIGNMENT = "assignment", "任务分工"
    SUPERVISION = "supervision", "督办"
    MEETING = "meeting", "会议"
    ISSUE = "issue", "新情况新问题"
    MATTER = "matter", "重大事项"
    SITUATION = "situation", "综合研判"
    SCORE = "score", "考核"
    CASE = "case", "典型案例"


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    def due(self, *, at: datetime) -> OutgoingQuerySet:
        """What waits to be sent by then; one that was being sent and whose sender fell silent is due again."""
        return self.filter(state__in=[OutgoingState.WAITING, OutgoingState.SENDING], next_at__lte=at)


class Outgoing(models.Model):
    """外发: one letter to one mailbox or one line to the work chat, carrying one message or many (汇总).

    It is written in the transaction of what it tells of and sent later by a job; a failed one is tried again. While it
    is being sent, `next_at` is the time after which its sender counts as lost (docs/decisions/mail-at-least-once.md).
    """

    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    key = models.CharField("对象", max_length=120, help_text="同一渠道同一对象只发一次")
    to = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="收件人"
    )
    address = models.CharField("地址", max_length=254, blank=True)
    subject = models.CharField("标题", max_length=120)
    body = models.TextField("内容")
    state = models.CharField("状态", max_length=10, choices=OutgoingState.choices, default=OutgoingState.WAITING)
    attempts = models.IntegerField("次数", default=0)
    next_at = models.DateTimeField("下次发送时间")
    interrupted = models.IntegerField("中断次数", default=0, help_text="发送时中断，不知道对方收到没有")
    failure = models.CharField("失败原因", max_length=300, blank=True)
    written_at = models.DateTimeField("写成时间")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "外发"
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "key"],
                name="outgoing_once",
                violation_error_message="这一条已经写成，不会重复发送。",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="outgoing_sent_has_time",
                violation_error_message="已发送的须有发送时间。",
            ),
        ]
        indexes = [models.Index(fields=["state", "next_at"])]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.subject}"


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> MessageQuerySet:
        """Everybody reads their own."""
        return self.filter(to_id=user.pk)

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at=None)


class Message(models.Model):
    """站内消息: told to one person once; `key` says of what, so that telling again changes nothing.

    No number of a person (身份证号、卡号、电话) ever stands in a message: it may leave by mail or chat.
    """

    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="messages", verbose_name="收件人")
    kind = models.CharField("种类", max_length=20, choices=MessageKind.choices)
    key = models.CharField("对象", max_length=100)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    url = models.CharField("去办理", max_length=200, blank=True)
    tone = models.CharField("轻重", max_length=10, default="info")
    wants_mail = models.BooleanField("同时发邮件", default=False)
    told_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    outgoing = models.ForeignKey(
        Outgoing, null=True, blank=True, on_delete=models.PROTECT, related_name="messages", verbose_name="随哪封发出"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "站内消息"
        ordering = ["-told_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "key"], name="message_once", violation_error_message="这条消息已经发过。"
            )
        ]
        indexes = [
            models.Index(fields=["to", "read_at"]),
            models.Index(fields=["read_at"], name="message_by_reading"),
            models.Index(
                fields=["told_at"],
                condition=Q(wants_mail=True, outgoing=None, read_at=None),
                name="message_awaits_mail",
            ),
        ]

    def __str__(self) -> str:
        return self.title
