"""Addresses of the bottlenecks pages and their part of the API."""

from django.urls import path

from carepath.bottlenecks import api, views

app_name = "bottlenecks"
urlpatterns = [
    path("bottlenecks/", views.index, name="index"),
    path("bottlenecks/hand-over/", views.hand_over, name="hand_over"),
    path("bottlenecks/variants/<slug:key>/", views.variant, name="variant"),
    path("bottlenecks/export/<slug:table>/<slug:kind>/", views.export_table, name="export_table"),
    path("bottlenecks/targets/", views.targets, name="targets"),
    path("bottlenecks/targets/set/", views.set_target, name="set_target"),
    path("bottlenecks/targets/<int:pk>/drop/", views.drop_target, name="drop_target"),
    path("bottlenecks/stages/set/", views.set_stages, name="set_stages"),
    path("definitions/", views.definitions, name="definitions"),
    path("definitions/<slug:key>/", views.definition, name="definition"),
]
api_patterns = [
    path("flow/summary/", api.Summary.as_view(), name="flow-summary"),
    path("flow/edges/", api.Edges.as_view(), name="flow-edges"),
    path("flow/variants/", api.Variants.as_view(), name="flow-variants"),
    path("flow/milestones/", api.Milestones.as_view(), name="flow-milestones"),
]
