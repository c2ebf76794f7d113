from django.urls import URLPattern, path

from assignments.views import situation, situation_asks

urlpatterns: list[URLPattern] = [
    path("notes/", situation.note_list, name="note_list"),
    path("notes/export/", situation.note_export, name="note_export"),
    path("notes/new/", situation.note_new, name="note_new"),
    path("notes/<int:pk>/", situation.note_detail, name="note_detail"),
    path("notes/<int:pk>/move/", situation.note_move, name="note_move"),
    path("notes/<int:pk>/edit/", situation.note_edit, name="note_edit"),
    path("notes/<int:pk>/preview/", situation.note_preview, name="note_preview"),
    path("notes/<int:pk>/asks/new/", situation_asks.note_ask_add, name="note_ask_add"),
    path("notes/asks/<int:pk>/edit/", situation_asks.note_ask_edit, name="note_ask_edit"),
    path("notes/asks/<int:pk>/remove/", situation_asks.note_ask_remove, name="note_ask_remove"),
    path("notes/asks/<int:pk>/return/", situation_asks.note_ask_return, name="note_ask_return"),
    path("notes/asks/<int:pk>/give/", situation_asks.note_ask_give, name="note_ask_give"),
]
