"""What one person said, and everything that can be wrong with it: the same checks for the form and the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from documents.formats import chinese_date
from documents.identifiers import SENTENCES, age_on, check_id_number, check_phone, normalized
from documents.masking import without_numbers
from labor.checks.people import LEAST_AGE, USUAL_AGE
from labor.models import (
    Ability,
    Category,
    Education,
    Employment,
    LaborSurvey,
    SurveyResponse,
    Trade,
    Willingness,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """摸底表 of one person; blank is "" or None. Days in which the person can work may be open on both sides.

    `phone` None leaves the stored one as it is (a page shows it masked only); it is normalized by `with_plain_numbers`.
    """

    name: str
    village: str
    ability: str
    employment: str
    willingness: str
    surveyor: str
    surveyed_on: date | None
    categories: Sequence[str]
    education: str = ""
    certificates: str = ""
    skills: Sequence[Trade] = ()
    wanted: Sequence[Trade] = ()
    available_from: date | None = None
    available_to: date | None = None
    training_wanted: str = ""
    phone: str | None = field(default=None, repr=False)
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong (or, as a hint, worth another look) with one field; the sentence never quotes a number."""

    field: str
    kind: str
    sentence: str
    is_hint: bool = False


TEXTS = ("name", "village", "certificates", "training_wanted", "surveyor", "remark")
CHOICES = {"education": Education, "ability": Ability, "employment": Employment, "willingness": Willingness}
REQUIRED = ("name", "village", "ability", "employment", "willingness", "surveyor", "surveyed_on")
LABELS = {one.name: str(one.verbose_name) for one in SurveyResponse._meta.fields} | {
    "categories": "人员类别", "skills": "技能", "wanted": "意愿岗位", "phone": "电话", "id_number": "身份证号",
}  # fmt: skip
LENGTHS = {one.name: one.max_length or 0 for one in SurveyResponse._meta.fields if one.name in TEXTS}


def faults_of(answers: Answers, *, survey: LaborSurvey, today: date, id_number: str | None) -> list[Fault]:
    """Everything wrong with one person's answers and, marked as hints, what deserves another look.

    Args:
        today: the local day of entry; nobody is asked in the future.
        id_number: normalized; checked for form and age. None where it was checked before.
    """
    return [
        *_missing(answers),
        *_texts(answers),
        *_choices(answers),
        *_dates(answers, survey, today),
        *_phone(answers),
        *(_person(id_number, answers.surveyed_on or today) if id_number is not None else ()),
        *_hints(answers),
    ]


def _missing(answers: Answers) -> Iterator[Fault]:
    for name in REQUIRED:
        if not getattr(answers, name):
            yield Fault(name, "required", f"没有填“{LABELS[name]}”，请补上。")
    if not answers.categories:
        yield Fault("categories", "required", "没有填“人员类别”，请至少选一类；都不符合的选“其他当地劳动力”。")


def _texts(answers: Answers) -> Iterator[Fault]:
    """Too long a text is never cut in silence; a personal number in a column of words would not be sealed."""
    for name, longest in LENGTHS.items():
        text = getattr(answers, name)
        if len(text) > longest:
            yield Fault(name, "too_long", f"“{LABELS[name]}”有{len(text)}个字，最多{longest}个字，请精简。")
        plain = normalized(text)
        if without_numbers(plain) != plain:
            sentence = f"“{LABELS[name]}”里像是有身份证号、银行卡号或手机号码，这一栏不加密，请移到对应的栏，或删去。"
            yield Fault(name, "number_out_of_place", sentence)


def _choices(answers: Answers) -> Iterator[Fault]:
    for name, choices in CHOICES.items():
        value = getattr(answers, name)
        if value and value not in choices.values:
            yield Fault(name, "choice_unknown", f"“{LABELS[name]}”只能从{'、'.join(map(str, choices.labels))}中选。")
    if set(answers.categories) - set(Category.values):
        yield Fault("categories", "choice_unknown", "“人员类别”里有表上没有的类别，请重新选择。")


def _dates(answers: Answers, survey: LaborSurvey, today: date) -> Iterator[Fault]:
    first, last, asked_on = answers.available_from, answers.available_to, answers.surveyed_on
    if first and last and last < first:
        yield Fault("available_to", "dates_reversed", "可务工结束日期不能早于开始日期，请更正。")
    if asked_on and asked_on > today:
        yield Fault("surveyed_on", "date_future", f"调查日期晚于今天（{chinese_date(today)}），请更正。")
    elif asked_on and asked_on < survey.opens_on:
        sentence = f"调查日期早于本次摸底开始的{chinese_date(survey.opens_on)}，请核对是否仍是现在的情况。"
        yield Fault("surveyed_on", "date_early", sentence, is_hint=True)


def _phone(answers: Answers) -> Iterator[Fault]:
    wrong = check_phone(answers.phone) if answers.phone else None
    if wrong:
        yield Fault("phone", wrong, SENTENCES[wrong])


def _person(number: str, day: date) -> Iterator[Fault]:
    """The ID number and the age on the day of asking (§10: under 16 forbidden, over 60 a reminder)."""
    if not number:
        yield Fault("id_number", "id_missing", "没有填“身份证号”，请补上。")
        return
    wrong = check_id_number(number, on=day)
    if wrong:
        yield Fault("id_number", wrong, SENTENCES[wrong])
        return
    age = age_on(number, day) or 0
    if age < LEAST_AGE:
        sentence = f"调查时只有{age}周岁，未满{LEAST_AGE}周岁，法律禁止用工，不登记；请核实。"
        yield Fault("id_number", "underage", sentence)
    elif age > USUAL_AGE:
        sentence = f"调查时已{age}周岁，超过{USUAL_AGE}周岁，安排务工前请核实身体状况和意外保险。"
        yield Fault("id_number", "over_60", sentence, is_hint=True)


def _hints(answers: Answers) -> Iterator[Fault]:
    if answers.ability == Ability.NONE and answers.willingness == Willingness.YES:
        sentence = "劳动能力写的是“无劳动能力”，务工意愿写的是“愿意”，请核对。"
        yield Fault("ability", "ability_against_will", sentence, is_hint=True)
