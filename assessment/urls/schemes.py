from django.urls import URLPattern, path

from assessment.views import indicators, scheme_scores, schemes

urlpatterns: list[URLPattern] = [
    path("schemes/", schemes.scheme_list, name="scheme_list"),
    path("schemes/new/", schemes.scheme_new, name="scheme_new"),
    path("schemes/formulas/", schemes.scheme_formulas, name="scheme_formulas"),
    path("schemes/<int:pk>/", schemes.scheme_detail, name="scheme_detail"),
    path("schemes/<int:pk>/print/", schemes.scheme_print, name="scheme_print"),
    path("schemes/<int:pk>/edit/", schemes.scheme_edit, name="scheme_edit"),
    path("schemes/<int:pk>/adopt/", schemes.scheme_adopt, name="scheme_adopt"),
    path("schemes/<int:pk>/reopen/", schemes.scheme_reopen, name="scheme_reopen"),
    path("schemes/<int:pk>/discard/", schemes.scheme_discard, name="scheme_discard"),
    path("schemes/<int:pk>/scores/", scheme_scores.scheme_scores, name="scheme_scores"),
    path("schemes/<int:pk>/scores/export/", scheme_scores.scheme_scores_export, name="scheme_scores_export"),
    path(
        "schemes/<int:pk>/scores/<int:unit_pk>/<int:indicator_pk>/",
        scheme_scores.scheme_arithmetic,
        name="scheme_arithmetic",
    ),
    path("schemes/<int:pk>/trial/", scheme_scores.scheme_trial, name="scheme_trial"),
    path("schemes/<int:pk>/trial/apply/", scheme_scores.scheme_trial_apply, name="scheme_trial_apply"),
    path("schemes/<int:pk>/indicators/new/", indicators.indicator_new, name="indicator_new"),
    path("indicators/<int:pk>/edit/", indicators.indicator_edit, name="indicator_edit"),
    path("indicators/<int:pk>/remove/", indicators.indicator_remove, name="indicator_remove"),
    path("indicators/<int:pk>/move/", indicators.indicator_move, name="indicator_move"),
]
