from django.urls import URLPattern, path

from assignments.views import duties

urlpatterns: list[URLPattern] = [
    path("duties/", duties.duty_list, name="duty_list"),
    path("duties/export/", duties.duty_export, name="duty_export"),
]
