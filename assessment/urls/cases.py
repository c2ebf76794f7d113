from django.urls import URLPattern, path

from assessment.views import case_moves, cases

urlpatterns: list[URLPattern] = [
    path("cases/", cases.case_list, name="case_list"),
    path("cases/export/", cases.case_export, name="case_export"),
    path("cases/new/", cases.case_new, name="case_new"),
    path("cases/<int:pk>/", cases.case_detail, name="case_detail"),
    path("cases/<int:pk>/edit/", cases.case_edit, name="case_edit"),
    path("cases/<int:pk>/move/", case_moves.case_move, name="case_move"),
    path("cases/<int:pk>/promote/", case_moves.case_promote, name="case_promote"),
    path("cases/<int:pk>/pdf/", case_moves.case_pdf_view, name="case_pdf"),
    path("cases/<int:pk>/files/", case_moves.case_file_add, name="case_file_add"),
    path("cases/files/<int:pk>/download/", case_moves.case_file_download, name="case_file_download"),
    path("cases/files/<int:pk>/remove/", case_moves.case_file_remove, name="case_file_remove"),
]
