"""Addresses of signing in, of the people pages, and their part of the API.

Of django-allauth only what an invited person needs is reachable: no sign-up, no password by mail.
"""

from allauth.account import views as allauth
from django.urls import include, path

from carepath.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.index, name="index"),
    path("roles/", views.roles, name="roles"),
    path("invite/", views.invite, name="invite"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/grant/", views.grant, name="grant"),
    path("<int:pk>/deactivate/", views.deactivate, name="deactivate"),
    path("<int:pk>/reactivate/", views.reactivate, name="reactivate"),
    path("<int:pk>/renew-password/", views.renew_password, name="renew_password"),
    path("<int:pk>/reset-factors/", views.reset_factors, name="reset_factors"),
    path("grants/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("proposals/<int:pk>/approve/", views.approve, name="approve"),
    path("proposals/<int:pk>/decline/", views.decline, name="decline"),
]
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
