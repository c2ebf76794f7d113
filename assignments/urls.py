from django.urls import URLPattern, path

from assignments import views

urlpatterns: list[URLPattern] = [
    path("duties/", views.duty_list, name="duty_list"),
    path("duties/export/", views.duty_export, name="duty_export"),
]
