from django.urls import URLPattern, path

from labor.views import attendance, attendance_files, attendance_sheet

OF_MONTH = "attendance/<int:pk>/<str:month>/"

urlpatterns: list[URLPattern] = [
    path("attendance/", attendance.attendance_list, name="attendance_list"),
    path("attendance/conflicts/", attendance.attendance_conflicts, name="attendance_conflicts"),
    path("attendance/conflicts/export/", attendance.attendance_conflicts_export, name="attendance_conflicts_export"),
    path(OF_MONTH, attendance_sheet.attendance_sheet, name="attendance_sheet"),
    path(f"{OF_MONTH}lock/", attendance_sheet.attendance_lock, name="attendance_lock"),
    path(f"{OF_MONTH}import/", attendance_files.attendance_import, name="attendance_import"),
    path(f"{OF_MONTH}template/", attendance_files.attendance_template, name="attendance_template"),
    path(f"{OF_MONTH}export/", attendance_files.attendance_export, name="attendance_export"),
    path(f"{OF_MONTH}print/", attendance_files.attendance_print, name="attendance_print"),
]
