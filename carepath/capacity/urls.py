"""Addresses of the capacity pages."""

from django.urls import path

from carepath.capacity import api, views

app_name = "capacity"
urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/export/<slug:kind>/", views.export_units, name="export_units"),
    path("emergency/", views.emergency, name="emergency"),
    path("intensive/", views.intensive, name="intensive"),
    path("measures/", views.measures, name="measures"),
    path("constraints/", views.constraints, name="constraints"),
    path("equipment/", views.equipment, name="equipment"),
    path("occupancy/", views.occupancy, name="occupancy"),
    path("queues/", views.queues, name="queues"),
    path("requests/", views.requests, name="requests"),
    path("requests/<int:pk>/reserve/", views.reserve, name="reserve"),
    path("reservations/<int:pk>/give-back/", views.give_back, name="give_back"),
    path("stays/", views.stays, name="stays"),
    path("transfers/", views.transfers, name="transfers"),
    path("beds/<int:pk>/", views.say, name="say"),
    path("beds/<int:pk>/leave/", views.leave, name="leave"),
    path("beds/<int:pk>/arrive/", views.arrive, name="arrive"),
    path("beds/<int:pk>/swap/", views.swap, name="swap"),
    path("beds/<int:pk>/flag/", views.flag, name="flag"),
    path("beds/<int:pk>/flags/<int:flag>/down/", views.take_down, name="take_down"),
    path("moves/", views.moves, name="moves"),
    path("moves/<int:pk>/undo/", views.undo, name="undo"),
    path("moves/<int:pk>/settle/", views.settle, name="settle"),
]

api_patterns = [
    path("occupancy/", api.Occupancy.as_view(), name="occupancy"),
    path("beds/", api.Beds.as_view(), name="beds"),
]
