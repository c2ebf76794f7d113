"""摸底表 as columns (§3 of the rules), and the empty workbook a township fills in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from documents.workbooks import Column, Form, Kind, template
from labor.models import Ability, Category, Education, Employment, SurveyPart, Trade, Willingness

SEVERAL = "可写几项，用“、”或“；”隔开"


def _labels(choices: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(label) for label in choices)


SURVEY_FORM = Form(
    key="labor_survey",
    title="摸底表",
    columns=[
        Column(key="serial", heading="序号", kind=Kind.ORDINAL, width=6),
        Column(key="township", heading="镇街", width=12, note="不填按导入时选的镇街"),
        Column(
            key="village", heading="村社区", required=True, width=14,
            synonyms=("村（社区）", "村", "社区", "村居", "所在村社区", "村/社区"),
        ),
        Column(key="name", heading="姓名", kind=Kind.NAME, required=True, width=10),
        Column(key="sex", heading="性别", width=6, note="可不填，系统按身份证号得出"),
        Column(key="age", heading="年龄", width=6, note="可不填，系统按身份证号得出"),
        Column(key="id_number", heading="身份证号", kind=Kind.ID_NUMBER, required=True, width=21),
        Column(
            key="education", heading="文化程度", choices=_labels(Education.labels), width=14,
            synonyms=("学历",),
        ),
        Column(
            key="ability", heading="劳动能力", required=True, choices=_labels(Ability.labels), width=14,
            synonyms=("劳动力情况",),
        ),
        Column(
            key="categories", heading="人员类别", required=True, choices=_labels(Category.labels),
            choices_are_open=True, width=24, note=f"{SEVERAL}；可写名称或代码（如06）", synonyms=("类别", "人员类型"),
        ),
        Column(
            key="employment", heading="就业状态", required=True, choices=_labels(Employment.labels), width=12,
            synonyms=("就业情况",),
        ),
        Column(key="certificates", heading="技能证书", width=16, note="证书名称，没有的不填"),
        Column(key="skills", heading="技能", width=18, note=f"会做的工种，{SEVERAL}", choices_are_open=True,
               synonyms=("技能工种", "掌握技能", "会做工种")),
        Column(
            key="willingness", heading="务工意愿", required=True, choices=_labels(Willingness.labels), width=12,
        ),
        Column(key="wanted", heading="意愿岗位", width=18, note=f"想做的工种，{SEVERAL}；都可以的写“不限”",
               choices_are_open=True, synonyms=("意愿工种", "意向岗位")),
        Column(
            key="available", heading="可务工时间", width=24,
            note="如“2026-12-01至2027-01-31”或“2026.12-2027.01”，也可写“全年”或“长期”",
        ),
        Column(key="training_wanted", heading="培训需求", width=18),
        Column(key="phone", heading="电话", kind=Kind.PHONE, width=13),
        Column(key="surveyor", heading="调查人", kind=Kind.NAME, required=True, fill_down=True, width=10),
        Column(key="surveyed_on", heading="日期", kind=Kind.DATE, required=True, width=12, synonyms=("调查日期",)),
        Column(key="remark", heading="备注", width=20),
    ],
)  # fmt: skip


def survey_form() -> Form:
    """The form with today's trades to choose from."""
    trades = tuple(Trade.objects.values_list("name", flat=True))
    columns = [
        replace(column, choices=trades) if column.key in ("skills", "wanted") else column
        for column in SURVEY_FORM.columns
    ]
    return replace(SURVEY_FORM, columns=columns)


def survey_template(part: SurveyPart) -> bytes:
    """The empty workbook of a township's part, with its survey and township above the headings."""
    return template(survey_form(), preamble=[f"摸底调查：{part.survey}", f"镇街：{part.township}"])
