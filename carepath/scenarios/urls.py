"""Addresses of the what-if pages."""

from django.urls import path

from carepath.scenarios import views

app_name = "scenarios"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("compare/", views.compare, name="compare"),
    path("<int:pk>/", views.scenario, name="scenario"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/export.<str:kind>", views.export_table, name="export"),
]
