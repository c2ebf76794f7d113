from django.urls import URLPattern, path

from assignments.views import duties, mandates, matrix

urlpatterns: list[URLPattern] = [
    path("duties/", duties.duty_list, name="duty_list"),
    path("duties/export/", duties.duty_export, name="duty_export"),
    path("matrix/", matrix.matrix_page, name="matrix_page"),
    path("matrix/export/", matrix.matrix_export, name="matrix_export"),
    path("matrix/print/", matrix.matrix_print, name="matrix_print"),
    path("mandates/", mandates.mandate_list, name="mandate_list"),
    path("mandates/new/", mandates.mandate_new, name="mandate_new"),
    path("mandates/<int:pk>/", mandates.mandate_detail, name="mandate_detail"),
    path("mandates/<int:pk>/edit/", mandates.mandate_edit, name="mandate_edit"),
    path("mandates/<int:pk>/reply/", mandates.mandate_reply, name="mandate_reply"),
    path("mandates/<int:pk>/reply/back/", mandates.mandate_reply_back, name="mandate_reply_back"),
    path("mandates/<int:pk>/files/", mandates.mandate_attach, name="mandate_attach"),
]
