"""Addresses of signing in, of the people pages, and their part of the API.

Of django-allauth only what an invited person needs is reachable: no sign-up, no password by mail.
"""

from allauth.account import views as allauth
from django.urls import include, path

app_name = "accounts"
urlpatterns: list = []
api_patterns: list = []

sign_in_patterns = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
