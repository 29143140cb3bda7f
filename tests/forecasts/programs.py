"""Programs that ask for forecasts."""

from django.test import Client

from tests.factories import person


def signed_in(who=None):
    client = Client()
    client.force_login(who or person("ben", "BED_MANAGER"))
    return client


def ask(who=None, **query):
    return signed_in(who).get("/api/v1/forecasts/", query)
