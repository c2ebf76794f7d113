from django.urls import path

from projects.views import detail, filings, imports, listing, months

urlpatterns = [
    path("projects/", listing.project_list, name="project_list"),
    path("projects/export/", listing.project_export, name="project_export"),
    path("projects/import/", imports.import_projects, name="import_projects"),
    path("projects/<int:pk>/", detail.project_detail, name="project_detail"),
    path("fundings/<int:pk>/edit/", detail.funding_edit, name="funding_edit"),
    path("progress/import/", imports.import_progress, name="import_progress"),
    path("templates/<slug:key>/", imports.import_template, name="import_template"),
    path("filings/", months.filing_list, name="filing_list"),
    path("filings/accept/", months.filing_accept_many, name="filing_accept_many"),
    path("filings/new/<int:pk>/<str:key>/", filings.filing_new, name="filing_new"),
    path("filings/<int:pk>/", filings.filing_detail, name="filing_detail"),
    path("filings/<int:pk>/edit/", filings.filing_edit, name="filing_edit"),
    path("filings/<int:pk>/move/", filings.filing_move, name="filing_move"),
]
