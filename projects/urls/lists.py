from django.urls import path

from projects.views.lists import leaving, proposal, versions, years

urlpatterns = [
    path("lists/", years.annual_list, name="annual_list"),
    path("lists/<int:year>/next/", proposal.annual_proposal, name="annual_proposal"),
    path("lists/versions/<int:pk>/", versions.version_detail, name="version_detail"),
    path("lists/versions/<int:pk>/pdf/", versions.version_pdf, name="version_pdf"),
    path("lists/versions/<int:pk>/xlsx/", versions.version_xlsx, name="version_xlsx"),
    path("lists/entries/<int:pk>/leave/", leaving.entry_leave, name="entry_leave"),
    path("lists/entries/<int:pk>/stay/", leaving.entry_stay, name="entry_stay"),
]
