"""Addresses of what was measured."""

from django.urls import path

from carepath.outcomes import views

app_name = "outcomes"
urlpatterns = [path("<uuidhex:trace_id>/", views.vitals, name="vitals")]
