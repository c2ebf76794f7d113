from django.urls import path

from projects import api
from projects.views import detail, filing_edit, filing_page, filing_workbook, grid, imports, listing, months, saved

urlpatterns = [
    path("projects/", listing.project_list, name="project_list"),
    path("projects/export/", listing.project_export, name="project_export"),
    path("api/projects/", api.project_api, name="project_api"),
    path("projects/saved/", saved.saved_view_save, name="project_view_save"),
    path("projects/saved/<int:pk>/drop/", saved.saved_view_drop, name="project_view_drop"),
    path("projects/import/", imports.import_projects, name="import_projects"),
    path("projects/<int:pk>/", detail.project_detail, name="project_detail"),
    path("progress/import/", imports.import_progress, name="import_progress"),
    path("templates/<slug:key>/", imports.import_template, name="import_template"),
    path("filings/", months.filing_list, name="filing_list"),
    path("filings/accept/", months.filing_accept_many, name="filing_accept_many"),
    path("filings/grid/<str:key>/", grid.grid_edit, name="grid_edit"),
    path("filings/workbook/<str:key>/<slug:form>/", filing_workbook.grid_workbook, name="grid_workbook"),
    path("filings/new/<int:pk>/<str:key>/", filing_edit.filing_new, name="filing_new"),
    path("filings/<int:pk>/", filing_page.filing_detail, name="filing_detail"),
    path("filings/<int:pk>/edit/", filing_edit.filing_edit, name="filing_edit"),
    path("filings/<int:pk>/move/", filing_page.filing_move, name="filing_move"),
]
