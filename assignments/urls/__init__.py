"""The addresses of this floor, by subject."""

from assignments.urls import (
    assignments,
    duties,
    enclosures,
    issues,
    matters,
    meetings,
    policies,
    situation,
    supervision,
)

urlpatterns = [
    *duties.urlpatterns,
    *assignments.urlpatterns,
    *supervision.urlpatterns,
    *meetings.urlpatterns,
    *issues.urlpatterns,
    *matters.urlpatterns,
    *situation.urlpatterns,
    *policies.urlpatterns,
    *enclosures.urlpatterns,
]
