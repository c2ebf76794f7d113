"""支付文件格式: the columns of a bank's pay file and of its result file, as data that the office keeps.

A form that a batch was made with is not edited, or the same file could not be made again: it is copied and retired.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from labor.bulk import sentence_of
from labor.models import BankForm
from projects.completeness import Lack
from projects.models import PayChannel
from projects.moving import Incomplete
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, WrongState
from units.scope import scope_of

# What a column of the pay file may hold, by key, as the office's page names it.
PAY_KEYS = {
    "number": "序号",
    "reference": "支付笔号（系统编，回执凭它对应）",
    "name": "收款人户名",
    "account": "收款账号",
    "bank": "开户行",
    "amount": "金额（元）",
    "purpose": "用途",
    "id_tail": "身份证号后三位",
}
NEEDED_IN_PAY = ("reference", "name", "account", "amount")

# What the result file tells, by key; under each key stand the headings a bank may use for it.
RESULT_KEYS = {
    "reference": "支付笔号",
    "name": "户名",
    "account": "账号",
    "amount": "金额（元）",
    "result": "结果",
    "reason": "失败原因",
    "serial": "银行流水号",
    "date": "入账（退汇）日期",
}
NEEDED_IN_RESULT = ("reference", "name", "amount", "result")  # without a date column the day of import counts
WORDS = {"succeeded_words": "表示成功的字样", "failed_words": "表示失败的字样", "returned_words": "表示退汇的字样"}
NEEDED_WORDS = ("succeeded_words", "failed_words")
LONGEST_NAME, LONGEST_HEADING, MOST_COLUMNS, MOST_WORDS = 40, 30, 20, 20
KEEPERS = "支付文件格式由领导小组办公室设定，您没有这项权限。"


@dataclass(frozen=True, slots=True)
class Stated:
    """A form as the office writes it down.

    `pay_columns` in their order, each `{"key", "heading"}`; `result_columns` key → headings; words as lists.
    """

    name: str
    channel: str
    pay_columns: list[dict[str, str]]
    result_columns: dict[str, list[str]]
    succeeded_words: list[str]
    failed_words: list[str]
    returned_words: list[str] = field(default_factory=list)


def may_keep_forms(user: User) -> bool:
    return scope_of(user).is_office


def forms_for(channel: str) -> QuerySet[BankForm]:
    """Forms in use for a channel, by name."""
    return BankForm.objects.filter(channel=channel, retired_at=None)


def is_used(form: BankForm) -> bool:
    """Whether a pay file was ever made with it."""
    return form.batches.exists()


def faults_of(stated: Stated) -> list[Lack]:
    """Everything that keeps a form from being saved, each at its field."""
    return [*_plain_faults(stated), *_pay_faults(stated.pay_columns), *_result_faults(stated), *_word_faults(stated)]


def _plain_faults(stated: Stated) -> Iterable[Lack]:
    if not stated.name:
        yield Lack("name", "名称没有填，请写明是哪家银行、哪种业务的格式。")
    elif len(stated.name) > LONGEST_NAME:
        yield Lack("name", f"名称有{len(stated.name)}个字，最多{LONGEST_NAME}个字。")
    if stated.channel not in PayChannel.values:
        yield Lack("channel", "请选择发放通道。")


def _pay_faults(columns: Sequence[Mapping[str, str]]) -> Iterable[Lack]:
    keys = [column["key"] for column in columns]
    headings = [column["heading"] for column in columns]
    yield from _heading_faults("pay_columns", "支付文件", headings)
    if len(columns) > MOST_COLUMNS:
        yield Lack("pay_columns", f"支付文件有{len(columns)}列，最多{MOST_COLUMNS}列。")
    if strange := [key for key in keys if key not in PAY_KEYS]:
        yield Lack("pay_columns", f"支付文件里不认识的内容“{'、'.join(strange)}”，请从选单里选。")
    if twice := [PAY_KEYS[key] for key in PAY_KEYS if keys.count(key) > 1]:
        yield Lack("pay_columns", f"支付文件的“{'、'.join(twice)}”出现了几次，每种内容只留一列。")
    if missing := [PAY_KEYS[key] for key in NEEDED_IN_PAY if key not in keys]:
        yield Lack("pay_columns", f"支付文件缺少“{'、'.join(missing)}”，没有它们银行无法付款，回执也对不上。")


def _heading_faults(place: str, file: str, headings: Sequence[str]) -> Iterable[Lack]:
    if any(not heading for heading in headings):
        yield Lack(place, f"{file}有一列没有写表头，请写上银行要求的表头。")
    if long := [heading for heading in headings if len(heading) > LONGEST_HEADING]:
        yield Lack(place, f"{file}的表头“{long[0]}”有{len(long[0])}个字，最多{LONGEST_HEADING}个字。")
    if twice := sorted({heading for heading in headings if heading and headings.count(heading) > 1}):
        yield Lack(place, f"{file}的表头“{'、'.join(twice)}”写了两次，每个表头只能对应一种内容。")


def _result_faults(stated: Stated) -> Iterable[Lack]:
    columns = stated.result_columns
    yield from _heading_faults("result_columns", "回执文件", [one for found in columns.values() for one in found])
    if missing := [RESULT_KEYS[key] for key in NEEDED_IN_RESULT if not columns.get(key)]:
        yield Lack("result_columns", f"回执文件缺少“{'、'.join(missing)}”的表头，没有它们回执对不上。")


def _word_faults(stated: Stated) -> Iterable[Lack]:
    words = {name: getattr(stated, name) for name in WORDS}
    for name in NEEDED_WORDS:
        if not words[name]:
            yield Lack(name, f"“{WORDS[name]}”没有填，请写上银行回执里的原话，可以写几个。")
    for name, listed in words.items():
        if len(listed) > MOST_WORDS:
            yield Lack(name, f"“{WORDS[name]}”有{len(listed)}个，最多{MOST_WORDS}个。")
    every = [word for listed in words.values() for word in listed]
    if twice := sorted({word for word in every if every.count(word) > 1}):
        yield Lack("failed_words", f"字样“{'、'.join(twice)}”写在了几处，同一个字样只能有一种意思。")


@transaction.atomic
def save_form(*, stated: Stated, form: BankForm | None = None, by: User, at: datetime) -> BankForm:
    """Make a form, or edit one that no pay file was made with.

    Raises:
        NotAllowed: not the office.
        WrongState: it is retired, or in use: copy it and retire the old one.
        Incomplete: every fault at its field, a name that is taken among them.
    """
    _require_keeper(by)
    held = _editable(form) if form is not None else BankForm()
    if faults := faults_of(stated):
        raise Incomplete(faults)
    before = {name: getattr(held, name) for name in asdict(stated)}
    changes = {name: [before[name], value] for name, value in asdict(stated).items() if before[name] != value}
    for name, value in asdict(stated).items():
        setattr(held, name, value)
    _store(held)
    act = "更改支付文件格式" if form is not None else "新设支付文件格式"
    record(act=act, subject=held.name, by=by, at=at, detail={"form": held.pk, "changes": changes})
    return held


@transaction.atomic
def retire_form(*, form: BankForm, by: User, at: datetime) -> BankForm:
    """停用: no pay file is made with it any more; files made with it can still be fetched and receipted.

    Raises:
        NotAllowed: not the office. WrongState: it is retired already.
    """
    _require_keeper(by)
    if BankForm.objects.filter(pk=form.pk, retired_at=None).update(retired_at=at, retired_by=by) != 1:
        raise WrongState(f"“{form.name}”已经停用。")
    record(act="停用支付文件格式", subject=form.name, by=by, at=at, detail={"form": form.pk})
    form.refresh_from_db()
    return form


def _editable(form: BankForm) -> BankForm:
    held = BankForm.objects.select_for_update().get(pk=form.pk)
    if held.retired_at is not None:
        raise WrongState(f"“{held.name}”已经停用，不能再改；请照它新设一个。")
    if is_used(held):
        raise WrongState(f"“{held.name}”已用来生成过支付文件，不能再改；请照它新设一个，再停用它。")
    return held


def _store(held: BankForm) -> None:
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as error:
        raise Incomplete([Lack("name", sentence_of(error, BankForm) or "名称已被使用，请换一个。")]) from None


def _require_keeper(by: User) -> None:
    if not may_keep_forms(by):
        raise NotAllowed(KEEPERS)
