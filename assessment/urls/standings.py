from django.urls import URLPattern, path

from assessment.views import standings

urlpatterns: list[URLPattern] = [
    path("standings/", standings.standing_list, name="standing_list"),
    path("standings/<int:year>/export/", standings.standing_export, name="standing_export"),
]
