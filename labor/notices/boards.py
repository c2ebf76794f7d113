"""维权告示牌 of a project (国令724第34条): filled in from what the house knows, kept in versions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from documents.formats import chinese_date, mask_phone, yuan
from documents.identifiers import check_phone
from labor.models import RightsBoard, WageStandard
from labor.notices.contacts import contacts_on
from labor.pay.permissions import may_prepare
from labor.standards import standard_for
from projects.models import Contract, Project, Proof
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState
from units.secrecy import seal

TEXTS = (
    "builder", "contractor", "subcontractors", "site_office", "supervisor", "supervisor_phone", "officer", "pay_date",
)  # fmt: skip
ASKED = {name for name in TEXTS if name not in {"subcontractors", "site_office"}}
FILLERS = "维权告示牌由业主（施工）单位录入人、业主单位或行业主管部门填报人、领导小组办公室填写，您没有这项权限。"


def board_of(project: Project) -> RightsBoard | None:
    """The version that holds."""
    return RightsBoard.objects.filter(project=project).select_related("set_by").order_by("-version").first()


def begun_for(project: Project) -> RightsBoard:
    """An unsaved board with what the project and its contracts say; what they do not is left empty."""
    contracts = _contracts(project)
    officer = next((one for one in contracts if one.officer), None)
    return RightsBoard(
        project=project,
        version=0,
        builder=contracts[0].client if contracts else project.owner_name,
        contractor=_joined([one.contractor for one in contracts]) or project.contractor_name,
        supervisor=project.department.name,
        officer=officer.officer if officer else "",
        officer_phone_sealed=officer.officer_phone_sealed if officer else "",
        officer_phone_masked=officer.officer_phone_masked if officer else "",
    )


@transaction.atomic
def save_board(
    *, project: Project, values: Mapping[str, str], phone: str, seen: int, by: User, at: datetime
) -> RightsBoard:
    """填写维权告示牌: one more version, the earlier ones stay.

    Args:
        values: the texts of TEXTS.
        phone: the officer's mobile number; "" keeps the one that the last version or the contract has.
        seen: the version the person began from, 0 for none.

    Raises:
        NotAllowed: not one who prepares the project's rolls.
        WrongState: somebody filled it in meanwhile.
        Refusal: everything missing, too long or no telephone.
    """
    if not may_prepare(by, project):
        raise NotAllowed(FILLERS)
    Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if (held := _version(project)) != seen:
        raise WrongState(f"告示牌刚被别人填写过（现在是第{held}版），您的修改没有保存。请打开最新内容再填。")
    begun = board_of(project) or begun_for(project)
    texts = {name: values.get(name, "").strip() for name in TEXTS}
    if wrong := [*_wrong_texts(texts), *_wrong_phone(phone, begun)]:
        raise Refusal(*wrong)
    sealed = (seal(phone), mask_phone(phone)) if phone else (begun.officer_phone_sealed, begun.officer_phone_masked)
    made = RightsBoard.objects.create(
        project=project, version=held + 1, officer_phone_sealed=sealed[0], officer_phone_masked=sealed[1],
        set_at=at, set_by=by, **texts,
    )  # fmt: skip
    detail = {**texts, "officer_phone": sealed[1], "version": made.version}
    record(act="填写维权告示牌", subject=f"{project.code} {project.name}", by=by, at=at, detail=detail)
    return made


def lacking_to_print(board: RightsBoard | None, day: date) -> list[str]:
    """What the board lacks before it can hang at the gate, as sentences."""
    wrong = [] if board else ["还没有填写告示牌，请先填写。"]
    if contacts_on(day) is None:
        wrong.append("办公室还没有设定投诉举报、仲裁、法律援助渠道，请联系领导小组办公室设定。")
    if standard_for(day) is None:
        wrong.append("还没有今天适用的最低工资标准，请联系领导小组办公室设定。")
    return wrong


def wage_said(standard: WageStandard) -> str:
    """2100元/月，21元/时（2022年4月1日起）."""
    month, hour = (yuan(fen).removesuffix(".00") for fen in (standard.month_fen, standard.hour_fen))
    return f"{month}元/月，{hour}元/时（{chinese_date(standard.starts_on)}起）"


def _contracts(project: Project) -> list[Contract]:
    found = Proof.objects.in_force().filter(project=project, contract__isnull=False).select_related("contract")
    return [one.contract for one in found.order_by("contract__signed_on", "pk")]


def _version(project: Project) -> int:
    return RightsBoard.objects.filter(project=project).aggregate(last=Max("version"))["last"] or 0


def _joined(names: list[str]) -> str:
    """The names, each once, as far as the board has room."""
    longest = RightsBoard._meta.get_field("contractor").max_length
    return "、".join(dict.fromkeys(names))[:longest]


def _wrong_texts(texts: Mapping[str, str]) -> list[str]:
    wrong = []
    for name, text in texts.items():
        column: Any = RightsBoard._meta.get_field(name)
        if not text and name in ASKED:
            wrong.append(f"请填写{column.verbose_name}，告示牌上必须有。")
        elif len(text) > column.max_length:
            wrong.append(f"{column.verbose_name}有{len(text)}个字，最多{column.max_length}个字。")
    return wrong


def _wrong_phone(phone: str, begun: RightsBoard) -> list[str]:
    if not phone:
        return [] if begun.officer_phone_sealed else ["请填写劳资专管员电话，告示牌上必须有。"]
    return ["劳资专管员电话应为11位手机号，请核对。"] if check_phone(phone) else []
