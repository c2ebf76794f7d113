from django.urls import URLPattern, path

from assessment import views

urlpatterns: list[URLPattern] = [
    path("standings/", views.standing_list, name="standing_list"),
    path("standings/<int:year>/export/", views.standing_export, name="standing_export"),
]
