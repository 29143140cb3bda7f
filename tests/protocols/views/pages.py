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


def typed(client, version, **changes):
    """What the browser posts from the editor as it was sent, with some fields typed over."""
    page = client.get(where("edit", version))
    editor = page.context["editor"]
    data = {}
    for form in (editor.head, *(f for one in editor.sets.values() for f in one.forms)):
        for field in form:
            value = field.value()
            if value not in (None, False, ""):
                data[field.html_name] = value
    for one in editor.sets.values():
        for field in one.management_form:
            data[field.html_name] = field.value()
    return data | {"head-reason": "dose too low", "save": "1"} | changes
