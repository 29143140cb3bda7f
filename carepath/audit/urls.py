"""Addresses of the ledger's pages."""

from django.urls import path

from carepath.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.index, name="index"),
    path("reads/", views.reads, name="reads"),
    path("ledger/", views.ledger, name="ledger"),
    path("story/<str:label>/<str:key>/", views.story, name="story"),
    path("redactions/", views.redactions, name="redactions"),
    path("redactions/ask/", views.ask_redaction, name="ask_redaction"),
    path("redactions/<int:pk>/decide/", views.decide_redaction, name="decide_redaction"),
    path("alerts/<int:pk>/settle/", views.settle, name="settle"),
]
