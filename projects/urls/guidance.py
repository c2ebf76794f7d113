from django.urls import path

from projects.views import collections, guidance, guidance_edit, guidance_import

urlpatterns = [
    path("guidance/", guidance.guidance_list, name="guidance_list"),
    path("guidance/export/", guidance.guidance_export, name="guidance_export"),
    path("guidance/<int:year>/copy/", guidance.guidance_copy, name="guidance_copy"),
    path("guidance/new/", guidance_edit.guidance_new, name="guidance_new"),
    path("guidance/<int:pk>/edit/", guidance_edit.guidance_edit, name="guidance_edit"),
    path("guidance/<int:pk>/retire/", guidance_edit.guidance_retire, name="guidance_retire"),
    path("guidance/<int:pk>/restore/", guidance_edit.guidance_restore, name="guidance_restore"),
    path("guidance/import/", guidance_import.guidance_import, name="guidance_import"),
    path("guidance/template/", guidance_import.guidance_template, name="guidance_template"),
    path("collections/", collections.collection_list, name="collection_list"),
    path("collections/new/", collections.collection_new, name="collection_new"),
    path("collections/<int:pk>/", collections.collection_detail, name="collection_detail"),
    path("collections/<int:pk>/extend/", collections.collection_extend, name="collection_extend"),
    path("collections/<int:pk>/close/", collections.collection_close, name="collection_close"),
    path("collections/<int:pk>/reopen/", collections.collection_reopen, name="collection_reopen"),
]
