"""The addresses of this floor, by subject."""

from assessment.urls import cases, incentives, schemes, scoresheets, standings

urlpatterns = [
    *standings.urlpatterns,
    *schemes.urlpatterns,
    *scoresheets.urlpatterns,
    *cases.urlpatterns,
    *incentives.urlpatterns,
]
