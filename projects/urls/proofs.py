from django.urls import path

from projects.views import attachments, proofs

urlpatterns = [
    path("projects/<int:pk>/proofs/<slug:kind>/new/", proofs.proof_new, name="proof_new"),
    path("proofs/<int:pk>/", proofs.proof_detail, name="proof_detail"),
    path("proofs/<int:pk>/void/", proofs.proof_void, name="proof_void"),
    path("proofs/<int:pk>/phone/", proofs.proof_phone, name="proof_phone"),
    path("proofs/<int:pk>/files/add/", attachments.attachment_add, name="attachment_add"),
    path("fundings/<int:pk>/files/add/", attachments.funding_file_add, name="funding_file_add"),
    path("attachments/<int:pk>/download/", attachments.attachment_download, name="attachment_download"),
    path("attachments/<int:pk>/remove/", attachments.attachment_remove, name="attachment_remove"),
]
