"""Addresses of the invented hospital."""

from django.urls import path

from carepath.demo import views

app_name = "demo"
urlpatterns = [
    path("now/", views.now, name="now"),
    path("arrived/", views.arrived, name="arrived"),
    path("building/", views.building, name="building"),
    path("rate/", views.rate, name="rate"),
    path("jump/", views.jump, name="jump"),
    path("happen/", views.happen, name="happen"),
    path("anew/", views.anew, name="anew"),
    path("personas/", views.personas, name="personas"),
    path("personas/<slug:key>/", views.look_as, name="look_as"),
    path("be-yourself/", views.be_yourself, name="be_yourself"),
]
