from django.urls import URLPattern, path

from labor.views import candidates, placements, placements_page

urlpatterns: list[URLPattern] = [
    path("demands/<int:pk>/candidates/", candidates.candidate_list, name="candidate_list"),
    path("demands/<int:pk>/candidates/propose/", candidates.placement_propose, name="placement_propose"),
    path("placements/", placements.placement_list, name="placement_list"),
    path("placements/export/", placements.placement_export, name="placement_export"),
    path("placements/<int:pk>/", placements_page.placement_detail, name="placement_detail"),
    path("placements/<int:pk>/move/", placements_page.placement_move, name="placement_move"),
]
