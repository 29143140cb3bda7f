"""Addresses of what was measured, of escalation and of alerts."""

from django.urls import path

from carepath.outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("vitals/<uuidhex:trace_id>/", views.vitals, name="vitals"),
    path("escalation/", views.escalation, name="escalation"),
    path("escalation/history/", views.history, name="history"),
    path("escalation/rules/", views.rules, name="rules"),
    path("escalation/rules/propose/", views.propose_rules, name="propose_rules"),
    path("escalation/rules/<int:pk>/", views.rule_set, name="rule_set"),
    path("escalation/rules/<int:pk>/replay/", views.replay, name="replay"),
    path("escalation/rules/<int:pk>/confirm/", views.confirm_rules, name="confirm_rules"),
    path("escalation/rules/<int:pk>/decline/", views.decline_rules, name="decline_rules"),
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/<int:pk>/", views.alert, name="alert"),
    path("alerts/<int:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("alerts/<int:pk>/rate/", views.rate, name="rate"),
    path("alerts/notes/<int:pk>/settle/", views.settle_note, name="settle_note"),
]
