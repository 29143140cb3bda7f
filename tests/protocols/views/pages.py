"""A browser of a signed-in person who has just proved who they are."""

from django.test import Client
from django.urls import reverse

from carepath.ui import clock


def signed_in(user, *, minutes_ago=0):
    """A browser whose person gave their password so long ago."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": clock.now().timestamp() - 60 * minutes_ago}
    ]
    session.save()
    return client


def where(name, version, *more):
    return reverse(f"protocols:{name}", args=[version.protocol_id, version.number, *more])


def text(answer):
    return answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
