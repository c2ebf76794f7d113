from django.urls import include, path

urlpatterns = [
    path("", include("units.urls")),
    path("", include("projects.urls")),
    path("", include("labor.urls")),
    path("", include("dispatch.urls")),
    path("", include("assignments.urls")),
    path("", include("assessment.urls")),
]
