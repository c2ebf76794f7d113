"""Columns of the people of a township's part as data: page and workbook show the same, numbers masked in both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from documents.workbooks import Kind
from labor.models import SurveyResponse
from labor.tables import TableColumn

Said = TableColumn[SurveyResponse]


def age_of(born_on: date, on: date) -> int:
    """Full years (周岁) on a day."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def days_said(first: date | None, last: date | None) -> str:
    """可务工时间 in words: "2026-12-01至2027-01-31", "2026-12-01起", "长期"."""
    if first and last:
        return f"{first}至{last}"
    if first:
        return f"{first}起"
    return f"到{last}" if last else "长期"


def names_of(things: Iterable[object]) -> str:
    """ "电工、木工", in the order they come."""
    return "、".join(str(one) for one in things)


CATEGORIES: Said = TableColumn("categories", "人员类别", lambda one: names_of(one.categories.all()))


def columns_on(day: date) -> tuple[Said, ...]:
    """The columns without the category, ages as of a day: labels go beside names on working pages alone (§6)."""
    return (
        TableColumn("name", "姓名", lambda one: one.name),
        TableColumn("sex", "性别", lambda one: one.worker.get_sex_display()),
        TableColumn("age", "年龄", lambda one: age_of(one.worker.born_on, day), Kind.INTEGER),
        TableColumn("village", "村（社区）", lambda one: one.village),
        TableColumn("skills", "技能", lambda one: names_of(one.skills.all())),
        TableColumn("certificates", "技能证书", lambda one: one.certificates, on_page=False),
        TableColumn("willingness", "务工意愿", lambda one: one.get_willingness_display()),
        TableColumn("wanted", "意愿岗位", lambda one: names_of(one.wanted.all()) or "不限"),
        TableColumn("available", "可务工时间", lambda one: days_said(one.available_from, one.available_to)),
        TableColumn("ability", "劳动能力", lambda one: one.get_ability_display()),
        TableColumn("employment", "就业状态", lambda one: one.get_employment_display()),
        TableColumn("education", "文化程度", lambda one: one.get_education_display(), on_page=False),
        TableColumn("training_wanted", "培训需求", lambda one: one.training_wanted, on_page=False),
        TableColumn("id_number", "身份证号", lambda one: one.worker.id_masked),
        TableColumn("phone", "电话", lambda one: one.phone_masked),
        TableColumn("surveyor", "调查人", lambda one: one.surveyor, on_page=False),
        TableColumn("surveyed_on", "调查日期", lambda one: one.surveyed_on, Kind.DATE),
    )


def page_columns(day: date) -> tuple[Said, ...]:
    """The columns of the working page, the category among them."""
    shown = [column for column in columns_on(day) if column.on_page]
    return (*shown[:4], CATEGORIES, *shown[4:])
