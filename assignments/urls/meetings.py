from django.urls import URLPattern, path

from assignments.views import decisions, meeting_acts, meeting_desk, meeting_minutes, meetings

urlpatterns: list[URLPattern] = [
    path("meetings/", meetings.meeting_list, name="meeting_list"),
    path("meetings/export/", meetings.meeting_export, name="meeting_export"),
    path("meetings/month/", meetings.meeting_month, name="meeting_month"),
    path("meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("meetings/reminders/", meetings.meeting_reminders, name="meeting_reminders"),
    path("meetings/<int:pk>/", meeting_desk.meeting_detail, name="meeting_detail"),
    path("meetings/<int:pk>/move/", meeting_desk.meeting_move, name="meeting_move"),
    path("meetings/<int:pk>/prepare/", meeting_acts.meeting_prepare, name="meeting_prepare"),
    path("meetings/<int:pk>/invite/", meeting_acts.meeting_invite, name="meeting_invite"),
    path("meetings/<int:pk>/postpone/", meeting_acts.meeting_postpone, name="meeting_postpone"),
    path("meetings/<int:pk>/notice/preview/", meeting_acts.meeting_notice_preview, name="meeting_notice_preview"),
    path("meetings/<int:pk>/register/", meeting_acts.meeting_register, name="meeting_register"),
    path("meetings/<int:pk>/minutes/", meeting_minutes.meeting_minutes, name="meeting_minutes"),
    path("meetings/<int:pk>/minutes/preview/", meeting_minutes.meeting_minutes_preview, name="meeting_minutes_preview"),
    path("meetings/invitees/<int:pk>/withdraw/", meeting_acts.meeting_uninvite, name="meeting_uninvite"),
    path("meetings/invitees/<int:pk>/reply/", meeting_acts.meeting_reply, name="meeting_reply"),
    path("meetings/invitees/<int:pk>/sign-in/", meeting_acts.meeting_sign_in, name="meeting_sign_in"),
    path("meetings/invitees/<int:pk>/sign-in/undo/", meeting_acts.meeting_sign_undo, name="meeting_sign_undo"),
    path("meetings/topics/<int:pk>/papers/", meeting_acts.meeting_papers, name="meeting_papers"),
    path("decisions/", decisions.decision_list, name="decision_list"),
    path("decisions/export/", decisions.decision_export, name="decision_export"),
]
