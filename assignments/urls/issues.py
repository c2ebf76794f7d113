from django.urls import URLPattern, path

from assignments.views import issue_page, issue_task, issue_terms, issues

urlpatterns: list[URLPattern] = [
    path("issues/", issues.issue_list, name="issue_list"),
    path("issues/new/", issues.issue_new, name="issue_new"),
    path("issues/export/", issues.issue_export, name="issue_export"),
    path("issues/print/", issues.issue_print, name="issue_print"),
    path("issues/terms/", issue_terms.issue_terms, name="issue_terms"),
    path("issues/<int:pk>/", issue_page.issue_detail, name="issue_detail"),
    path("issues/<int:pk>/edit/", issues.issue_edit, name="issue_edit"),
    path("issues/<int:pk>/task/", issue_task.issue_task, name="issue_task"),
    path("issues/<int:pk>/move/", issue_page.issue_move, name="issue_move"),
]
