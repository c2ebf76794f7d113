"""摸底调查: campaigns and townships' parts. The answers themselves are among the addresses of people."""

from django.urls import URLPattern, path

from labor.views import survey_import, survey_parts, surveys

urlpatterns: list[URLPattern] = [
    path("surveys/", surveys.survey_list, name="survey_list"),
    path("surveys/new/", surveys.survey_new, name="survey_new"),
    path("surveys/<int:pk>/", surveys.survey_detail, name="survey_detail"),
    path("surveys/<int:pk>/export/", surveys.survey_export, name="survey_export"),
    path("surveys/<int:pk>/extend/", surveys.survey_extend, name="survey_extend"),
    path("surveys/<int:pk>/close/", surveys.survey_close, name="survey_close"),
    path("surveys/<int:pk>/reopen/", surveys.survey_reopen, name="survey_reopen"),
    path("surveys/parts/<int:pk>/", survey_parts.part_detail, name="part_detail"),
    path("surveys/parts/<int:pk>/finish/", survey_parts.part_finish, name="part_finish"),
    path("surveys/parts/<int:pk>/reopen/", survey_parts.part_reopen, name="part_reopen"),
    path("surveys/parts/<int:pk>/export/", survey_parts.part_export, name="part_export"),
    path("surveys/parts/<int:pk>/import/", survey_import.survey_import, name="survey_import"),
    path("surveys/parts/<int:pk>/template/", survey_import.survey_template, name="survey_template"),
]
