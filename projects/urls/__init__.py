"""The addresses of this floor, by subject."""

from projects.urls import expected, guidance, inspections, listing, lists, money, nominations, proofs, stages

urlpatterns = [
    *listing.urlpatterns,
    *expected.urlpatterns,
    *guidance.urlpatterns,
    *nominations.urlpatterns,
    *lists.urlpatterns,
    *stages.urlpatterns,
    *proofs.urlpatterns,
    *money.urlpatterns,
    *inspections.urlpatterns,
]
