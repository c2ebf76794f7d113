"""劳务公司 and 公益性岗位: two ledgers under one line of the menu."""

from django.urls import URLPattern, path

from labor.views import companies, companies_edit, welfare, welfare_edit

urlpatterns: list[URLPattern] = [
    path("companies/", companies.company_list, name="company_list"),
    path("companies/export/", companies.company_export, name="company_export"),
    path("companies/new/", companies_edit.company_new, name="company_new"),
    path("companies/<int:pk>/", companies.company_detail, name="company_detail"),
    path("companies/<int:pk>/edit/", companies_edit.company_edit, name="company_edit"),
    path("companies/<int:pk>/retire/", companies_edit.company_retire, name="company_retire"),
    path("companies/<int:pk>/restore/", companies_edit.company_restore, name="company_restore"),
    path("welfare/", welfare.welfare_list, name="welfare_list"),
    path("welfare/export/", welfare.welfare_export, name="welfare_export"),
    path("welfare/new/", welfare_edit.welfare_new, name="welfare_new"),
    path("welfare/<int:pk>/assign/", welfare_edit.welfare_assign, name="welfare_assign"),
    path("welfare/<int:pk>/end/", welfare_edit.welfare_end, name="welfare_end"),
    path("welfare/<int:pk>/void/", welfare_edit.welfare_void, name="welfare_void"),
]
