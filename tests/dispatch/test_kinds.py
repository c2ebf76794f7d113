"""The four kinds over a world small enough to count by hand: two units, one project each, plans 1200 and 2400 万元."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from dispatch.annex import annex_workbook
from dispatch.correcting import correct_figures
from dispatch.models import Bulletin, BulletinKind, FigureRevision, Headcount, PeriodFigure
from dispatch.report import build_report, title_of
from dispatch.report.content import Figured, Grid, Line, Narrative, Title, plain
from dispatch.restating import untold_revisions
from dispatch.spanbook import SpanBook
from dispatch.suggestions import suggested
from projects.models import Period
from tests.dispatch.conftest import WAN

QUARTER, HALF, YEAR, MONTH = (
    BulletinKind.QUARTER_NOTICE, BulletinKind.HALF_REPORT, BulletinKind.YEAR_REPORT, BulletinKind.MONTH_REPORT,
)  # fmt: skip
PLANS = {"渠": 1200, "桥": 2400}


@pytest.fixture
def freeze(plan, lin, at):
    """Freeze a month by hand: `freeze(2026, 9, 渠={"invested": 900, "new": 200}, 桥=…)`, money in 万元."""
    projects = {
        "渠": plan("渠", department="区农业农村委", sector="农业农村"),
        "桥": plan("桥", department="区交通局", sector="交通"),
    }

    def made(year, month, people=0, **rows):
        first = date(year, month, 1)
        due = date(year + month // 12, month % 12 + 1, 5)
        period, _ = Period.objects.get_or_create(month=first, defaults={"due_on": due})
        Period.objects.filter(pk=period.pk).update(closed_at=at, closed_by=lin)
        period.refresh_from_db()
        revision = FigureRevision.objects.create(period=period, number=0, reason="关账", frozen_at=at, frozen_by=lin)
        PeriodFigure.objects.bulk_create(_row(revision, projects[name], name, **said) for name, said in rows.items())
        Headcount.objects.create(revision=revision, scope="total", key="", month_heads=people, year_heads=people)
        return revision

    return made


def _row(revision, project, name, *, invested, new=0, **said):
    values = {"filed": True, "received": True, "on_time": True, "roll_heads_year": 0, **said}
    return PeriodFigure(
        revision=revision,
        project=project,
        project_code=project.code,
        project_name=name,
        kind=project.kind,
        sector_code=project.sector.code,
        sector_name=project.sector.name,
        unit_code=project.department.code,
        unit_name=project.department.name,
        stage=project.stage,
        serial=1,
        total_fen=0,
        plan_fen=PLANS[name] * WAN,
        planned_workers=10,
        planned_remuneration_fen=100 * WAN,
        invested_fen=None if invested is None else invested * WAN,
        invested_new_fen=new * WAN,
        started=True,
        **values,
    )


@pytest.fixture
def third_quarter(freeze):
    """July to September; 桥 is late in August and given back once in September. June stands before it."""
    freeze(2026, 6, 渠={"invested": 500}, 桥={"invested": 800})
    freeze(2026, 7, 渠={"invested": 600, "new": 100}, 桥={"invested": 1000, "new": 200})
    freeze(2026, 8, 渠={"invested": 700, "new": 100}, 桥={"invested": 1000, "on_time": False})
    return freeze(
        2026, 9, 渠={"invested": 900, "new": 200}, 桥={"invested": 1200, "new": 200, "returned_times": 1}
    )  # fmt: skip


@pytest.fixture
def whole_year(freeze):
    """Twelve months: 渠 does 100 each, 桥 150; one person more each month, on both projects' rolls."""
    for month in range(1, 13):
        paid = {"roll_count": 1, "roll_heads_year": month, "roll_net_fen": WAN, "workers_year": month}
        canal, bridge = {"invested": 100 * month, "new": 100, **paid}, {"invested": 150 * month, "new": 150, **paid}
        revision = freeze(2026, month, people=month, 渠=canal, 桥=bridge)
    return revision


@pytest.fixture
def draft(lin, at):
    def made(revision, kind, **fields):
        words = suggested(SpanBook(revision, kind), kind)
        said = {name: getattr(words, name) for name in ("practices", "problems", "tasks", "next_steps")}
        bulletin = Bulletin.objects.create(
            period=revision.period, revision=revision, kind=kind, created_at=at, **{**said, **fields}
        )
        bulletin.based_on.set(SpanBook(revision, kind).revisions)
        return bulletin

    return made


