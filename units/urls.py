from django.urls import URLPattern, path

from units.views import trail, units, users

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
    path("users/<int:pk>/password/", users.user_password, name="user_password"),
    path("users/<int:pk>/deactivate/", users.user_deactivate, name="user_deactivate"),
    path("users/<int:pk>/reactivate/", users.user_reactivate, name="user_reactivate"),
    path("users/<int:pk>/grants/", users.grant_new, name="grant_new"),
    path("grants/<int:pk>/end/", users.grant_end, name="grant_end"),
    path("audit/", trail.audit_list, name="audit_list"),
    path("audit/verify/", trail.audit_verify, name="audit_verify"),
    path("audit/export/", trail.audit_export, name="audit_export"),
]
