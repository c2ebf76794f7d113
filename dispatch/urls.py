from django.urls import URLPattern, path

from dispatch.views import alert_digests, bulletins, drafts, figures, jobs, periods

urlpatterns: list[URLPattern] = [
    path("periods/", periods.period_list, name="period_list"),
    path("periods/<str:key>/", periods.period_detail, name="period_detail"),
    path("periods/<str:key>/close/", periods.period_close, name="period_close"),
    path("periods/<str:key>/draft/", drafts.bulletin_draft, name="bulletin_draft"),
    path("figures/<int:pk>/correct/", periods.period_correct, name="period_correct"),
    path("figures/<int:revision_pk>/<slug:scope>/<slug:figure>/", figures.figure_rows, name="figure_rows"),
    path("bulletins/", bulletins.bulletin_list, name="bulletin_list"),
    path("bulletins/office/", drafts.issuing_office_edit, name="bulletin_office"),
    path("bulletins/<int:pk>/", bulletins.bulletin_detail, name="bulletin_detail"),
    path("bulletins/<int:pk>/edit/", drafts.bulletin_edit, name="bulletin_edit"),
    path("bulletins/<int:pk>/preview/", drafts.bulletin_preview, name="bulletin_preview"),
    path("bulletins/<int:pk>/issue/", drafts.bulletin_issue, name="bulletin_issue"),
    path("bulletins/<int:pk>/pdf/", bulletins.bulletin_pdf, name="bulletin_pdf"),
    path("bulletins/<int:pk>/xlsx/", bulletins.bulletin_xlsx, name="bulletin_xlsx"),
    path("alerts/check/", alert_digests.alert_check, name="alert_check"),
    path("alerts/weeks/", alert_digests.alert_digest_list, name="alert_digest_list"),
    path("alerts/weeks/<str:key>/", alert_digests.alert_digest, name="alert_digest"),
    path("alerts/weeks/<str:key>/make/", alert_digests.alert_digest_make, name="alert_digest_make"),
    path("alerts/weeks/<str:key>/print/", alert_digests.alert_digest_print, name="alert_digest_print"),
    path("jobs/", jobs.job_list, name="job_list"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job_detail"),
    path("jobs/<int:pk>/status/", jobs.job_status, name="job_status"),
    path("jobs/<int:pk>/retry/", jobs.job_retry, name="job_retry"),
]
