from django.urls import URLPattern, path

from assignments.views import policies, policy_talks

urlpatterns: list[URLPattern] = [
    path("policies/", policies.policy_list, name="policy_list"),
    path("policies/export/", policies.policy_export, name="policy_export"),
    path("policies/rules/", policies.policy_rules, name="policy_rules"),
    path("policies/new/", policies.policy_new, name="policy_new"),
    path("policies/<int:pk>/", policies.policy_detail, name="policy_detail"),
    path("policies/<int:pk>/edit/", policies.policy_edit, name="policy_edit"),
    path("policies/<int:pk>/supersede/", policies.policy_supersede, name="policy_supersede"),
    path("policies/<int:pk>/expire/", policies.policy_expire, name="policy_expire"),
    path("policies/<int:pk>/cite/", policies.policy_cite, name="policy_cite"),
    path("policies/<int:pk>/files/", policies.policy_file_add, name="policy_file_add"),
    path("policies/citations/<int:pk>/drop/", policies.policy_uncite, name="policy_uncite"),
    path("talks/", policy_talks.talk_list, name="talk_list"),
    path("talks/export/", policy_talks.talk_export, name="talk_export"),
    path("talks/print/", policy_talks.talk_print, name="talk_print"),
    path("talks/townships/", policy_talks.talk_coverage, name="talk_coverage"),
    path("talks/new/", policy_talks.talk_new, name="talk_new"),
    path("talks/<int:pk>/", policy_talks.talk_detail, name="talk_detail"),
    path("talks/<int:pk>/void/", policy_talks.talk_void, name="talk_void"),
    path("talks/<int:pk>/files/", policy_talks.talk_file_add, name="talk_file_add"),
]
