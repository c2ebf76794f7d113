from django.urls import URLPattern, path

from labor.views import slips

urlpatterns: list[URLPattern] = [
    path("wages/", slips.wage_ledger, name="wage_ledger"),
    path("wages/export/", slips.wage_ledger_export, name="wage_ledger_export"),
    path("wages/<int:pk>/<int:year>/", slips.wage_year, name="wage_year"),
    path("wages/<int:pk>/<int:year>/print/", slips.wage_year_print, name="wage_year_print"),
    path("wages/<int:pk>/<int:year>/slips/", slips.slip_year, name="slip_year"),
    path("rolls/<int:pk>/slips/", slips.slip_roll, name="slip_roll"),
]
