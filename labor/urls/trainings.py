from django.urls import URLPattern, path

from labor.views import trainings, trainings_edit, trainings_files, trainings_page, trainings_people

urlpatterns: list[URLPattern] = [
    path("trainings/", trainings.training_list, name="training_list"),
    path("trainings/export/", trainings.training_export, name="training_export"),
    path("trainings/new/", trainings_edit.training_new, name="training_new"),
    path("trainings/<int:pk>/", trainings_page.training_detail, name="training_detail"),
    path("trainings/<int:pk>/edit/", trainings_edit.training_edit, name="training_edit"),
    path("trainings/<int:pk>/people/", trainings_people.training_people, name="training_people"),
    path("trainings/<int:pk>/mark/", trainings_page.training_mark, name="training_mark"),
    path("trainings/<int:pk>/void/", trainings.training_void, name="training_void"),
    path("trainings/<int:pk>/print/", trainings.training_print, name="training_print"),
    path("trainings/<int:pk>/files/add/", trainings_files.training_file_add, name="training_file_add"),
    path("trainings/files/<int:pk>/download/", trainings_files.training_file_download, name="training_file_download"),
    path("trainings/files/<int:pk>/remove/", trainings_files.training_file_remove, name="training_file_remove"),
]
