"""Addresses of controls."""

from django.urls import path

from carepath.compliance import views

app_name = "compliance"
urlpatterns = [
    path("", views.index, name="index"),
    path("run/", views.run, name="run"),
    path("recipients/", views.recipients, name="recipients"),
    path("recipients/<int:pk>/remove/", views.remove_recipient, name="remove_recipient"),
    path("evidence.<str:kind>", views.evidence, name="evidence"),
    path("<str:name>/", views.control, name="control"),
]
