from django.urls import URLPattern, path

from labor.views import engagements, engagements_edit, engagements_new, rosters, rosters_files

urlpatterns: list[URLPattern] = [
    path("rosters/", rosters.roster_list, name="roster_list"),
    path("rosters/<int:pk>/", rosters.roster_detail, name="roster_detail"),
    path("rosters/<int:pk>/leave/", rosters.roster_leave, name="roster_leave"),
    path("rosters/<int:pk>/export/", rosters_files.roster_export, name="roster_export"),
    path("rosters/<int:pk>/print/", rosters_files.roster_print, name="roster_print"),
    path("rosters/<int:pk>/import/", rosters_files.roster_import, name="roster_import"),
    path("rosters/<int:pk>/template/", rosters_files.roster_template, name="roster_template"),
    path("rosters/<int:pk>/new/", engagements_new.engagement_new, name="engagement_new"),
    path("rosters/stays/<int:pk>/", engagements.engagement_detail, name="engagement_detail"),
    path("rosters/stays/<int:pk>/edit/", engagements_edit.engagement_edit, name="engagement_edit"),
    path("rosters/stays/<int:pk>/leave/", engagements.engagement_leave, name="engagement_leave"),
    path("rosters/stays/<int:pk>/return/", engagements.engagement_return, name="engagement_return"),
    path("rosters/stays/<int:pk>/void/", engagements.engagement_void, name="engagement_void"),
    path("rosters/stays/<int:pk>/rename/", engagements.engagement_rename, name="engagement_rename"),
]
