from django.urls import path

from projects.views import inspection_new, inspections, rectifications, samples

urlpatterns = [
    path("inspections/", inspections.inspection_list, name="inspection_list"),
    path("inspections/export/", inspections.inspection_export, name="inspection_export"),
    path("inspections/coverage/", inspections.inspection_coverage, name="inspection_coverage"),
    path("inspections/<int:pk>/", inspections.inspection_detail, name="inspection_detail"),
    path("inspections/<int:pk>/void/", inspections.inspection_void, name="inspection_void"),
    path("projects/<int:pk>/inspections/new/", inspection_new.inspection_new, name="inspection_new"),
    path("samples/", samples.sample_list, name="sample_list"),
    path("samples/new/", samples.sample_new, name="sample_new"),
    path("samples/<int:pk>/", samples.sample_detail, name="sample_detail"),
    path("rectifications/", rectifications.rectification_list, name="rectification_list"),
    path("rectifications/export/", rectifications.rectification_export, name="rectification_export"),
    path("rectifications/<int:pk>/", rectifications.rectification_detail, name="rectification_detail"),
    path("rectifications/<int:pk>/move/", rectifications.rectification_move, name="rectification_move"),
    path("rectifications/<int:pk>/notice/", rectifications.rectification_notice, name="rectification_notice"),
]
