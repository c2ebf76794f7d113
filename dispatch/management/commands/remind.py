"""`manage.py remind --on 2026-11-06 [--by U] [--dry-run]`: who is reminded of what, at which step; once."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from typing import Any

from dispatch.reminders.letters import may_issue
from dispatch.reminders.planning import Nudge
from dispatch.reminders.reminding import plan, remind
from projects.calendar import is_working_day
from units.command import SignedCommand
from units.models import User
from units.refusals import NotAllowed, Refusal


class Command(SignedCommand):
    help = "催报：按催报步骤提醒到某一天还没有报送的单位；再办一次不会重复提醒"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--on", required=True, metavar="YYYY-MM-DD", help="按哪一天催")
        parser.add_argument("--dry-run", action="store_true", help="只列出会催谁，不发出")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        if by is not None and not may_issue(by):
            raise NotAllowed("催报由领导小组办公室办理，您没有这项权限。")
        on, is_dry = _day(options["on"]), options["dry_run"]
        done = [] if is_dry else remind(on=on, at=self.now(), by=by)
        letters = {id(one.nudge): f"{one.letter}" for one in done if one.letter}
        nudges = plan(on=on) if is_dry else [one.nudge for one in done]
        rows = [_row(nudge, letters) for nudge in nudges]
        said = {"on": f"{on}", "working_day": is_working_day(on), "dry_run": is_dry, "reminded": rows}
        return said | {"lines": _lines(on, rows, is_dry=is_dry)}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"日期“{text}”写法不对，请写成 2026-11-06 这样的形式。") from None


def _row(nudge: Nudge, letters: Mapping[int, str]) -> dict[str, Any]:
    return {
        "month": nudge.period.key,
        "unit": nudge.unit_name,
        "step": nudge.step.name,
        "offset": nudge.step.offset,
        "audience": nudge.step.audience.value,
        "channels": nudge.step.means.split("、"),
        "people": sorted(user.username for user in nudge.told),
        "projects": [one.kept for one in nudge.owed],
        "letter": letters.get(id(nudge)),
    }


def _lines(on: date, rows: list[dict[str, Any]], *, is_dry: bool) -> list[str]:
    if not rows:
        off = "" if is_working_day(on) else "，不是工作日"
        return [f"{on}{off}，没有要催的单位。"]
    people = {name for row in rows for name in row["people"]}
    verb = "将催" if is_dry else "已催"
    return [f"{on}{verb}{len(rows)}个单位、{len(people)}人：", *map(_line, rows)]


def _line(row: dict[str, Any]) -> str:
    names = "、".join(project["name"] for project in row["projects"][:8])
    more = f"等{len(row['projects'])}个项目" if len(row["projects"]) > 8 else f"，{len(row['projects'])}个项目"
    told = f"发给{'、'.join(row['people'])}" if row["people"] else "没有在用的账号，催不到人，已告知办公室"
    letter = f"，{row['letter']}" if row["letter"] else ""
    channels = "、".join(row["channels"])
    return f"{row['month']} {row['unit']} {row['step']}：{names}{more}；{channels}；{told}{letter}"
