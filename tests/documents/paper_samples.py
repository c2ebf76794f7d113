"""A whole report of realistic length: red head, signer, three levels, two charts, tables, annexes, 版记."""

from datetime import date
from functools import cache

from documents.charts import Bar, Reference, bar_chart
from documents.papers import (
    Annex,
    Block,
    Column,
    Figure,
    Heading,
    Imprint,
    OfficialPaper,
    Paragraph,
    Table,
    compose_html,
    render_pdf,
)

UNBROKEN = ("以工代赈", "重点工程项目", "大渡口区", "领导小组", "项目", "调度", "情况")
RARE_NAMES = "𬭁㛃䶮㼆堃喆昇燚镕"
SENTENCE = (
    "截至8月31日，全区纳入年度清单的以工代赈项目共27个，已开工24个，开工率88.9%；年度计划投资123,456.78万元，"
    "累计完成投资86,543.21万元，投资完成率70.1%，超序时进度3.4个百分点；累计吸纳当地群众务工1,286人，"
    "发放劳务报酬2,345.67万元，人均增收1.82万元。各成员单位按照“应纳尽纳、能用尽用”的要求，"
    "持续推进项目建设、务工组织和报酬发放——未发现拖欠劳务报酬的情形。"
)


def bars(count: int) -> str:
    rows = [Bar(f"第{index + 1}领域", 95.2 - 9.7 * index, f"{95.2 - 9.7 * index:.1f}%") for index in range(count)]
    return bar_chart(rows, title="各领域投资完成率", reference=Reference(66.7, "序时 66.7%"))


SECTORS = Table(
    columns=(
        Column("领域", 3, "left"),
        Column("项目数（个）", 2, "right"),
        Column("完成投资（万元）", 3, "right"),
        Column("完成率（%）", 2, "right"),
    ),
    rows=(
        ("交通", "6", "23,456.78", "75.2"),
        ("城镇建设", "12", "45,678.90", "68.4"),
        ("生态环境", "4", "8,765.43", "61.0"),
        ("能源", "0", "0.00", "—"),
    ),
    total=("合计", "22", "77,901.11", "69.6"),
    caption="分领域完成情况",
    unit="万元",
    note="注：能源领域本年无计划投资，完成率以“—”表示。",
)


def ledger(rows: int) -> Table:
    """The landscape annex: grouped heads and more rows than a sheet holds."""
    return Table(
        columns=(
            Column("序号", 1),
            Column("项目名称", 6, "left"),
            Column("业主单位", 4, "left"),
            Column("年度计划", 2.5, "right", "投资（万元）"),
            Column("累计完成", 2.5, "right", "投资（万元）"),
            Column("完成率（%）", 2, "right", "投资（万元）"),
            Column("吸纳务工（人）", 2, "right", "务工与报酬"),
            Column("发放报酬（万元）", 2.5, "right", "务工与报酬"),
            Column("联系人", 2),
        ),
        rows=tuple(
            (
                str(number),
                f"第{number}号城市更新片区配套道路及管网改造工程（一期）",
                "区住房城乡建设委",
                "12,345.67",
                "8,765.43",
                "71.0",
                "128",
                "234.56",
                f"刘{RARE_NAMES[number % len(RARE_NAMES)]}",
            )  # fmt: skip
            for number in range(1, rows + 1)
        ),
        total=("", "合计", "", "456,789.01", "321,098.76", "70.3", "4,736", "8,678.72", ""),
        unit="万元",
    )


def body() -> tuple[Block, ...]:
    return (
        Paragraph("根据专项工作领导小组工作安排，现将2026年8月全区重点工程项目以工代赈调度情况报告如下。"),
        Heading(1, "一、总体情况"),
        Paragraph(SENTENCE),
        Paragraph(f"本月新增务工人员中，有刘{RARE_NAMES}等名字含生僻字的人员，新建道路面积1,280㎡，气温最高39℃。"),
        Figure(bars(5), "图1 各领域投资完成率"),
        Heading(1, "二、分领域进展"),
        Heading(2, "（一）交通领域"),
        Paragraph(SENTENCE),
        Paragraph("三纵线双山隧道至金家湾立交段改造工程进展顺利。", lead="（二）城镇建设领域。"),
        Heading(3, "1.市政道路"),
        Paragraph(SENTENCE),
        SECTORS,
        Heading(1, "三、分单位情况"),
        Paragraph(SENTENCE),
        Figure(bars(7), "图2 各单位报送情况"),
        Heading(1, "四、存在的问题"),
        *(Paragraph(f"{order}是{SENTENCE}") for order in "一二"),
        Heading(1, "五、下一步工作"),
        *(Paragraph(f"{order}是{SENTENCE}") for order in "一二三"),
    )


def report(**changes: object) -> OfficialPaper:
    """The report; `changes` replace elements of it."""
    elements: dict[str, object] = {
        "masthead": "大渡口区重点工程项目以工代赈专项工作领导小组办公室文件",
        "number": "渡以工代赈办〔2026〕8号",
        "signer": "钟喆昇",
        "title": "关于2026年8月全区重点工程项目以工代赈调度情况的报告",
        "addressee": "区政府",
        "body": body(),
        "signature": "大渡口区重点工程项目以工代赈专项工作领导小组办公室",
        "dated": date(2026, 9, 8),
        "annexes": (Annex("2026年8月以工代赈项目进度明细表", (ledger(22),), landscape=True),),
        "enclosures": ("2026年8月以工代赈项目调度数据工作簿（电子件）",),
        "remark": "联系人：王堃，联系电话：023-68000000",
        "imprint": Imprint(
            "大渡口区发展和改革委员会办公室",
            date(2026, 9, 8),
            ("区委办公室，区人大常委会办公室", "区政协办公室，各成员单位"),
        ),
        "unbroken": UNBROKEN,
    }
    return OfficialPaper(**(elements | changes))  # type: ignore[arg-type]


def full_text_paper() -> OfficialPaper:
    """Several pages of nothing but text: digits, quotation marks, dashes, rare names in every paragraph."""
    plain = Paragraph("以工代赈专项工作" * 60 + "。")
    mixed = Paragraph(f"刘{RARE_NAMES[4]}等人反映：" + SENTENCE * 2)
    return report(body=(mixed, plain, mixed, mixed, plain), annexes=(), enclosures=(), imprint=None)


@cache
def report_pdf() -> bytes:
    """The report, printed once in a test process."""
    return render_pdf(compose_html(report()))
