"""Addresses of protocols."""

from django.urls import path

from carepath.protocols import api, views

app_name = "protocols"
_VERSION = "<int:pk>/v<int:number>/"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.begin, name="begin"),
    path("take-over/", views.take_over, name="take_over"),
    path("reviews/", views.reviews, name="reviews"),
    path("approvals/", views.approvals, name="approvals"),
    path("approvals/propose/", views.propose_policy, name="propose_policy"),
    path("approvals/<int:pk>/confirm/", views.confirm_policy, name="confirm_policy"),
    path("approvals/<int:pk>/decline/", views.decline_policy, name="decline_policy"),
    path("adherence/", views.adherence, name="adherence"),
    path("adherence/<slug:kind>/", views.export_adherence, name="export_adherence"),
    path("journeys/<uuidhex:trace_id>/", views.journey, name="journey"),
    path("journeys/<uuidhex:trace_id>/<int:pk>/override/", views.ask_override, name="ask_override"),
    path("overrides/", views.overrides, name="overrides"),
    path("overrides/<int:pk>/confirm/", views.confirm_override, name="confirm_override"),
    path("overrides/<int:pk>/decline/", views.decline_override, name="decline_override"),
    path("<int:pk>/", views.protocol, name="protocol"),
    path("<int:pk>/compare/", views.compare, name="compare"),
    path(_VERSION, views.version, name="version"),
    path(f"{_VERSION}edit/", views.edit, name="edit"),
    path(f"{_VERSION}branch/", views.branch, name="branch"),
    path(f"{_VERSION}rebase/", views.rebase, name="rebase"),
    path(f"{_VERSION}comment/", views.comment, name="comment"),
    path(f"{_VERSION}review/", views.ask_review, name="ask_review"),
    path(f"{_VERSION}send-back/", views.send_back, name="send_back"),
    path(f"{_VERSION}withdraw/", views.withdraw, name="withdraw"),
    path(f"{_VERSION}replay/", views.replay, name="replay"),
    path(f"{_VERSION}package/", views.package, name="package"),
    path(f"{_VERSION}approve/", views.approve, name="approve"),
    path(f"{_VERSION}activate/", views.activate, name="activate"),
    path("in-force/<int:pk>/roll-back/", views.roll_back, name="roll_back"),
    path("in-force/<int:pk>/stop/", views.stop, name="stop"),
    path("in-force/<int:pk>/retire/", views.retire, name="retire"),
    path("assignments/<int:pk>/switch/", views.switch, name="switch"),
]
api_patterns = [
    path("protocols/<int:pk>/v<int:number>/adherence/", api.Adherence.as_view(), name="adherence"),
]
