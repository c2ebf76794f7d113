"""One person's answers, finding people, and one person's numbers. No address holds more of a person than a key."""

from django.urls import URLPattern, path

from labor.views import numbers, people, persons, responses, responses_page

urlpatterns: list[URLPattern] = [
    path("responses/new/<int:pk>/", responses.response_new, name="response_new"),
    path("responses/known/<int:pk>/", responses.response_known, name="response_known"),
    path("responses/<int:pk>/", responses_page.response_detail, name="response_detail"),
    path("responses/<int:pk>/edit/", responses.response_edit, name="response_edit"),
    path("responses/<int:pk>/withdraw/", responses_page.response_withdraw, name="response_withdraw"),
    path("responses/<int:pk>/numbers/", numbers.response_numbers, name="response_numbers"),
    path("people/", people.people_find, name="people_find"),
    path("people/<int:pk>/", persons.person_detail, name="person_detail"),
    path("engagements/<int:pk>/numbers/", numbers.engagement_numbers, name="engagement_numbers"),
]
