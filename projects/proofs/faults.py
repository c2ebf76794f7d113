"""What does not fit about a proof, field by field, all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from documents.formats import chinese_date
from documents.identifiers import SENTENCES, check_credit_code, check_phone
from projects.models import Contract, MeasureKey, Proof
from projects.proofs.kinds import PHONE, Kind
from projects.proofs.measures import TITLES, Measure
from units.refusals import Refusal

EARLIEST = date(2000, 1, 1)
EMPTY = "还没有填，请填写。"
ATTACHMENTS = "attachments"

Faults = dict[str, list[str]]


class Misfit(Refusal):
    """Something does not fit; `faults` says at which field ("" for the whole) each sentence belongs."""

    def __init__(self, faults: Mapping[str, list[str]], titles: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(
            *(
                f"“{titles[name]}”：{sentence}" if name in titles else sentence
                for name, sentences in faults.items()
                for sentence in sentences
            )
        )


def faults_of(
    kind: Kind, proof: Proof, *, phone: str, measures: Mapping[MeasureKey, Measure] | None, today: date
) -> Faults:
    """Every sentence about a proof that is not yet saved, by field."""
    found: Faults = defaultdict(list)
    for name, sentence in (*_of_model(kind, proof), *_of_dates(kind, proof, today), *_of_contract(proof, phone)):
        found[name].append(sentence)
    for name, sentence in _of_measures(measures):
        found[name].append(sentence)
    return dict(found)


def titles_of(kind: Kind) -> dict[str, str]:
    """The labels of the fields a sentence may belong to."""
    measures = {
        f"{key}_{part}": f"{title}{word}"
        for key, title in TITLES.items()
        for part, word in (("planned", "计划"), ("actual", "实际"), ("explanation", "偏差说明"))
    }
    return {name: kind.title(name) for name in kind.fields} | measures


def _of_model(kind: Kind, proof: Proof) -> Iterator[tuple[str, str]]:
    try:
        proof.full_clean(validate_unique=False)
    except ValidationError as error:
        places = _places(kind)
        for name, errors in error.error_dict.items():
            for one in errors:
                sentence = _sentence(kind, name, one)
                yield places.get(sentence, "" if name == NON_FIELD_ERRORS else name), sentence


def _places(kind: Kind) -> dict[str, str]:
    """The field at which each constraint's sentence is shown."""
    return {
        str(constraint.violation_error_message): kind.at_field[constraint.name]
        for constraint in kind.model._meta.constraints
        if constraint.name in kind.at_field
    }


def _sentence(kind: Kind, name: str, error: ValidationError) -> str:
    if error.code in ("blank", "null"):
        return kind.asked.get(name, EMPTY)
    if error.code == "max_length":
        given, limit = (error.params or {}).get("show_value"), (error.params or {}).get("limit_value")
        return f"有{given}字，请压缩到{limit}字以内。"
    return "请从所列的选项中选择。" if error.code == "invalid_choice" else "".join(error.messages)


def _of_dates(kind: Kind, proof: Proof, today: date) -> Iterator[tuple[str, str]]:
    for name in kind.fields:
        said: Any = getattr(proof, name, None)
        if not isinstance(said, date):
            continue
        if said < EARLIEST:
            yield name, f"{chinese_date(said)}太早，年份可能写错了，请更正。"
        elif said > today and name not in kind.ahead:
            yield name, f"不能晚于今天（{chinese_date(today)}），请更正；还没有办的，办好后再登记。"


def _of_contract(proof: Proof, phone: str) -> Iterator[tuple[str, str]]:
    if not isinstance(proof, Contract):
        return
    wrong_code = check_credit_code(proof.credit_code) if proof.credit_code else None
    if wrong_code:
        yield "credit_code", SENTENCES[wrong_code]
    if proof.amount_fen == 0:
        yield "amount_fen", "合同金额应大于0，请照合同填写。"
    if proof.tendered and not proof.tender_clause:
        yield "tender_clause", "经过招标的，请照录招标文件的以工代赈条款；没有招标的，请取消“经过招标”。"
    if phone and (wrong_phone := check_phone(phone)):
        yield PHONE, SENTENCES[wrong_phone]
    if phone and not proof.officer:
        yield "officer", "填了电话，请同时填写劳资专管员姓名。"


def _of_measures(measures: Mapping[MeasureKey, Measure] | None) -> Iterator[tuple[str, str]]:
    if measures is None:
        return
    for key in MeasureKey:
        measure = measures.get(key, Measure())
        for part, figure in (("planned", measure.planned), ("actual", measure.actual)):
            if figure is not None and figure < 0:
                yield f"{key}_{part}", "不能为负数，请更正。"
        if measure.actual is None:
            yield f"{key}_actual", "还没有填，请填写实际数；没有发生的填 0。"
        elif measure.planned != measure.actual and not measure.explanation.strip():
            yield f"{key}_explanation", "计划与实际不一致（没有计划的也算），请写明原因。"
        if len(measure.explanation) > LONGEST_EXPLANATION:
            yield f"{key}_explanation", f"有{len(measure.explanation)}字，请压缩到{LONGEST_EXPLANATION}字以内。"


LONGEST_EXPLANATION = 300
