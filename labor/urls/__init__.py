"""The addresses of this floor, by subject."""

from labor.urls import (
    attendance,
    companies,
    demands,
    people,
    placements,
    retention,
    rolls,
    rosters,
    situation,
    surveys,
    trainings,
)

urlpatterns = [
    *surveys.urlpatterns,
    *people.urlpatterns,
    *demands.urlpatterns,
    *placements.urlpatterns,
    *situation.urlpatterns,
    *trainings.urlpatterns,
    *rosters.urlpatterns,
    *attendance.urlpatterns,
    *rolls.urlpatterns,
    *companies.urlpatterns,
    *retention.urlpatterns,
]
