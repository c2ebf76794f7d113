"""The menu as data: which pages stand in it, for whom, and under which line each view belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from units.models import Role
from units.outgoing import READERS as OUTGOING_READERS
from units.permissions import READS_AUDIT, READS_USERS
from units.scope import OFFICE_ROLES, READS_EVERYTHING, UNIT_ROLES, Scope

EVERYONE = frozenset(Role.values)
BUSINESS = READS_EVERYTHING | UNIT_ROLES
SCORED = {Role.UNIT_FILER, Role.UNIT_REVIEWER}  # whose units are assessed


@dataclass(frozen=True)
class Entry:
    """One line of the menu. `covers` are the beginnings of the URL names that belong under it."""

    label: str
    url_name: str
    icon: str
    roles: frozenset[str] | set[Role]
    covers: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Line:
    """An entry as one page shows it; `count` is what is new under it."""

    label: str
    url: str
    icon: str
    group: str
    current: bool
    count: int = 0


@dataclass(frozen=True)
class Group:
    """Neighboring lines under one title ("" for none). A folded group shows its title alone until it is opened."""

    title: str
    lines: list[Line]
    folds: bool

    @property
    def is_open(self) -> bool:
        return any(line.current for line in self.lines)


SHORT = 12  # a menu of so many lines stands whole on a small screen; a longer one folds its groups

ENTRIES = (
    Entry("首页", "home", "house", EVERYONE, ("home",)),
    Entry("消息", "message_list", "envelope", EVERYONE, ("message_",)),
    Entry(
        "项目",
        "project_list",
        "bricks",
        BUSINESS,
        ("project_", "proof_", "attachment_", "funding_", "import_projects", "rights_"),
    ),
    Entry("进度填报", "filing_list", "pencil", BUSINESS, ("filing_", "import_", "grid_")),
    Entry(
        "发放表",
        "roll_list",
        "wallet2",
        BUSINESS,
        (
            "roll_",
            "import_roll",
            "supplement_",
            "wage_",
            "slip_",
            "notice_",
            "objection_",
            "payment_",
            "receipt_",
            "bank_form_",
        ),
    ),
    Entry("预警", "alert_list", "bell", BUSINESS, ("alert_",)),
    Entry("及时足额", "clock_list", "clock", BUSINESS, ("clock_", "wage_standard_")),
    Entry("摸底调查", "survey_list", "chat-left-text", BUSINESS, ("survey_", "response_", "part_"), "用工"),
    Entry("人员查找", "people_find", "search", BUSINESS, ("people_", "person_"), "用工"),
    Entry("用工需求", "demand_list", "megaphone", BUSINESS, ("demand_",), "用工"),
    Entry("用工对接", "placement_list", "send", BUSINESS, ("placement_", "candidate_"), "用工"),
    Entry("培训", "training_list", "mortarboard", BUSINESS, ("training_",), "用工"),
    Entry("花名册", "roster_list", "person-badge", BUSINESS, ("roster_", "engagement_"), "用工"),
    Entry("考勤", "attendance_list", "clock-history", BUSINESS, ("attendance_", "quantity_"), "用工"),
    Entry("劳务公司和公岗", "company_list", "building", BUSINESS, ("company_", "welfare_"), "用工"),
    Entry("供求研判", "situation_page", "graph-up", BUSINESS, ("situation_",), "用工"),
    Entry("项目申报", "nomination_list", "file-earmark-arrow-up", BUSINESS, ("nomination_", "collection_"), "清单"),
    Entry("年度清单", "annual_list", "file-earmark-spreadsheet", BUSINESS, ("annual_", "version_", "entry_"), "清单"),
    Entry("指导目录", "guidance_list", "journal-text", BUSINESS, ("guidance_",), "清单"),
    Entry(
        "检查整改",
        "inspection_list",
        "clipboard-check",
        BUSINESS,
        ("inspection_", "rectification_", "sample_"),
        "监管",
    ),
    Entry("资金与衔接", "connection_list", "link-45deg", BUSINESS, ("connection_", "money_", "disbursement_"), "监管"),
    Entry("金融与社会力量", "financing_list", "cash-coin", BUSINESS, ("financing_", "social_"), "监管"),
    Entry("调度日程", "calendar_year", "flag", BUSINESS, ("calendar_",), "调度"),
    Entry("调度期", "period_list", "calendar3", BUSINESS, ("period_", "figure_", "expected_", "exception_"), "调度"),
    Entry("催报", "reminder_list", "exclamation-circle", BUSINESS, ("reminder_", "letter_"), "调度"),
    Entry("调度报告", "bulletin_list", "file-earmark-text", BUSINESS, ("bulletin_", "verify_"), "调度"),
    Entry("成效一览", "standing_list", "bar-chart", BUSINESS, ("standing_",), "调度"),
    Entry("任务分工", "duty_list", "list-task", EVERYONE, ("duty_", "matrix_"), "工作"),
    Entry("任务台账", "assignment_list", "check-circle", BUSINESS, ("assignment_",), "工作"),
    Entry("交办事项", "mandate_list", "reply", BUSINESS, ("mandate_",), "工作"),
    Entry("会议", "meeting_list", "calendar3", BUSINESS, ("meeting_", "decision_"), "工作"),
    Entry("督办", "supervision_list", "exclamation-triangle", BUSINESS, ("supervision_",), "工作"),
    Entry("新情况新问题", "issue_list", "question-circle", BUSINESS, ("issue_",), "工作"),
    Entry("重大事项", "matter_list", "megaphone", BUSINESS, ("matter_",), "工作"),
    Entry("综合研判", "note_list", "eye", BUSINESS, ("note_",), "工作"),
    Entry("发文登记簿", "paper_list", "folder2-open", READS_EVERYTHING, ("paper_", "series_", "enclosure_"), "工作"),
    Entry("政策", "policy_list", "journal-text", BUSINESS, ("policy_", "talk_"), "工作"),
    Entry("考核方案", "scheme_list", "award", SCORED | READS_EVERYTHING, ("scheme_", "indicator_"), "考核"),
    Entry("考核评分", "sheet_list", "clipboard-check", BUSINESS, ("sheet_", "appeal_"), "考核"),
    Entry("考核结果", "publication_list", "bar-chart", BUSINESS, ("publication_",), "考核"),
    Entry("典型案例", "case_list", "award", BUSINESS, ("case_",), "考核"),
    Entry("督查激励", "incentive_list", "flag", BUSINESS, ("incentive_",), "考核"),
    Entry("单位", "unit_list", "buildings", EVERYONE, ("unit_", "membership_"), "管理"),
    Entry("用户", "user_list", "people", READS_USERS, ("user_", "grant_"), "管理"),
    Entry("参数", "parameter_list", "table", OFFICE_ROLES, ("parameter_",), "管理"),
    Entry("保存期限", "retention_list", "hourglass-split", OFFICE_ROLES, ("retention_",), "管理"),
    Entry("外发记录", "outgoing_list", "send-check", OUTGOING_READERS, ("outgoing_",), "管理"),
    Entry("后台任务", "job_list", "gear", OFFICE_ROLES | {Role.SYSTEM_ADMIN}, ("job_", "output_"), "管理"),
    Entry("审计日志", "audit_list", "shield-check", READS_AUDIT, ("audit_",), "管理"),
)


def menu(scope: Scope, url_name: str, counts: Mapping[str, int] | None = None) -> list[Line]:
    """The lines a person with this scope sees on the page named `url_name`; `counts` by the URL name of a line."""
    new = counts or {}
    return [line(entry, url_name, new.get(entry.url_name, 0)) for entry in ENTRIES if scope.has(*entry.roles)]


def grouped(lines: list[Line]) -> list[Group]:
    """The lines under their titles; in a long menu the groups fold, and a line alone in its group needs no title."""
    parts = [(title, list(part)) for title, part in groupby(lines, key=lambda line: line.group)]
    if len(lines) <= SHORT:
        return [Group(title, part, folds=False) for title, part in parts]
    return [
        Group(title, part, folds=bool(title)) if len(part) > 1 else Group("", part, folds=False)
        for title, part in parts
    ]


def owner_of(url_name: str) -> Entry | None:
    """The entry a view belongs to: the one that names the longest beginning of its URL name."""
    fitting = [(len(cover), entry) for entry in ENTRIES for cover in entry.covers if url_name.startswith(cover)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def line(entry: Entry, url_name: str, count: int = 0) -> Line:
    current = entry is owner_of(url_name)
    return Line(entry.label, reverse(entry.url_name), entry.icon, entry.group, current, count)
