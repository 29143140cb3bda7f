"""Addresses of places."""

from django.urls import path

from carepath.places import views

app_name = "places"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.set_beds, name="set_beds"),
    path("add/", views.add_beds, name="add_beds"),
    path("units/<int:pk>/confirm/", views.confirm_beds, name="confirm_beds"),
    path("staff/<int:pk>/", views.set_staff, name="set_staff"),
    path("shifts/", views.shifts, name="shifts"),
    path("shifts/set/", views.set_calendar, name="set_calendar"),
    path("shifts/<int:pk>/drop/", views.drop_calendar, name="drop_calendar"),
    path("staff/add/", views.add_staff, name="add_staff"),
]
