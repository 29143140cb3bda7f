"""Addresses of the portal pages and their part of the API."""

from django.urls import path

from carepath.portal import views

app_name = "portal"
urlpatterns: list = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("theme/", views.theme, name="theme"),
]
api_patterns: list = []
