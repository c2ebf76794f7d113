"""Notes and suggested wording: what does not agree is said, with its base; numbers stay as they are."""

import pytest

from dispatch.closing import close_period
from dispatch.figures import FigureBook
from dispatch.models import BulletinKind
from dispatch.notes import names_of, notes, rounding_note
from dispatch.report.content import Figured, Line, plain, say
from dispatch.report.grouped import by_sector
from dispatch.report.late import late
from dispatch.report.overall import overall
from dispatch.suggestions import suggested
from projects.models import ProjectKind
from tests.dispatch.conftest import WAN


def suggest(book):
    words = suggested(book, BulletinKind.MONTH_REPORT)
    return words.problems, words.next_steps


@pytest.fixture
def close(october, lin, at):
    return lambda: FigureBook(close_period(period=october, waive_all="已催报", by=lin, at=at))


def test_the_sample_month_names_every_difference(closed_samples):
    said = "\n".join(notes(FigureBook(closed_samples)))
    assert "项目口径合计106人，按身份证号去重104人" in said
    assert "沪汉社区文兴街老旧小区改造填报11人、发放表46人" in said
    assert "沪汉社区文兴街老旧小区改造填报13.28万元、发放表已发放18.80万元" in said
    assert "两个口径分别列示" in said


def test_a_month_that_agrees_has_no_notes(plan, file, close):
    file(plan("道路"), invested_new_fen=90 * WAN, workers_year=3, remuneration_year_fen=0)
    assert notes(close()) == []


def test_unfiled_and_unstated_are_named(plan, file, close):
    file(plan("道路"), invested_new_fen=90 * WAN)
    plan("管网")
    said = "\n".join(notes(close()))
    assert "管网本月未报" in said
    assert "本年累计吸纳就业人数（道路）" in said


def test_printed_parts_that_do_not_add_up_get_a_note_and_keep_their_numbers(plan, file, close):
    for name, department in (("甲", "区农业农村委"), ("乙", "区交通局"), ("丙", "区教委")):
        file(plan(name, department=department), invested_new_fen=4_000, workers_year=1, remuneration_year_fen=0)
    book = close()
    assert [scope.value("invested_fen").text for scope in book.units] == ["0.00", "0.00", "0.00"]
    assert book.total.value("invested_fen").text == "0.01"
    assert "本年累计完成投资相差0.01万元" in rounding_note(book.units, book.total, ["invested_fen", "plan_fen"])
    assert rounding_note(book.units, book.total, ["plan_fen"]) == ""


def test_each_problem_has_its_remedy(plan, file, close):
    file(plan("道路", kind=ProjectKind.SPECIAL, base_fen=400 * WAN), invested_new_fen=10 * WAN,
         workers_year=2, remuneration_year_fen=8 * WAN, relief_remuneration_fen=8 * WAN)  # fmt: skip
    file(plan("管网", starts="2026-02"), look="preparation", not_started_reason="征地未完成", invested_new_fen=0)
    plan("公园", department="区城市管理局")
    problems, steps = suggest(close())
    for part in (
        "投资进度滞后",
        "道路（10.0%",
        "征地未完成",
        "公园本月未报送",
        "中央预算内资金的2.00%，下限为30",
        "缺少发放表支撑",
    ):
        assert part in problems
    assert "督促区农业农村委" in steps
    assert "督促区城市管理局尽快补报" in steps
    assert problems.splitlines()[0].startswith("（一）")


def test_a_unit_with_long_names_keeps_its_line_of_the_list_short(plan, file, close):
    for letter in "甲乙丙":
        file(plan(letter * 100), invested_new_fen=10 * WAN)
    task = suggested(close(), BulletinKind.MONTH_REPORT).tasks[0]
    assert task["problem"] == f"{'甲' * 100}等3个项目投资完成率低于序时进度10个百分点及以上"


def test_a_good_month_says_so_and_still_has_a_next_step(plan, file, close):
    file(plan("道路"), invested_new_fen=95 * WAN)
    problems, steps = suggest(close())
    assert problems.startswith("从本月数字看，未发现")
    assert steps.startswith("（一）做好下月调度")


def test_a_sentence_remembers_where_its_figures_come_from(closed):
    parts = say("{who}完成{invested_fen}，{lead}。", FigureBook(closed).total, who="全区")
    assert plain(parts) == "全区完成120.00万元，欠23.3个百分点。"
    assert parts[2] == Figured("120.00万元", "total", "", "invested_fen")


def test_an_upward_report_asks_nobody(plan, file, close):
    """It goes to the district government; what units must do is what the office will urge (督促)."""
    file(plan("道路"), invested_new_fen=10 * WAN, workers_year=2, remuneration_year_fen=8 * WAN)
    plan("公园", department="区城市管理局")
    book = close()
    assert "请" not in "".join([*suggest(book), *notes(book)])


def test_the_plan_rate_follows_the_whole_it_is_made_of(closed):
    """累计÷计划: the rate stands beside 累计吸纳, not behind 其中农村劳动力."""
    said = sentences(FigureBook(closed))
    assert "本年累计吸纳就业18人（项目口径合计），为计划吸纳人数20人的90.0%。" in said


def test_empty_lists_read_as_sentences(plan, file, close):
    file(plan("道路"), invested_new_fen=95 * WAN)
    said = "".join(plain(block.parts) for block in late(close()) if isinstance(block, Line))
    assert "应报项目本月均已报送并通过审核。" in said
    assert "本月没有本月" not in said


def test_a_month_without_rolls_still_tells_the_people_of_the_year(closed):
    closed.figures.update(roll_count=0, roll_heads=0, roll_heads_year=3)
    closed.headcounts.update(month_heads=0, year_heads=5)
    said = sentences(FigureBook(closed))
    assert "本月没有项目报送发放表；本年累计发放表项目口径合计6人，去重人数5人。" in said


def test_leads_name_what_they_are_measured_against(plan, file, close):
    file(plan("甲", plan_fen=120 * WAN), invested_new_fen=100 * WAN)
    file(plan("乙", plan_fen=100 * WAN, sector="交通"), invested_new_fen=80 * WAN)
    plan("丙", sector="水利")
    book = close()
    assert "农业农村领域1个项目，累计完成投资100.00万元，投资完成率83.3%，与序时持平" in groups(book)
    assert "投资完成率80.0%，较序时进度欠3.3个百分点" in groups(book)
    assert "水利领域1个项目，没有填报完成投资；" in groups(book)
    assert "与序时进度10/12（83.3%）相比欠" in sentences(book)


def groups(book):
    return "".join(plain(block.parts) for block in by_sector(book) if isinstance(block, Line))


def sentences(book):
    return "".join(plain(block.parts) for block in overall(book) if isinstance(block, Line))


def test_long_lists_of_names_are_cut_and_counted():
    assert names_of("甲乙丙") == "甲、乙、丙"
    assert names_of("甲乙丙丁戊己庚") == "甲、乙、丙、丁、戊等7个项目"
    assert names_of("甲乙丙丁戊己庚", counted=False) == "甲、乙、丙、丁、戊等"


def test_a_share_that_cannot_be_told_is_not_printed_as_one(plan, file, close):
    file(plan("道路", kind=ProjectKind.SPECIAL, base_fen=400 * WAN), invested_new_fen=95 * WAN)
    said = "".join(plain(block.parts) for block in overall(close()) if isinstance(block, Line))
    assert "1个项目没有报官方调度表" in said
    assert "占中央预算内资金" not in said
