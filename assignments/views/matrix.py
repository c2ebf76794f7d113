"""任务矩阵: the page, its workbook and the printed 任务分工表; all three read one board."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assignments.assigning.forms import house
from assignments.assigning.lamp import Lamp, clock_on
from assignments.matrix.board import Board, board_of
from assignments.matrix.papers import export_matrix, print_matrix
from assignments.models import Assignment
from projects.requests import reader
from units.downloads import pdf_response, workbook_response
from units.models import Unit, User
from units.requests import query_of, today
from units.scope import scope_of


class MatrixForm(forms.Form):
    """Which year, which unit, which lamp."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False)
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), required=False, empty_label="全部单位")
    lamp = forms.ChoiceField(
        label="亮灯", required=False, choices=[("", "全部"), *((lamp.key, lamp.label) for lamp in Lamp)]
    )

    def __init__(self, data: object, user: User) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        years = {*Assignment.objects.visible_to(user).order_by().values_list("year", flat=True).distinct()}
        shown = sorted({*years, today().year}, reverse=True)
        self.fields["year"].choices = [(year, f"{year}年") for year in shown]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = house()  # type: ignore[attr-defined]


@require_GET
def matrix_page(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    form, board = _asked(request, user)
    context = {
        "form": form,
        "board": board,
        "stats": [(lamp, board.lamps[lamp]) for lamp in Lamp],
        "query": query_of(request),
        "is_office": scope_of(user).is_office,
        "is_filtered": bool(request.GET.get("unit") or request.GET.get("lamp")),
    }
    return render(request, "assignments/matrix/matrix_page.html", context)


def _asked(request: HttpRequest, user: User) -> tuple[MatrixForm, Board]:
    """The form and the board it asks for; what cannot be read is not asked."""
    data = request.GET.copy()
    data.setdefault("year", str(today().year))
    form = MatrixForm(data, user)
    form.is_valid()
    said = form.cleaned_data
    lamp = Lamp[said["lamp"].upper()] if said.get("lamp") else None
    year = said.get("year") or today().year
    return form, board_of(user, year, clock_on(today()), unit=said.get("unit"), lamp=lamp)


@require_POST
def matrix_export(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    _, board = _asked(request, user)
    content = export_matrix(board=board, by=user, at=timezone.now())
    return workbook_response(content, f"任务分工表{board.year}.xlsx")


@require_POST
def matrix_print(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    _, board = _asked(request, user)
    return pdf_response(print_matrix(board=board, by=user, at=timezone.now()), f"任务分工表{board.year}.pdf")