def issue(bulletin, by, at, number=1):
    Bulletin.objects.filter(pk=bulletin.pk).update(
        state="issued", issued_at=at, issued_by=by, issued_on=at.date(), year=2026, number=number, html="x",
        pdf_sha256="x", document_number=f"渡以工代赈办文〔2026〕{number}号",
    )  # fmt: skip
    bulletin.refresh_from_db()
    return bulletin


def report_of(bulletin):
    return build_report(bulletin, addressee="区政府")


def words(report):
    """The body as lines, tables left out."""
    shown = {Title: lambda block: block.text, Narrative: lambda block: block.text}
    shown[Line] = lambda block: block.lead + plain(block.parts)
    return "\n".join(shown[type(block)](block) for block in report.body if type(block) in shown)


def table(report, caption):
    grid = next(block for block in report.body if isinstance(block, Grid) and block.caption == caption)
    return {str(row[0]): [str(part) for part in row[1:]] for row in (*grid.rows, grid.total) if row}


def headings(report):
    return [block.text for block in report.body if isinstance(block, Title) and block.level == 1]


def test_the_notice_of_a_quarter_goes_down_ranks_first_and_ends_with_demands(third_quarter, draft):
    bulletin = draft(third_quarter, QUARTER)
    report = report_of(bulletin)
    assert title_of(bulletin) == "关于2026年第三季度重点工程项目以工代赈工作进展情况的通报"
    assert (report.addressee, report.is_downward) == ("各成员单位", True)
    assert headings(report) == [
        "一、各单位排名情况", "二、总体情况", "三、分领域和分单位情况", "四、滞后及未报名单", "五、典型做法",
        "六、存在的问题", "七、工作要求",
    ]  # fmt: skip
    said = words(report)
    assert said.startswith("现将2026年第三季度全区重点工程项目以工代赈工作进展情况通报如下。")
    assert "特此报告" not in said
    assert "请区交通局对照附件2" in said
    assert "督促" not in said.rpartition("七、工作要求")[2]


def test_a_quarter_adds_its_months_and_divides_once(third_quarter, draft):
    """6 filings owed, 5 on time; 300 + 100 + 400 newly done; 2100 of 3600 done."""
    said = words(report_of(draft(third_quarter, QUARTER)))
    assert "本季度应报6项次，已收到6项次，其中单位按时报送5项次，按时率83.3%（以应报项次为基数）" in said
    assert "审核通过6项次，退回1次" in said
    assert "本季度新增完成投资800.00万元，本年累计完成投资2100.00万元，投资完成率58.3%" in said
    assert "与序时进度9/12（75.0%）相比欠16.7个百分点" in said


def test_units_are_ranked_with_lamps_and_the_rule(third_quarter, draft):
    report = report_of(draft(third_quarter, QUARTER))
    rows = table(report, "各单位报送和进度排名")
    assert rows["区农业农村委"] == ["3", "3", "0", "100.0%", "第1", "75.0%", "与序时持平", "第1", "○ 绿"]
    assert rows["区交通局"] == ["3", "2", "1", "66.7%", "第2", "50.0%", "欠25.0", "第2", "● 红"]
    assert rows["合计"][:4] == ["6", "5", "1", "83.3%"]
    grid = next(block for block in report.body if isinstance(block, Grid))
    assert "红灯为投资完成率低于序时进度10个百分点及以上或有应报未报" in grid.note


def test_a_quarter_is_compared_with_the_quarter_before_and_says_why_not(third_quarter, draft):
    """1300 of 3600 at the end of June; April and May are missing, so nothing over that quarter is compared."""
    report = report_of(draft(third_quarter, QUARTER))
    rows = table(report, "主要指标对比")
    assert rows["本年累计完成投资"][:5] == ["万元", "2100.00", "1300.00", "+800.00", "61.5%"]
    assert rows["投资完成率"][:5] == ["%", "58.3%", "36.1%", "+22.2", "—"]
    assert rows["期内新增完成投资"][:5] == ["万元", "800.00", "—", "—", "—"]
    said = words(report)
    assert "与上季度相比，本年累计完成投资增加800.00万元，投资完成率提高22.2个百分点" in said
    assert "上季度有的月份没有定稿数字，期内合计数不作环比。" in said
    assert "上年同季没有定稿数字，不作同比。" in said


def test_a_month_is_compared_with_the_month_before_and_a_year_ago(third_quarter, freeze, draft):
    freeze(2025, 9, 渠={"invested": 400, "new": 40}, 桥={"invested": 2000, "new": 160})
    report = report_of(draft(third_quarter, MONTH))
    rows = table(report, "主要指标对比")
    assert rows["本年累计完成投资"] == [
        "万元",
        "2100.00",
        "1700.00",
        "+400.00",
        "23.5%",
        "2400.00",
        "-300.00",
        "-12.5%",
    ]
    assert rows["本月新增完成投资"][2:5] == ["100.00", "+300.00", "300.0%"]
    assert "与上年同月相比，本年累计完成投资减少300.00万元，投资完成率下降8.3个百分点" in words(report)


