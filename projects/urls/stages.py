from django.urls import path

from projects.views import detail

urlpatterns = [path("projects/<int:pk>/move/", detail.project_move, name="project_move")]
