from django.urls import path

from projects.views import exceptions, expected, expected_acts, expected_rules

urlpatterns = [
    path("expected/", expected.expected_list, name="expected_list"),
    path("expected/export/", expected.expected_export, name="expected_export"),
    path("expected/print/", expected.expected_print, name="expected_print"),
    path("expected/rules/", expected_rules.expected_rules, name="expected_rules"),
    path("expected/rules/<int:pk>/withdraw/", expected_rules.expected_rule_withdraw, name="expected_rule_withdraw"),
    path("expected/<str:month>/settle/", expected_acts.expected_settle, name="expected_settle"),
    path("expected/<str:month>/add/", expected_acts.expected_add, name="expected_add"),
    path("expected/<str:month>/<int:pk>/waive/", expected_acts.expected_waive, name="expected_waive"),
    path("expected/<str:month>/<int:pk>/unwaive/", expected_acts.expected_unwaive, name="expected_unwaive"),
    path("expected/<str:month>/<int:pk>/nil/", expected_acts.expected_nil, name="expected_nil"),
    path("exceptions/", exceptions.exception_list, name="exception_list"),
    path("exceptions/new/", exceptions.exception_new, name="exception_new"),
    path("exceptions/<int:pk>/extend/", exceptions.exception_extend, name="exception_extend"),
    path("exceptions/<int:pk>/end/", exceptions.exception_end, name="exception_end"),
]
