from django.urls import path

from projects.views import connections, keeping, money

urlpatterns = [
    path("money/", money.money_list, name="money_list"),
    path("money/export/", money.money_export, name="money_export"),
    path("money/<int:pk>/", money.money_detail, name="money_detail"),
    path("projects/<int:pk>/fundings/new/", money.funding_new, name="funding_new"),
    path("fundings/<int:pk>/edit/", money.funding_edit, name="funding_edit"),
    path("fundings/<int:pk>/remove/", money.funding_remove, name="funding_remove"),
    path("money/<int:pk>/disbursements/new/", money.disbursement_new, name="disbursement_new"),
    path("money/disbursements/<int:pk>/void/", money.disbursement_void, name="disbursement_void"),
    path("connections/", connections.connection_list, name="connection_list"),
    path("connections/export/", connections.connection_export, name="connection_export"),
    path("connections/new/", connections.connection_new, name="connection_new"),
    path("connections/<int:pk>/drop/", connections.connection_drop, name="connection_drop"),
    path("financings/", keeping.financing_list, name="financing_list"),
    path("financings/export/", keeping.financing_export, name="financing_export"),
    path("financings/new/", keeping.financing_new, name="financing_new"),
    path("financings/<int:pk>/", keeping.financing_edit, name="financing_edit"),
    path("financings/<int:pk>/void/", keeping.financing_void, name="financing_void"),
    path("social/", keeping.social_list, name="social_list"),
    path("social/export/", keeping.social_export, name="social_export"),
    path("social/new/", keeping.social_new, name="social_new"),
    path("social/<int:pk>/", keeping.social_edit, name="social_edit"),
    path("social/<int:pk>/void/", keeping.social_void, name="social_void"),
]
