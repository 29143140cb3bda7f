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
    path("units/", views.places, name="places"),
    path("units/staff/", views.staff, name="staff"),
    path("units/staff/set/", views.set_unit_staff, name="set_unit_staff"),
    path("slots/", views.slots, name="slots"),
    path("slots/add/", views.add_slot, name="add_slot"),
    path("slots/<int:pk>/", views.set_slot, name="set_slot"),
    path("equipment/set/", views.set_equipment, name="set_equipment"),
    path("equipment/<int:pk>/use/", views.set_use, name="set_use"),
    path("files/<slug:kind>/", views.load, name="load"),
    path("files/<slug:kind>/export.csv", views.export_file, name="export_file"),
    path("shifts/", views.shifts, name="shifts"),
    path("shifts/set/", views.set_calendar, name="set_calendar"),
    path("shifts/<int:pk>/drop/", views.drop_calendar, name="drop_calendar"),
    path("holidays/", views.holidays, name="holidays"),
    path("holidays/add/", views.add_holiday, name="add_holiday"),
    path("holidays/<int:pk>/correct/", views.correct_holiday, name="correct_holiday"),
    path("holidays/<int:pk>/drop/", views.drop_holiday, name="drop_holiday"),
    path("staff/add/", views.add_staff, name="add_staff"),
]
