from django.urls import URLPattern, path

from labor.views import roll_archive

urlpatterns: list[URLPattern] = [
    path("rolls/<int:pk>/archive/", roll_archive.roll_archive, name="roll_archive"),
    path("rolls/<int:pk>/package/", roll_archive.roll_package, name="roll_package"),
    path("rolls/<int:pk>/file/", roll_archive.roll_file, name="roll_file"),
]
