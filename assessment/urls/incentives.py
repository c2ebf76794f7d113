from django.urls import URLPattern, path

from assessment.views import incentives

urlpatterns: list[URLPattern] = [
    path("incentives/", incentives.incentive_list, name="incentive_list"),
    path("incentives/export/", incentives.incentive_export, name="incentive_export"),
    path("incentives/new/", incentives.incentive_new, name="incentive_new"),
    path("incentives/<int:pk>/", incentives.incentive_detail, name="incentive_detail"),
    path("incentives/<int:pk>/result/", incentives.incentive_result, name="incentive_result"),
    path("incentives/<int:pk>/void/", incentives.incentive_void, name="incentive_void"),
]
