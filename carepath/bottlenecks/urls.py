"""Addresses of the bottlenecks pages and their part of the API."""

from django.urls import path

from carepath.bottlenecks import api

app_name = "bottlenecks"
urlpatterns: list = []
api_patterns = [
    path("flow/summary/", api.Summary.as_view(), name="flow-summary"),
    path("flow/edges/", api.Edges.as_view(), name="flow-edges"),
    path("flow/variants/", api.Variants.as_view(), name="flow-variants"),
    path("flow/milestones/", api.Milestones.as_view(), name="flow-milestones"),
]
