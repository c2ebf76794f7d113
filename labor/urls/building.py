from django.urls import URLPattern, path

from labor.views import quantities, rolls_new, supplements

OF_MONTH = "attendance/<int:pk>/<str:month>/quantities/"

urlpatterns: list[URLPattern] = [
    path(OF_MONTH, quantities.quantity_list, name="quantity_list"),
    path(f"{OF_MONTH}new/", quantities.quantity_new, name="quantity_new"),
    path(f"{OF_MONTH}export/", quantities.quantity_export, name="quantity_export"),
    path("attendance/quantities/<int:pk>/", quantities.quantity_edit, name="quantity_edit"),
    path("attendance/quantities/<int:pk>/void/", quantities.quantity_void, name="quantity_void"),
    path("rolls/new/", rolls_new.roll_new, name="roll_new"),
    path("rolls/<int:pk>/supplement/", supplements.supplement_new, name="supplement_new"),
]
