"""登记、修改、替代、失效 of policy documents, and which rule stands on which of their clauses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from assignments.models import Policy, PolicyCitation
from assignments.policies.permissions import LIBRARY_WHO, may_keep_library
from assignments.policies.rules import BY_NUMBER
from documents.masking import without_numbers
from units.audit import record
from units.models import User
from units.permissions import require
from units.reasons import required_reason
from units.refusals import Refusal, WrongState

VALUES = (
    "title", "document_number", "level", "issuer", "issued_on", "effective_on", "expires_on", "summary", "source",
)  # fmt: skip


@transaction.atomic
def register_policy(*, values: dict[str, Any], by: User, at: datetime) -> Policy:
    """Put a document into the library.

    Args:
        values: VALUES; days may be None where they are not known.

    Raises:
        NotAllowed: not the office admin.
        Refusal: everything that does not fit, at once.
    """
    require(may_keep_library(by), LIBRARY_WHO)
    made = Policy(registered_at=at, registered_by=by, **_sound(values))
    _check(made)
    made.save(force_insert=True)
    record(act="登记政策文件", subject=str(made), by=by, at=at, detail={"id": made.pk, **_said(made)})
    return made


@transaction.atomic
def edit_policy(*, policy: Policy, values: dict[str, Any], by: User, at: datetime) -> Policy:
    """Correct what the library says of a document; before and after go to the audit trail."""
    held = _held(policy, by)
    before = _said(held)
    for name, value in _sound(values).items():
        setattr(held, name, value)
    _check(held)
    after = _said(held)
    changes = {name: [before[name], after[name]] for name in VALUES if before[name] != after[name]}
    if changes:
        held.save()
        _tell("修改政策文件", held, changes, by=by, at=at)
    return held


@transaction.atomic
def supersede_policy(*, policy: Policy, successor: Policy | None, by: User, at: datetime) -> Policy:
    """Say which later document takes a policy's place; None takes such a mark back.

    Raises:
        Refusal: the document itself, or one that it has itself superseded.
        WrongState: so it stands already.
    """
    held = _held(policy, by)
    if successor is not None and (wrong := _circle(held, successor)):
        raise Refusal(wrong)
    before = held.superseded_by
    if before == successor:
        raise WrongState("这份文件的替代情况没有变化，不必再办。")
    held.superseded_by = successor
    held.save(update_fields=["superseded_by"])
    changes = {"superseded_by": [str(before or ""), str(successor or "")]}
    _tell("标注政策替代" if successor else "撤销政策替代", held, changes, by=by, at=at)
    return held


@transaction.atomic
def expire_policy(*, policy: Policy, expires_on: date, reason: str, by: User, at: datetime) -> Policy:
    """Say from which day a policy is no longer in force, and why.

    Raises:
        Refusal: no reason, or a day before it took effect.
    """
    held = _held(policy, by)
    why, before = required_reason(reason), held.expires_on
    held.expires_on = expires_on
    _check(held)
    held.save(update_fields=["expires_on"])
    changes = {"expires_on": [str(before or ""), str(expires_on)], "reason": why}
    _tell("标注政策失效", held, changes, by=by, at=at)
    return held


@transaction.atomic
def cite(*, policy: Policy, rule: str, clause: str, by: User, at: datetime) -> PolicyCitation:
    """Say that a rule of the system stands on a clause of a policy."""
    held = _held(policy, by)
    if rule not in BY_NUMBER:
        raise Refusal(f"没有编号为“{rule}”的规则，请从 R1 至 R18 中选择。")
    made = PolicyCitation(policy=held, rule=rule, clause=clause.strip())
    _validated(made)
    made.save(force_insert=True)
    _tell("登记政策引用", held, {"rule": rule, "clause": made.clause}, by=by, at=at)
    return made


@transaction.atomic
def uncite(*, citation: PolicyCitation, by: User, at: datetime) -> None:
    """Take a citation back; the audit trail keeps it."""
    held = _held(citation.policy, by)
    if not PolicyCitation.objects.filter(pk=citation.pk).delete()[0]:
        raise WrongState("这条引用已经取消，不必再办。请刷新页面。")
    _tell("取消政策引用", held, {"rule": citation.rule, "clause": citation.clause}, by=by, at=at)


def _held(policy: Policy, by: User) -> Policy:
    require(may_keep_library(by), LIBRARY_WHO)
    return Policy.objects.select_for_update(of=("self",)).get(pk=policy.pk)


def _sound(values: dict[str, Any]) -> dict[str, Any]:
    """The values by name, texts without spaces around them and without numbers of people."""
    given = {name: values[name] for name in VALUES}
    given["summary"] = without_numbers(given["summary"])
    return {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}


def _circle(policy: Policy, successor: Policy) -> str:
    seen, one = {policy.pk}, successor
    while one.pk not in seen:
        if one.superseded_by is None:
            return ""
        seen.add(one.pk)
        one = one.superseded_by
    return f"{successor}不能替代这份文件：它就是这份文件，或已被这份文件替代。"


def _check(policy: Policy) -> None:
    faults = [*_unfit(policy)]
    try:
        policy.full_clean()
    except ValidationError as error:
        faults += error.messages
    if faults:
        raise Refusal(*dict.fromkeys(faults))


def _unfit(policy: Policy) -> Iterator[str]:
    same = Policy.objects.filter(title=policy.title, document_number="").exclude(pk=policy.pk)
    if not policy.document_number and same.exists():
        yield f"《{policy.title}》已在库中（没有文号），请修改那一份，或填写文号。"
    if policy.issued_on and policy.effective_on and policy.effective_on < policy.issued_on:
        yield "生效日期早于成文日期，请核对。"


def _validated(citation: PolicyCitation) -> None:
    try:
        citation.full_clean()
    except ValidationError as error:
        raise Refusal(*error.messages) from error


def _said(policy: Policy) -> dict[str, str]:
    return {name: str(getattr(policy, name) or "") for name in VALUES}


def _tell(act: str, policy: Policy, changes: dict[str, Any], *, by: User, at: datetime) -> None:
    record(act=act, subject=str(policy), by=by, at=at, detail={"id": policy.pk, **changes})
