"""Import of the yearly list (清单): errors block everything, warnings are listed, nothing is saved twice."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from documents.workbooks import Reading
from projects.imports.allocated import allocated_of
from projects.imports.forms import LIST
from projects.imports.listed_project import Names
from projects.imports.listing_plan import ListPlan, change_of, save_list
from projects.imports.listing_rows import check_rows
from projects.imports.opening import Upload, check_title_year, read_form
from projects.imports.registry import SectorIndex, UnitIndex
from projects.models import ListEntry, Project, ProjectList
from projects.outcome import ImportOutcome
from projects.permissions import may_import_projects
from units.models import User
from units.refusals import NotAllowed, Refusal


def import_projects(
    *, file: Upload, name: str, year: int, by: User, at: datetime, dry_run: bool = False
) -> ImportOutcome:
    """Take in one year's list. Re-importing updates what changed and says so; a project not on the sheet stays.

    Args:
        file: the workbook (bytes, path or open binary file); `name` is what people call it.
        year: the list's year; a title naming another year is an error.
        dry_run: check and count, save nothing.

    Raises:
        NotAllowed: only the office keeps the list.
        Refusal: the file cannot be read at all.
    """
    if not may_import_projects(by):
        raise NotAllowed("年度清单由领导小组办公室导入，您没有这项权限。如清单有误，请联系办公室。")
    reading = read_form(file, [LIST])
    check_title_year(reading, year)
    try:
        with transaction.atomic():
            ProjectList.objects.select_for_update().filter(year=year).first()  # not while a version is published
            plan = _plan(reading, year)
            if not reading.errors and not dry_run:
                save_list(plan, year=year, name=name, by=by, at=at)
    except IntegrityError as clash:
        raise Refusal(f"导入时有人正在登记{year}年度清单的同一项目，本次没有保存。请重新导入一次。") from clash
    return ImportOutcome(
        file_name=name,
        title=f"{year}年度清单",
        errors=reading.errors,
        warnings=reading.warnings,
        notes=[*reading.notes, *plan.notes],
        created=plan.created,
        updated=plan.updated,
        unchanged=plan.unchanged,
        dry_run=dry_run,
        facts={"year": year, "projects": len(reading.rows), **_sums(reading)},
    )


def _plan(reading: Reading, year: int) -> ListPlan:
    codes = [row["code"] for row in reading.rows if row["code"]]
    registered = Project.objects.filter(code__in=codes).order_by("pk").select_for_update(no_key=True)
    projects = {project.code: project for project in registered.prefetch_related("fundings")}
    listed_before = ListEntry.objects.filter(project_list__year=year).order_by("pk").select_for_update(of=("self",))
    entries = {entry.project.code: entry for entry in listed_before.select_related("project")}
    allocated = allocated_of(funding for project in projects.values() for funding in project.fundings.all())
    names = Names(UnitIndex(), SectorIndex(), projects, allocated)
    listed = check_rows(reading, year, names)
    notes = _notes(entries, set(codes))
    if reading.errors:
        return ListPlan(notes=notes)
    return ListPlan([change_of(row, projects.get(row.code), entries.get(row.code)) for row in listed], notes)


def _notes(entries: dict[str, ListEntry], codes: set[str]) -> list[str]:
    """What the sheet does not decide: listed projects it leaves out, and projects moved out that it still names."""
    absent = [entry.project.name for code, entry in entries.items() if code not in codes and not entry.left_on]
    gone = [entry.project.name for code, entry in entries.items() if code in codes and entry.left_on]
    kept = [f"清单里原有、本表没有的项目仍然保留：{'、'.join(absent)}。"] if absent else []
    out = f"已经调出的项目只更新内容，不因导入重新列入；要重新列入请申报后随新一版清单发布：{'、'.join(gone)}。"
    return kept + ([out] if gone else [])


def _sums(reading: Reading) -> dict[str, int]:
    """Sums of the sheet in 分 and 人, for the person who checks them against the sheet's own total line."""
    return {key: sum(row[key] or 0 for row in reading.rows) for key in ("total_fen", "plan_fen", "planned_workers")}
