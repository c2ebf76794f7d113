from django.urls import URLPattern, path

from labor.views import imports, numbers, overlaps, rolls

urlpatterns: list[URLPattern] = [
    path("rolls/", rolls.roll_list, name="roll_list"),
    path("rolls/export/", rolls.roll_list_export, name="roll_list_export"),
    path("rolls/import/", imports.import_roll, name="import_roll"),
    path("rolls/template/", imports.roll_template, name="roll_template"),
    path("rolls/overlaps/", overlaps.roll_overlaps, name="roll_overlaps"),
    path("rolls/overlaps/export/", overlaps.overlaps_export, name="roll_overlaps_export"),
    path("rolls/<int:pk>/", rolls.roll_detail, name="roll_detail"),
    path("rolls/<int:pk>/export/", rolls.roll_export, name="roll_export"),
    path("rolls/<int:pk>/void/", rolls.roll_void, name="roll_void"),
    path("rolls/lines/<int:pk>/numbers/", numbers.roll_line_numbers, name="roll_line_numbers"),
]
