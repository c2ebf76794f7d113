from django.urls import URLPattern, path

from labor.views import situation

urlpatterns: list[URLPattern] = [
    path("situation/", situation.situation_page, name="situation_page"),
    path("situation/export/", situation.situation_export, name="situation_export"),
]
