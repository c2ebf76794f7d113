"""What a report must say before it goes on its way, and what it must not.

不得在报告等非请示性公文中夹带请示事项 (中办发〔2012〕14号 第十五条).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

LABELS = {"title": "事由", "situation": "基本情况", "handled": "已采取的措施", "next_steps": "下一步安排"}
LONGEST = {"title": 60, "situation": 4000, "handled": 4000, "next_steps": 4000}
REQUIRED_TO_KEEP = ("title", "situation")
ASKING = (
    "请批示", "请批复", "请予批准", "请予批复", "请予支持", "请予解决", "请审批", "请予审批", "请予审定", "特此请示",
    "妥否", "当否", "恳请", "请求区政府", "提请区政府",
)  # fmt: skip


def wrong_to_keep(written: Mapping[str, str]) -> Iterator[str]:
    """Sentences on a draft that cannot be kept."""
    for name, label in LABELS.items():
        said = written[name]
        if not said and name in REQUIRED_TO_KEEP:
            yield f"请填写{label}。"
        if len(said) > LONGEST[name]:
            yield f"{label}有{len(said)}个字，最多{LONGEST[name]}个字，请写得简短些。"


def wrong_to_send(written: Mapping[str, str]) -> Iterator[str]:
    """Sentences on a report that cannot go on its way: parts that are empty, requests mixed in."""
    for name in ("handled", "next_steps"):
        if not written[name]:
            yield f"请填写{LABELS[name]}；还没有的，写明“正在核实”等实际情况。"
    for name, label in LABELS.items():
        found = [words for words in ASKING if words in written[name]]
        if found:
            yield f"{label}里有“{'”“'.join(found)}”：报告不得夹带请示事项，请改为陈述，需要批准的另行请示。"
