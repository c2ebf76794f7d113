from django.urls import URLPattern, path

from labor.views import demands, demands_edit, demands_notice, demands_page

urlpatterns: list[URLPattern] = [
    path("demands/", demands.demand_list, name="demand_list"),
    path("demands/export/", demands.demand_export, name="demand_export"),
    path("demands/form/", demands.demand_form_export, name="demand_form_export"),
    path("demands/new/", demands_edit.demand_new, name="demand_new"),
    path("demands/notice/project/<int:pk>/", demands_notice.demand_notice_project, name="demand_notice_project"),
    path("demands/notice/township/<int:pk>/", demands_notice.demand_notice_township, name="demand_notice_township"),
    path("demands/<int:pk>/", demands_page.demand_detail, name="demand_detail"),
    path("demands/<int:pk>/edit/", demands_edit.demand_edit, name="demand_edit"),
    path("demands/<int:pk>/move/", demands_page.demand_move, name="demand_move"),
    path("demands/<int:pk>/notice/", demands_notice.demand_notice, name="demand_notice"),
]
