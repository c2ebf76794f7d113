from django.urls import URLPattern, path

from assignments.views import matter_page, matters

urlpatterns: list[URLPattern] = [
    path("matters/", matters.matter_list, name="matter_list"),
    path("matters/new/", matters.matter_new, name="matter_new"),
    path("matters/export/", matters.matter_export, name="matter_export"),
    path("matters/print/", matters.matter_print, name="matter_print"),
    path("matters/<int:pk>/", matter_page.matter_detail, name="matter_detail"),
    path("matters/<int:pk>/edit/", matters.matter_edit, name="matter_edit"),
    path("matters/<int:pk>/move/", matter_page.matter_move, name="matter_move"),
    path("matters/<int:pk>/preview/", matter_page.matter_preview, name="matter_preview"),
]
