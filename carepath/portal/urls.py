"""Addresses of the portal pages and their part of the API."""

from django.urls import path

from carepath.portal import api, views

app_name = "portal"
urlpatterns: list = [
    path("", views.home, name="home"),
    path("now/", views.now, name="now"),
    path("wall/", views.wall, name="wall"),
    path("screens/", views.screens, name="screens"),
    path("screens/<int:pk>/revoke/", views.revoke_screen, name="revoke_screen"),
    path("search/", views.search, name="search"),
    path("my-work/", views.my_work, name="my_work"),
    path("my-work/count/", views.work_count, name="work_count"),
    path("theme/", views.theme, name="theme"),
    path("tour/", views.tour, name="tour"),
    path("api/v1/", views.docs, name="docs"),
    path("favicon.ico", views.favicon, name="favicon"),
]
api_patterns = [path("schema/", api.Schema.as_view(), name="schema")]
