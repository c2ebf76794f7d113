from django.urls import include, path

from yidaizhen import account_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("login/", account_views.SignIn.as_view(), name="login"),
    path("logout/", account_views.SignOut.as_view(), name="logout"),
    path("password/", account_views.ChangePassword.as_view(), name="password_change"),
    path("", include("units.urls")),
    path("", include("projects.urls")),
    path("", include("labor.urls")),
    path("", include("dispatch.urls")),
    path("", include("assignments.urls")),
    path("", include("assessment.urls")),
]
