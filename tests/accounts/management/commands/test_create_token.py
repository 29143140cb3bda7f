"""The command prints a token once."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from carepath.accounts import queries
from carepath.ui import clock
from tests.factories import first

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("create_token", *arguments, stdout=out)
    return out.getvalue()


def test_it_prints_the_token_and_nothing_else():
    first()
    secret = run("--user", "first", "--scope", "see", "--scope", "import,undo-import").strip()
    token = queries.token_of(secret=secret, at=clock.now())
    assert token.scopes == ["IMPORT", "SEE", "UNDO_IMPORT"]
    assert (token.expires_at - token.created_at).days == 90


def test_as_an_object():
    first()
    found = json.loads(run("--user", "first", "--scope", "see", "--days", "2", "--json"))
    assert set(found) == {"token", "user", "scopes", "expires_at"}
    assert (found["user"], found["scopes"]) == ("first", ["see"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--user", "nobody", "--scope", "see"), "nobody is called 'nobody'"),
        (("--user", "first", "--scope", "fly"), "'fly' is none of see, export"),
        (("--user", "first", "--scope", "audit"), "'audit' is none of"),
        (("--user", "first", "--scope", "place"), "first may not place patients"),
        (("--user", "first", "--scope", "see", "--days", "0"), "1 to 366 days"),
        (("--user", "first"), "--scope"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(arguments, says):
    first()
    with pytest.raises(CommandError, match=says):
        run(*arguments)
