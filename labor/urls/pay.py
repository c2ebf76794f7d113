from django.urls import URLPattern, path

from labor.views import rolls_bands, rolls_check, rolls_files, rolls_lines, rolls_signing, rolls_way

urlpatterns: list[URLPattern] = [
    path("rolls/<int:pk>/move/", rolls_way.roll_move, name="roll_move"),
    path("rolls/<int:pk>/check/", rolls_check.roll_check, name="roll_check"),
    path("rolls/<int:pk>/check/export/", rolls_check.roll_check_export, name="roll_check_export"),
    path("rolls/<int:pk>/send/", rolls_check.roll_send, name="roll_send"),
    path("rolls/<int:pk>/lines/add/", rolls_lines.roll_line_add, name="roll_line_add"),
    path("rolls/lines/<int:pk>/edit/", rolls_lines.roll_line_edit, name="roll_line_edit"),
    path("rolls/lines/<int:pk>/remove/", rolls_lines.roll_line_remove, name="roll_line_remove"),
    path("rolls/lines/<int:pk>/restore/", rolls_lines.roll_line_restore, name="roll_line_restore"),
    path("rolls/<int:pk>/signing/", rolls_signing.roll_signing, name="roll_signing"),
    path("rolls/<int:pk>/sign/", rolls_signing.roll_sign, name="roll_sign"),
    path("rolls/<int:pk>/print/", rolls_signing.roll_print, name="roll_print"),
    path("rolls/<int:pk>/trail/", rolls_files.roll_trail, name="roll_trail"),
    path("rolls/<int:pk>/files/add/", rolls_files.roll_file_add, name="roll_file_add"),
    path("rolls/files/<int:pk>/download/", rolls_files.roll_file_download, name="roll_file_download"),
    path("rolls/files/<int:pk>/remove/", rolls_files.roll_file_remove, name="roll_file_remove"),
    path("rolls/bands/", rolls_bands.roll_bands, name="roll_bands"),
]
