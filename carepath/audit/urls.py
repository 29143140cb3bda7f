"""Addresses of the ledger's pages."""

from django.urls import path

from carepath.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.index, name="index"),
    path("reads/", views.reads, name="reads"),
]