def test_sums_of_the_year_are_not_compared_over_new_year(freeze, draft):
    freeze(2025, 12, 渠={"invested": 1200, "new": 100}, 桥={"invested": 2400, "new": 100})
    january = freeze(2026, 1, 渠={"invested": 50, "new": 50}, 桥={"invested": 0, "new": 0})
    report = report_of(draft(january, MONTH))
    rows = table(report, "主要指标对比")
    assert rows["本年累计完成投资"][:5] == ["万元", "50.00", "—", "—", "—"]
    assert rows["本月新增完成投资"][:5] == ["万元", "50.00", "200.00", "-150.00", "-75.0%"]
    assert "不与上年末的累计数作环比" in words(report)


def test_the_list_of_problems_names_unit_and_day(third_quarter, draft):
    bulletin = draft(third_quarter, QUARTER)
    task = bulletin.tasks[0]
    assert task == {"problem": "桥投资完成率低于序时进度10个百分点及以上", "unit": "区交通局", "due": "2026-11-05"}
    assert table(report_of(bulletin), "问题清单")["1"] == [task["problem"], "区交通局", "2026年11月5日"]


def test_what_goes_well_is_told_from_the_figures(third_quarter, draft):
    practices = draft(third_quarter, QUARTER).practices
    assert "区农业农村委投资完成率75.0%，与序时持平，在各行业主管部门中排第1" in practices
    assert "区农业农村委应报3项次，全部由单位按时报送" in practices
    assert "区交通局" not in practices


