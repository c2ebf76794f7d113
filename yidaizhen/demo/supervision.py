"""监管检查: a self-check mended at the second try, a clean patrol, a drawn sample that leaves one finding overdue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from projects.inspections.recording import Finding, record_inspection
from projects.inspections.rectifying import answer_rectification, close, send_back
from projects.inspections.samples import draw_sample
from projects.models import Inspection, InspectionForm, Rectification, Sample, SiteVisit, Stage
from units.models import Unit
from yidaizhen.demo.money import PLANT
from yidaizhen.demo.papers import paper
from yidaizhen.demo.stages import ROAD
from yidaizhen.demo.telling import november, once, project, the, unit

SEED = "3141592"  # draws the road and the housing estate, among three of nine
HOUSES = "2406-500104-04-01-022933"  # 沪汉社区文兴街老旧小区改造


def inspections() -> Iterator[str]:
    yield from once("抽查、检查和整改", told=Sample._default_manager.filter(seed=SEED).exists(), act=_inspections)


def _inspections() -> str:
    _self_check()
    _patrol()
    sample = _sample()
    _drawn_road(sample)
    drawn = sample.drawn.count()
    return (
        f"抽查名单按种子{SEED}从{len(sample.population)}个在建项目抽取{drawn}个；检查3次，"
        "整改3项：1项退回重改后销号，1项已回复待核验，1项逾期未改（首页亮红灯）。"
    )


def _inspect(
    code: str, form: InspectionForm, *, inspecting: Unit, by: str, at: datetime, findings: Sequence[Finding] = (),
    **told: Any,
) -> Inspection:  # fmt: skip
    values = {"visit": SiteVisit.BUILDING, "sample": None, "files": [], **told}
    return record_inspection(
        project=project(code), form=form, unit=inspecting, inspected_on=at.date(), findings=findings,
        is_clean=not findings, by=the(by), at=at, **values,
    )  # fmt: skip


def _self_check() -> None:
    """Found by the owner, answered twice, closed by the office."""
    finding = Finding(
        finding="进场人员实名登记台账缺少2人的进场日期", demand="补齐台账，逐人核对考勤后报办公室核验",
        responsible=unit("区住房建设中心"), due_on=date(2026, 11, 25),
    )  # fmt: skip
    inspection = _inspect(
        HOUSES, InspectionForm.SELF, inspecting=unit("区住房建设中心"), by="ma", at=november(14, 9), findings=[finding],
        inspectors="马驰", summary="核对进场登记、考勤和发放表，台账有2人缺进场日期。",
    )  # fmt: skip
    asked: Rectification = QuerySet(Rectification).get(inspection=inspection)
    answer_rectification(rectification=asked, answer="已补填2人的进场日期。", by=the("ma"), at=november(16, 10))
    send_back(rectification=asked, verdict="请附补登后的台账。", by=the("lin"), at=november(16, 16))
    says = "补登2人的进场日期，与考勤记录核对一致。"
    ledger = paper("补登台账", title="进场登记台账（补登）", number="", dated=date(2026, 11, 17), says=says)
    answer_rectification(rectification=asked, answer=says, files=[ledger], by=the("ma"), at=november(17, 9))
    close(rectification=asked, verdict="台账齐全，同意销号。", by=the("he"), at=november(18, 9))


def _patrol() -> None:
    _inspect(
        PLANT, InspectionForm.PATROL, inspecting=unit("建胜镇"), by="wang", at=november(14, 15),
        inspectors="王溪、孙陌", summary="现场务工人员在岗，公示栏张贴岗位和报酬标准，未发现问题。",
    )  # fmt: skip


def _sample() -> Sample:
    return draw_sample(
        title="2026年第四季度区级抽查（演示）", drawn_on=date(2026, 11, 16), share=Decimal(30), seed=SEED,
        stages=[Stage.CONSTRUCTION], by=the("lin"), at=november(16, 9),
    )  # fmt: skip


def _drawn_road(sample: Sample) -> None:
    """Two findings: one is answered and waits, one is left lying past its day and holds the project."""
    findings = [
        Finding(
            finding="公示栏只张贴了岗位，没有张贴10月报酬发放情况", demand="立即补充公示，公示满7天并留存影像",
            responsible=unit("建胜镇"), due_on=date(2026, 11, 24),
        ),
        Finding(
            finding="3名务工人员的劳务报酬由班组代领，没有本人签字", demand="改由一卡通直接发到本人，补齐本人签收凭证",
            responsible=unit("建胜镇"), due_on=date(2026, 11, 20), holds_project=True,
        ),
    ]  # fmt: skip
    inspection = _inspect(
        ROAD, InspectionForm.SAMPLE, inspecting=unit("区发展改革委"), by="he", at=november(16, 15), findings=findings,
        inspectors="何畔、林岚", summary="到现场查看施工和公示，抽问务工人员6人，核对10月发放表。", sample=sample,
        files=[_record()],
    )  # fmt: skip
    asked: Rectification = QuerySet(Rectification).get(inspection=inspection, holds_project=False)
    said = "已在镇、村公示栏张贴10月报酬发放情况，公示期至11月25日，影像已留存。"
    answer_rectification(rectification=asked, answer=said, files=[_posted()], by=the("wang"), at=november(19, 10))


def _record() -> Any:
    says = "现场查看施工和公示，抽问务工人员6人，发现两项问题，当场告知。"
    return paper("现场检查记录", title="区级抽查现场检查记录", number="", dated=date(2026, 11, 16), says=says)


def _posted() -> Any:
    says = "公示栏已张贴10月报酬发放情况，公示7天。"
    return paper("公示说明", title="报酬发放公示说明", number="", dated=date(2026, 11, 18), says=says)
