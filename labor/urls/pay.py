from django.urls import URLPattern, path

from labor.views import rolls_way

urlpatterns: list[URLPattern] = [
    path("rolls/<int:pk>/move/", rolls_way.roll_move, name="roll_move"),
]
