from django.urls import path

from labor.views import receipts

urlpatterns = [
    path("rolls/<int:pk>/receipts/import/", receipts.receipt_import, name="receipt_import"),
]
