from django.urls import path

from projects.views import attachments

urlpatterns = [
    path("proofs/<int:pk>/files/add/", attachments.attachment_add, name="attachment_add"),
    path("fundings/<int:pk>/files/add/", attachments.funding_file_add, name="funding_file_add"),
    path("attachments/<int:pk>/download/", attachments.attachment_download, name="attachment_download"),
    path("attachments/<int:pk>/remove/", attachments.attachment_remove, name="attachment_remove"),
]
