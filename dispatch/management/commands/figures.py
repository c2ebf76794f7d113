"""`manage.py figures 2026-10 --json`: every frozen figure of a month."""

from argparse import ArgumentParser
from typing import Any

from dispatch.figures import json_figures
from dispatch.periods import find_period
from units.command import SignedCommand, month_argument
from units.models import User


class Command(SignedCommand):
    help = "列出一个月的定稿数字：全区、分领域、分单位、分项目，每个数附分子、分母、单位和基数"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("month", metavar="YYYY-MM", help="调度期")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:  # noqa: ARG002
        said = json_figures(find_period(month_argument(options["month"])))
        return {**said, "lines": _lines(said)}


def _lines(said: dict[str, Any]) -> list[str]:
    scopes = [said["total"], *said["sectors"], *said["units"], *said["projects"]]
    return [line for scope in scopes for line in [f"【{scope['name']}】", *_of(scope)]]


def _of(scope: dict[str, Any]) -> list[str]:
    figures = scope["figures"].values()
    return [f"  {figure['label']}：{figure['value']}{_unit(figure)}" for figure in figures]


def _unit(figure: dict[str, Any]) -> str:
    return "" if figure["unit"] in ("%", "百分点") or figure["value"] == "—" else figure["unit"]
