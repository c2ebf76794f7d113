"""R3 at the import: has the project's remuneration reached its floor? A reminder, never a refusal."""

from django.db.models import Sum

from documents.formats import percent, wan
from documents.workbooks import CellProblem, Severity
from labor.clocks.floor import short_of
from labor.models import WageLine
from projects.floors import remuneration_floor
from projects.models import Period, Project


def floor_warning(*, project: Project, period: Period, sheet: str, net_fen: int) -> CellProblem | None:
    """Compare 实发 of all rolls in force, this one included (`net_fen`, 分), with the least remuneration of R3.

    Returns None when the floor is reached, when the kind of project has none (重推), or its base is not on record.
    """
    floor = remuneration_floor(project)
    if floor.required_fen is None:
        return None
    others = WageLine.objects.in_force().filter(project=project).exclude(period__month=period.month)
    total = net_fen + (others.aggregate(sum=Sum("net_fen"))["sum"] or 0)
    if total >= floor.required_fen:
        return None
    message = (
        f"连同本表，项目发放表实发合计{wan(total)}万元，占{floor.base_name}{wan(floor.base_fen)}万元的"
        f"{percent(total, floor.base_fen)}，{short_of(floor, total)}。算法：{floor.arithmetic}"
    )
    return CellProblem(
        sheet, "", "实发合计", f"{wan(total)}万元", message, "remuneration_below_floor", Severity.WARNING
    )
