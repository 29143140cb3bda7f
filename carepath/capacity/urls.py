"""Addresses of the capacity pages."""

from django.urls import path

from carepath.capacity import views

app_name = "capacity"
urlpatterns = [
    path("board/", views.board, name="board"),
    path("beds/<int:pk>/", views.say, name="say"),
]
