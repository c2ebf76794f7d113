from django.urls import URLPattern, path

from units.views import inbox, mine, outgoing, trail, units, users

urlpatterns: list[URLPattern] = [
    path("units/", units.unit_list, name="unit_list"),
    path("units/export/", units.unit_export, name="unit_export"),
    path("units/new/", units.unit_new, name="unit_new"),
    path("units/<int:pk>/", units.unit_detail, name="unit_detail"),
    path("units/<int:pk>/edit/", units.unit_edit, name="unit_edit"),
    path("units/<int:pk>/seats/", units.membership_start, name="membership_start"),
    path("seats/<int:pk>/end/", units.membership_end, name="membership_end"),
    path("users/", users.user_list, name="user_list"),
    path("users/new/", users.user_new, name="user_new"),
    path("users/<int:pk>/", users.user_edit, name="user_edit"),
    path("users/<int:pk>/mail/", users.user_mail, name="user_mail"),
    path("users/<int:pk>/password/", users.user_password, name="user_password"),
    path("users/<int:pk>/deactivate/", users.user_deactivate, name="user_deactivate"),
    path("users/<int:pk>/reactivate/", users.user_reactivate, name="user_reactivate"),
    path("users/<int:pk>/grants/", users.grant_new, name="grant_new"),
    path("grants/<int:pk>/end/", users.grant_end, name="grant_end"),
    path("account/", mine.my_account, name="my_account"),
    path("messages/", inbox.message_list, name="message_list"),
    path("messages/read/", inbox.message_read_all, name="message_read_all"),
    path("messages/<int:pk>/open/", inbox.message_open, name="message_open"),
    path("messages/<int:pk>/unread/", inbox.message_unread, name="message_unread"),
    path("outgoing/", outgoing.outgoing_list, name="outgoing_list"),
    path("outgoing/retry/", outgoing.outgoing_retry_all, name="outgoing_retry_all"),
    path("outgoing/<int:pk>/retry/", outgoing.outgoing_retry, name="outgoing_retry"),
    path("outgoing/<int:pk>/cancel/", outgoing.outgoing_cancel, name="outgoing_cancel"),
    path("audit/", trail.audit_list, name="audit_list"),
    path("audit/verify/", trail.audit_verify, name="audit_verify"),
    path("audit/export/", trail.audit_export, name="audit_export"),
]
