from django.urls import URLPattern, path

from assessment.views import appeals, publications, scores, scoresheets, scoring_forms

urlpatterns: list[URLPattern] = [
    path("scores/", scoresheets.sheet_list, name="sheet_list"),
    path("scores/export/", scoresheets.sheet_export, name="sheet_export"),
    path("scores/years/<int:pk>/open/", scoresheets.sheet_open, name="sheet_open"),
    path("scores/years/<int:pk>/settle/", scoresheets.sheet_settle, name="sheet_settle"),
    path("scores/<int:pk>/", scoresheets.sheet_detail, name="sheet_detail"),
    path("scores/<int:pk>/fill/", scoring_forms.sheet_fill, name="sheet_fill"),
    path("scores/<int:pk>/review/", scoring_forms.sheet_review, name="sheet_review"),
    path("scores/<int:pk>/move/", scoresheets.sheet_move, name="sheet_move"),
    path("scores/points/<int:pk>/", scores.sheet_score, name="sheet_score"),
    path("scores/points/<int:pk>/evidence/", scores.sheet_evidence_add, name="sheet_evidence_add"),
    path("scores/evidence/<int:pk>/", scores.sheet_evidence, name="sheet_evidence"),
    path("scores/evidence/<int:pk>/remove/", scores.sheet_evidence_remove, name="sheet_evidence_remove"),
    path("appeals/", appeals.appeal_list, name="appeal_list"),
    path("scores/points/<int:pk>/appeal/", appeals.appeal_new, name="appeal_new"),
    path("appeals/<int:pk>/", appeals.appeal_detail, name="appeal_detail"),
    path("appeals/<int:pk>/decide/", appeals.appeal_decide, name="appeal_decide"),
    path("results/", publications.publication_list, name="publication_list"),
    path("results/<int:pk>/", publications.publication_detail, name="publication_detail"),
    path("results/<int:pk>/pdf/", publications.publication_pdf, name="publication_pdf"),
    path("results/<int:pk>/xlsx/", publications.publication_xlsx, name="publication_xlsx"),
    path("results/years/<int:pk>/new/", publications.publication_new, name="publication_new"),
    path("results/years/<int:pk>/preview/", publications.publication_preview, name="publication_preview"),
]
