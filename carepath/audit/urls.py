"""Addresses of the ledger's pages."""

from django.urls import path

from carepath.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.index, name="index"),
    path("reads/", views.reads, name="reads"),
    path("ledger/", views.ledger, name="ledger"),
    path("story/<str:label>/<str:key>/", views.story, name="story"),
    path("alerts/<int:pk>/settle/", views.settle, name="settle"),
]
