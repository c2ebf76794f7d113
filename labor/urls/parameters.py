from django.urls import URLPattern, path

from labor.views import parameters

urlpatterns: list[URLPattern] = [
    path("parameters/", parameters.parameter_list, name="parameter_list"),
]
