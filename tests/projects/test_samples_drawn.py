"""抽查名单: the draw can be repeated by anybody, and only the office draws."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.inspections.draw import drawn
from projects.inspections.samples import draw_sample, verify_sample
from projects.models import Sample, Stage
from tests.projects.samples import AT
from units.models import AuditEntry
from units.refusals import NotAllowed, Refusal
from units.secrecy import sm3

CODES = st.sets(st.text("0123456789-", min_size=1, max_size=24), max_size=40)


@given(codes=CODES, hundredths=st.integers(1, 10_000), seed=st.text(min_size=1, max_size=20), chance=st.randoms())
def test_a_draw_is_the_same_whatever_the_order_and_as_large_as_its_share(codes, hundredths, seed, chance):
    share, shuffled = Decimal(hundredths) / 100, list(codes)
    chance.shuffle(shuffled)
    once = drawn(codes, share, seed)
    assert once == drawn(shuffled, share, seed)
    assert len(set(once)) == len(once) == ceil(len(codes) * hundredths / 10_000 - 1e-9)
    assert set(once) <= codes
    assert drawn(codes, 100, seed)[: len(once)] == once


def test_the_seed_decides_the_draw():
    codes = [f"2410-500104-04-01-{number:06d}" for number in range(30)]
    assert drawn(codes, 20, "甲") != drawn(codes, 20, "乙")


def test_a_known_draw_stays_what_it_was():
    ranked = ["a", "b", "c"]
    assert drawn(ranked, 34, "2026") == sorted(ranked, key=lambda code: sm3("2026" + code))[:2]


def draw(by, **changed):
    values = {
        "title": "2026年第四季度抽查", "drawn_on": date(2026, 11, 2), "share": Decimal("30"), "seed": "3141592",
        "stages": [Stage.CONSTRUCTION], "by": by, "at": AT,
    }  # fmt: skip
    return draw_sample(**{**values, **changed})


@pytest.mark.django_db
def test_the_office_draws_from_the_list_in_force_in_the_stages_named(make_project, lin):
    projects = [make_project(number) for number in range(1, 8)]
    planned = make_project(8, stage=Stage.PLANNING)
    left = make_project(9)
    left.entries.update(leave_reason="停建", leave_at=AT, leave_by=lin, left_on=date(2026, 10, 1))
    sample = draw(lin)
    assert sample.population == [project.code for project in projects]
    assert not {planned.code, left.code} & set(sample.population)
    assert sample.drawn.count() == 3
    assert sample.scope_note == "2026年度清单在列、处于建设环节的项目，共7个"
    assert verify_sample(sample)
    assert AuditEntry.objects.filter(act="抽取抽查名单").count() == 1


@pytest.mark.django_db
def test_a_sample_that_was_tampered_with_does_not_verify(make_project, lin):
    for number in range(1, 8):
        make_project(number)
    sample = draw(lin)
    sample.seed = "改过"
    assert not verify_sample(sample)
    sample = Sample.objects.get()
    sample.drawn.filter(rank=2).delete()
    assert not verify_sample(sample)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["chen_filer", "wang", "leader", "auditor"])
def test_nobody_else_draws(who, request, road):
    with pytest.raises(NotAllowed):
        draw(request.getfixturevalue(who))
    assert not Sample.objects.exists()


@pytest.mark.django_db
def test_everything_wrong_with_a_draw_is_said_at_once(road, lin):
    with pytest.raises(Refusal) as refused:
        draw(lin, title="", seed=" ", share=Decimal("120"), drawn_on=date(2026, 12, 1), stages=[])
    said = "".join(refused.value.sentences)
    for word in ("至少选一个环节", "抽取日期不能晚于今天", "名称", "随机种子", "抽查比例"):
        assert word in said
    with pytest.raises(Refusal, match="无从抽取"):
        draw(lin, stages=[Stage.ARCHIVED])
