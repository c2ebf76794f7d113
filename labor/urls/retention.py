from django.urls import URLPattern, path

from labor.views import retention

urlpatterns: list[URLPattern] = [
    path("retention/", retention.retention_list, name="retention_list"),
    path("retention/review/", retention.retention_review, name="retention_review"),
    path("retention/export/", retention.retention_export, name="retention_export"),
]
