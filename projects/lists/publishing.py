"""发布清单: settle the proposal, write it, freeze it word for word, and be able to prove that nobody touched it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from documents.formats import wan
from projects.imports.allocated import Allocated, allocated_of, below_allocated
from projects.imports.funding_text import funding_faults, funding_parts
from projects.inspections.holding import held_projects
from projects.lists.applying import Publishing, apply_row
from projects.lists.permissions import require_list_keeper
from projects.lists.proposal import Proposal, ProposedRow, proposed
from projects.lists.rows import missing
from projects.models import (
    Funding,
    ListEntry,
    ListVersion,
    Nomination,
    NominationState,
    Project,
    ProjectList,
    Stage,
    StageStep,
    VersionRow,
)
from units.audit import record
from units.models import User
from units.refusals import Refusal
from units.secrecy import sm3

BASIS_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing in the way of a version: the sentence, and the nomination in which it is mended, if any."""

    sentence: str
    nomination: Nomination | None = None


def publish_list(*, year: int, basis: str, by: User, at: datetime, seen: str = "") -> ListVersion:
    """Publish the proposal as the year's next version, whole or not at all.

    Args:
        basis: the document it rests on, with its number (文号).
        seen: `Proposal.mark` of what the person had before them; empty when nothing was shown.

    Raises:
        NotAllowed: only the office publishes.
        Refusal: everything that stands in the way, at once.
    """
    require_list_keeper(by, "发布清单")
    try:
        with transaction.atomic():
            return _publish(year, basis.strip(), seen, by=by, at=at)
    except IntegrityError as clash:
        raise Refusal(f"发布时有人正在改动{year}年度清单，本次没有发布。请刷新页面核对后再发布。") from clash


def _publish(year: int, basis: str, seen: str, *, by: User, at: datetime) -> ListVersion:
    title = f"{year}年度重点工程项目清单"
    project_list, _ = ProjectList.objects.get_or_create(year=year, defaults={"title": title})
    ProjectList.objects.select_for_update().get(pk=project_list.pk)
    _hold_projects(year)
    proposal = proposed(year)
    problems = [*_basis_problems(basis), *_stale(proposal, seen), *obstacles(proposal)]
    if problems:
        raise Refusal(*problems)
    version = ListVersion.objects.create(
        project_list=project_list,
        number=proposal.latest.number + 1 if proposal.latest else 1,
        title=project_list.title,
        basis=basis,
        published_on=timezone.localtime(at).date(),
        published_at=at,
        published_by=by,
        totals=proposal.totals,
    )
    _freeze(version, proposal, by=by, at=at)
    detail = {"basis": basis, "digest": version.digest, **proposal.counts}
    record(act="发布年度清单", subject=str(version), by=by, at=at, rows=len(proposal.rows), detail=detail)
    return version


def _hold_projects(year: int) -> None:
    """Lock every project the version may write to: no stage moves and no money is handed on meanwhile."""
    entries = ListEntry.objects.filter(project_list__year=year, left_on=None)
    admitted = Nomination.objects.filter(collection__year=year, state=NominationState.ADMITTED)
    concerned = Q(pk__in=entries.values("project")) | Q(code__in=admitted.values("code"))
    list(Project.objects.filter(concerned).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _freeze(version: ListVersion, proposal: Proposal, *, by: User, at: datetime) -> None:
    publishing = Publishing(version=version, by=by, at=at, held=held_projects())
    frozen = [
        VersionRow(
            version=version, project=apply_row(row, publishing), serial=row.serial,
            change=row.change, reason=row.reason, values=row.values, changes=row.changes,
        )
        for row in proposal.rows
    ]  # fmt: skip
    VersionRow.objects.bulk_create(frozen)
    StageStep.objects.bulk_create(publishing.steps)
    version.digest = digest_of(version)
    version.save(update_fields=["digest"])


def _basis_problems(basis: str) -> list[str]:
    if 0 < len(basis) <= BASIS_LENGTH:
        return []
    return [f"请写明发布清单的依据（文件名或文号），不超过{BASIS_LENGTH}字。"]


def _stale(proposal: Proposal, seen: str) -> list[str]:
    if seen in ("", proposal.mark):
        return []
    return ["您打开页面后，清单又有改动，没有发布。请核对下面最新的内容，再发布。"]


def obstacles(proposal: Proposal) -> list[str]:
    """Everything that keeps a proposal from being published, as sentences."""
    return [obstacle.sentence for obstacle in obstacles_of(proposal)]


def obstacles_of(proposal: Proposal) -> list[Obstacle]:
    """The same, each with the nomination in which it is mended."""
    if not proposal.standing:
        return [Obstacle(f"{proposal.year}年度清单里没有项目，请先导入清单或审核申报，再发布。")]
    if not proposal.is_changed:
        return [Obstacle(f"{proposal.year}年度清单与{proposal.latest}相比没有变化，不必重新发布。")]
    doubles = [
        Obstacle(
            f"项目代码{nomination.code}有两份同意纳入的申报（“{nomination.name}”，{nomination.collection.label}），"
            "请撤销其中一份的审核意见。",
            nomination,
        )
        for nomination in proposal.doubles
    ]
    nominated = [row.project_id for row in proposal.rows if row.nomination and row.project_id]
    allocated = allocated_of(Funding.objects.filter(project__in=nominated)) if nominated else {}
    return doubles + [
        Obstacle(sentence, row.nomination) for row in proposal.rows for sentence in _row_problems(row, allocated)
    ]


def _row_problems(row: ProposedRow, allocated: Mapping[int, Allocated]) -> list[str]:
    if row.nomination is None:
        return []
    if not row.stands:
        return [f"“{row.name}”已提出调出，又有同意纳入的申报，请撤销其中一项。"]
    if row.project and row.project.stage == Stage.ARCHIVED:
        return [f"“{row.name}”已经归档，内容不再改动，不能再列入清单。请撤销这份申报的审核意见。"]
    lacks = "、".join(f"“{heading}”" for heading in missing(row.values))
    stated = [f"“{row.nomination.name}”缺少{lacks}，请退回申报单位补填。"] if lacks else []
    return stated + _funding_problems(row, allocated.get(row.project_id or 0, {}))


def _funding_problems(row: ProposedRow, allocated: Allocated) -> list[str]:
    text = row.values["funding_text"]
    faults = funding_faults(text) or below_allocated(funding_parts(text), allocated)
    return [f"“{row.name}”的资金构成：{fault}" for fault in faults]


def digest_of(version: ListVersion) -> str:
    """SM3 of everything the version says, as canonical JSON."""
    rows = version.rows.order_by("serial", "project_id").values_list(
        "project_id", "serial", "change", "reason", "values", "changes"
    )
    said = {
        "year": version.project_list.year,
        "number": version.number,
        "title": version.title,
        "basis": version.basis,
        "published_on": version.published_on.isoformat(),
        "totals": version.totals,
        "rows": [list(row) for row in rows],
    }
    return sm3(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def verify_version(version: ListVersion) -> bool:
    """Whether the stored version still says what was published."""
    return digest_of(version) == version.digest


def published_sentence(version: ListVersion) -> str:
    """What publishing came to, in one sentence (万元)."""
    standing = version.rows.exclude(change="removed").count()
    return (
        f"已发布{version}：{standing}个项目，总投资{wan(version.totals['total_fen'])}万元，"
        f"年度计划投资{wan(version.totals['plan_fen'])}万元。"
    )
