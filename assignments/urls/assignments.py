from django.urls import URLPattern, path

from assignments.views import assignment_edit, assignment_reports, assignments

urlpatterns: list[URLPattern] = [
    path("assignments/", assignments.assignment_list, name="assignment_list"),
    path("assignments/export/", assignments.assignment_export, name="assignment_export"),
    path("assignments/new/", assignment_edit.assignment_new, name="assignment_new"),
    path("assignments/break/", assignment_edit.assignment_break, name="assignment_break"),
    path("assignments/issue/", assignment_edit.assignment_issue_all, name="assignment_issue_all"),
    path("assignments/rule/", assignment_edit.assignment_rule, name="assignment_rule"),
    path("assignments/<int:pk>/", assignments.assignment_detail, name="assignment_detail"),
    path("assignments/<int:pk>/move/", assignments.assignment_move, name="assignment_move"),
    path("assignments/<int:pk>/edit/", assignment_edit.assignment_edit, name="assignment_edit"),
    path("assignments/<int:pk>/delete/", assignment_edit.assignment_delete, name="assignment_delete"),
    path("assignments/reports/<int:pk>/", assignment_reports.assignment_report, name="assignment_report"),
    path(
        "assignments/reports/<int:pk>/move/", assignment_reports.assignment_report_move, name="assignment_report_move"
    ),
]