@pytest.mark.parametrize(
    ("kind", "month", "title", "steps", "totals"),
    [
        (HALF, 6, "2026年上半年", "下半年工作打算", ("1500.00万元", "41.7%", "6人")),
        (YEAR, 12, "2026年度", "下一年工作打算", ("3000.00万元", "83.3%", "12人")),
    ],
)
def test_long_reports_set_goals_beside_what_is_done(whole_year, draft, kind, month, title, steps, totals):
    bulletin = draft(FigureRevision.objects.get(period__month=date(2026, month, 1)), kind)
    report = report_of(bulletin)
    assert title_of(bulletin) == f"关于{title}重点工程项目以工代赈工作情况的报告"
    assert report.addressee == "区政府"
    assert headings(report)[0] == "一、年度目标完成情况"
    assert headings(report)[-1].endswith(steps)
    said = words(report)
    assert said.endswith("特此报告。")
    invested, rate, people = totals
    assert f"累计完成投资{invested}，投资完成率{rate}" in said
    assert f"去重人数{people}" in said
    goals = table(report, "年度目标完成情况")
    assert goals["完成投资（万元）"] == ["3600.00", invested.removesuffix("万元"), rate]
    quarters = table(report, "各季度进展情况")
    assert list(quarters) == ["第一季度", "第二季度", "第三季度", "第四季度"][: month // 3]
    assert quarters["第二季度"] == ["750.00", "6.00", "6", "100.0%", "1500.00", "41.7%", "12", "6"]


def test_a_correction_after_the_issue_is_told_once_in_the_next_report(third_quarter, draft, lin, at):
    first = issue(draft(third_quarter, MONTH), lin, at)
    code = third_quarter.figures.get(project_name="桥").project_code
    signed = {"period": third_quarter.period, "project_code": code, "by": lin, "at": at}
    corrected = correct_figures(values={"invested_fen": 1260 * WAN}, reason="漏记一笔", **signed)
    notice = draft(corrected, QUARTER)
    assert untold_revisions(notice) == [corrected]
    assert untold_revisions(first) == []
    row = table(report_of(notice), "更正情况")["2026年9月"]
    assert row == ["桥", "本年累计完成投资", "1200.00万元", "1260.00万元", f"漏记一笔。{lin}，2026年11月12日"]
    issue(notice, lin, at, number=2)
    FigureRevision.objects.filter(pk=corrected.pk).update(told_in=notice)
    assert untold_revisions(notice) == [corrected]
    assert untold_revisions(draft(corrected, HALF)) == []


def test_a_correction_before_any_issue_needs_no_note(third_quarter, draft, lin, at):
    code = third_quarter.figures.get(project_name="桥").project_code
    signed = {"period": third_quarter.period, "project_code": code, "by": lin, "at": at}
    corrected = correct_figures(values={"invested_fen": 1260 * WAN}, reason="漏记一笔", **signed)
    report = report_of(draft(corrected, MONTH))
    assert "更正说明" not in words(report)


def test_a_later_edition_opens_with_what_it_replaces_and_why(third_quarter, draft, lin, at):
    first = issue(draft(third_quarter, MONTH), lin, at)
    again = draft(third_quarter, MONTH, edition=2, replaces=first, replace_reason="单位名称有误")
    assert words(report_of(again)).startswith(
        "本文替代渡以工代赈办文〔2026〕1号（2026年11月12日印发），原文同时作废。替代原因：单位名称有误。"
    )


def test_an_issued_report_keeps_to_the_figures_it_was_issued_on(third_quarter, draft, lin, at):
    bulletin = issue(draft(third_quarter, QUARTER), lin, at)
    before = words(report_of(bulletin))
    august = Period.objects.get(month=date(2026, 8, 1))
    row = august.revisions.get().figures.get(project_name="桥")
    signed = {"period": august, "project_code": row.project_code, "by": lin, "at": at}
    correct_figures(values={"invested_new_fen": 7 * WAN}, reason="漏记", **signed)
    assert words(report_of(bulletin)) == before
    assert "807.00万元" in words(
        report_of(draft(third_quarter, QUARTER, edition=2, replaces=bulletin, replace_reason="更正"))
    )


@pytest.mark.parametrize("kind", [MONTH, QUARTER])
def test_every_figure_of_the_page_opens(third_quarter, draft, lin, client, kind):
    bulletin = draft(third_quarter, kind)
    blocks = [block for annex in report_of(bulletin).annexes for block in annex.blocks]
    parts = [part for block in [*report_of(bulletin).body, *blocks] for part in _parts(block)]
    addresses = sorted({part.url for part in parts if isinstance(part, Figured)})
    assert any("with=" in address for address in addresses) == (kind == QUARTER)
    assert any("against=" in address for address in addresses)
    client.force_login(lin)
    for address in [one for one in addresses if "with=" in one or "against=" in one][::3]:
        assert client.get(address).status_code == 200, address


def _parts(block):
    if isinstance(block, Line):
        return block.parts
    return [part for row in (*block.rows, block.total) for part in row] if isinstance(block, Grid) else []


def test_a_sum_over_the_quarter_shows_each_month_and_what_it_is_compared_with(third_quarter, draft, lin, client):
    book = SpanBook.of(draft(third_quarter, QUARTER))
    earlier = ",".join(str(one.pk) for one in book.earlier)
    client.force_login(lin)
    address = f"/figures/{third_quarter.pk}/total/span_invested_new_fen/?with={earlier}"
    page = client.get(address).content.decode()
    assert "800.00万元" in page
    for label in ("2026年7月", "2026年8月", "2026年9月"):
        assert label in page
    june = FigureRevision.objects.get(period__month=date(2026, 6, 1))
    beside = client.get(f"/figures/{third_quarter.pk}/total/invested_fen/?against={june.pk}").content.decode()
    assert "2026年6月为 1300.00万元，增加800.00万元" in beside
    for wrong in ("?with=0", "?with=x", "?against=99999", "?with=" + "1," * 40):
        assert client.get(f"/figures/{third_quarter.pk}/total/invested_fen/{wrong}").status_code == 404


def test_a_report_is_read_with_as_many_queries_for_a_year_as_for_a_quarter(
    whole_year, draft, django_assert_num_queries
):
    for kind in (QUARTER, YEAR):
        bulletin = Bulletin.objects.select_related("period", "revision__period").get(pk=draft(whole_year, kind).pk)
        with django_assert_num_queries(6):
            report_of(bulletin)


def test_the_workbook_of_a_quarter_has_the_same_tables_as_typed_numbers(third_quarter, draft):
    bulletin = draft(third_quarter, QUARTER)
    made = annex_workbook(SpanBook.of(bulletin), bulletin)
    assert made == annex_workbook(SpanBook.of(bulletin), bulletin)
    book = load_workbook(io.BytesIO(made))
    assert book.sheetnames == [
        "总体", "排名", "对比", "分领域", "分单位", "项目明细", "滞后名单", "问题清单", "说明",
    ]  # fmt: skip
    ranking = {row[0].value: [cell.value for cell in row[1:]] for row in book["排名"].iter_rows()}
    assert ranking["区交通局"][:7] == [3, 0, 3, 2, 3, 1, 66.7]
    compared = {row[0].value: [cell.value for cell in row[1:]] for row in book["对比"].iter_rows()}
    assert compared["本年累计完成投资"][:4] == ["万元", 2100, 1300, 800]
