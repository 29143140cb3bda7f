"""Addresses of beds and staff."""

from django.urls import path

from carepath.places import views

app_name = "places"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.set_beds, name="set_beds"),
    path("add/", views.add_beds, name="add_beds"),
    path("units/<int:pk>/confirm/", views.confirm_beds, name="confirm_beds"),
    path("staff/<int:pk>/", views.set_staff, name="set_staff"),
    path("staff/add/", views.add_staff, name="add_staff"),
]
