"""Addresses of what was measured, of escalation and of alerts."""

from django.urls import path

from carepath.outcomes import api, views

app_name = "outcomes"
urlpatterns = [
    path("vitals/<uuidhex:trace_id>/", views.vitals, name="vitals"),
    path("escalation/", views.escalation, name="escalation"),
    path("escalation/ahead/", views.ahead, name="ahead"),
    path("escalation/ahead/proof/", views.level_proofs, name="level_proofs"),
    path("escalation/ahead/proof/export.<str:kind>", views.export_levels, name="export_levels"),
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
    path("huddle/", views.huddle, name="huddle"),
    path("huddles/", views.huddles, name="huddles"),
    path("huddles/hold/", views.hold_huddle, name="hold_huddle"),
    path("huddles/<int:pk>/units/<int:unit>/", views.say_of_unit, name="say_of_unit"),
    path("huddles/<int:pk>/decide/", views.decide, name="decide"),
    path("huddles/<int:pk>/read/", views.read_huddle, name="read_huddle"),
    path("huddles/decisions/<int:pk>/done/", views.finish_decision, name="finish_decision"),
    path("huddles/mail/ask/", views.ask_for_huddle_mail, name="ask_for_huddle_mail"),
    path("huddles/mail/stop/", views.stop_huddle_mail, name="stop_huddle_mail"),
    path("huddles/mail/<str:link>/", views.leave_huddle_mail, name="leave_huddle_mail"),
    path("huddles/times/add/", views.add_huddle_time, name="add_huddle_time"),
    path("huddles/times/<int:pk>/drop/", views.drop_huddle_time, name="drop_huddle_time"),
]
api_patterns = [
    path("forecasts/levels/", api.Levels.as_view(), name="forecast-levels"),
    path("forecasts/levels/proof/", api.LevelProofs.as_view(), name="forecast-level-proofs"),
]
