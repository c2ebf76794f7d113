from django.urls import URLPattern, path

from assignments.views import supervision, supervision_notice, supervision_reports

urlpatterns: list[URLPattern] = [
    path("supervision/", supervision.supervision_list, name="supervision_list"),
    path("supervision/export/", supervision.supervision_export, name="supervision_export"),
    path("supervision/print/", supervision.supervision_print, name="supervision_print"),
    path("supervision/new/", supervision.supervision_new, name="supervision_new"),
    path("supervision/raise/", supervision.supervision_raise, name="supervision_raise"),
    path("supervision/rules/", supervision_reports.supervision_rules, name="supervision_rules"),
    path("supervision/reports/", supervision_reports.supervision_report_list, name="supervision_report_list"),
    path(
        "supervision/reports/<int:pk>/", supervision_reports.supervision_report_detail, name="supervision_report_detail"
    ),
    path(
        "supervision/reports/<int:pk>/issue/",
        supervision_reports.supervision_report_issue,
        name="supervision_report_issue",
    ),
    path(
        "supervision/reports/<int:pk>/preview/",
        supervision_reports.supervision_report_preview,
        name="supervision_report_preview",
    ),
    path("supervision/<int:pk>/", supervision_notice.supervision_detail, name="supervision_detail"),
    path("supervision/<int:pk>/edit/", supervision_notice.supervision_edit, name="supervision_edit"),
    path("supervision/<int:pk>/move/", supervision_notice.supervision_move, name="supervision_move"),
    path("supervision/<int:pk>/preview/", supervision_notice.supervision_preview, name="supervision_preview"),
]
