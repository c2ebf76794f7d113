from django.urls import URLPattern, path

from labor.views import rolls_bands, rolls_files, rolls_signing, rolls_way

urlpatterns: list[URLPattern] = [
    path("rolls/<int:pk>/move/", rolls_way.roll_move, name="roll_move"),
    path("rolls/<int:pk>/signing/", rolls_signing.roll_signing, name="roll_signing"),
    path("rolls/<int:pk>/sign/", rolls_signing.roll_sign, name="roll_sign"),
    path("rolls/<int:pk>/print/", rolls_signing.roll_print, name="roll_print"),
    path("rolls/<int:pk>/trail/", rolls_files.roll_trail, name="roll_trail"),
    path("rolls/<int:pk>/files/add/", rolls_files.roll_file_add, name="roll_file_add"),
    path("rolls/files/<int:pk>/download/", rolls_files.roll_file_download, name="roll_file_download"),
    path("rolls/files/<int:pk>/remove/", rolls_files.roll_file_remove, name="roll_file_remove"),
    path("rolls/bands/", rolls_bands.roll_bands, name="roll_bands"),
]
