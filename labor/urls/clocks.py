from django.urls import URLPattern, path

from labor.views import clocks, clocks_settings

urlpatterns: list[URLPattern] = [
    path("clocks/", clocks.clock_list, name="clock_list"),
    path("clocks/export/", clocks.clock_export, name="clock_export"),
    path("clocks/print/", clocks.clock_print, name="clock_print"),
    path("clocks/projects/<int:pk>/", clocks.clock_project, name="clock_project"),
    path("clocks/terms/", clocks_settings.clock_terms, name="clock_terms"),
    path("clocks/terms/<int:pk>/withdraw/", clocks_settings.clock_term_withdraw, name="clock_term_withdraw"),
    path("wage-standards/", clocks_settings.wage_standard_list, name="wage_standard_list"),
    path("wage-standards/new/", clocks_settings.wage_standard_new, name="wage_standard_new"),
    path("wage-standards/<int:pk>/edit/", clocks_settings.wage_standard_edit, name="wage_standard_edit"),
]
