from django.urls import path

from projects.views import nomination_edit, nomination_import, nomination_page, nominations

urlpatterns = [
    path("nominations/", nominations.nomination_list, name="nomination_list"),
    path("nominations/new/", nomination_edit.nomination_new, name="nomination_new"),
    path("nominations/items/", nomination_edit.nomination_items, name="nomination_items"),
    path("nominations/import/", nomination_import.nomination_import, name="nomination_import"),
    path("nominations/template/<int:year>/", nomination_import.nomination_template, name="nomination_template"),
    path("nominations/<int:pk>/edit/", nomination_edit.nomination_edit, name="nomination_edit"),
    path("nominations/export/", nominations.nomination_export, name="nomination_export"),
    path("nominations/<int:pk>/", nomination_page.nomination_detail, name="nomination_detail"),
    path("nominations/<int:pk>/move/", nomination_page.nomination_move, name="nomination_move"),
]
