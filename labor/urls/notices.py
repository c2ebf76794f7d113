"""公示 of rolls, and the 维权告示牌 of projects."""

from django.urls import URLPattern, path

from labor.views import boards, notices, notices_kept, notices_list, notices_page

urlpatterns: list[URLPattern] = [
    path("notices/", notices_list.notice_list, name="notice_list"),
    path("notices/export/", notices_list.notice_export, name="notice_export"),
    path("rolls/<int:pk>/notice/", notices_page.roll_notice, name="roll_notice"),
    path("rolls/<int:pk>/notice/post/", notices.notice_post, name="notice_post"),
    path("rolls/<int:pk>/notice/sheet/", notices.notice_sheet_print, name="notice_sheet"),
    path("rolls/<int:pk>/notice/result/", notices.notice_result, name="notice_result"),
    path("rolls/<int:pk>/notice/object/", notices_kept.objection_add, name="objection_add"),
    path("notices/<int:pk>/stop/", notices.notice_stop, name="notice_stop"),
    path("notices/<int:pk>/photos/", notices_kept.notice_photo_add, name="notice_photo_add"),
    path("notices/photos/<int:pk>/", notices_kept.notice_photo_download, name="notice_photo_download"),
    path("notices/photos/<int:pk>/remove/", notices_kept.notice_photo_remove, name="notice_photo_remove"),
    path("objections/<int:pk>/answer/", notices_kept.objection_answer, name="objection_answer"),
    path("objections/<int:pk>/withdraw/", notices_kept.objection_withdraw, name="objection_withdraw"),
    path("rights/<int:pk>/", boards.rights_board, name="rights_board"),
    path("rights/<int:pk>/edit/", boards.rights_board_edit, name="rights_board_edit"),
    path("rights/<int:pk>/print/", boards.rights_board_print, name="rights_board_print"),
    path("rights/contacts/", boards.rights_contacts, name="rights_contacts"),
]
