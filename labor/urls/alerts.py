from django.urls import URLPattern, path

from labor.views import alerts

urlpatterns: list[URLPattern] = [
    path("alerts/", alerts.alert_list, name="alert_list"),
    path("alerts/export/", alerts.alert_export, name="alert_export"),
    path("alerts/rules/", alerts.alert_rule_list, name="alert_rule_list"),
    path("alerts/rules/<slug:code>/", alerts.alert_rule_edit, name="alert_rule_edit"),
    path("alerts/<int:pk>/", alerts.alert_detail, name="alert_detail"),
    path("alerts/<int:pk>/move/", alerts.alert_move, name="alert_move"),
]
