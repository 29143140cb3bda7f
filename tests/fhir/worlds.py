"""A hospital with a program that may send FHIR, and one that may not."""

import json

from django.test import Client

from carepath.accounts import actions as accounts
from carepath.accounts.permissions import Permission
from carepath.ingestion import actions
from carepath.ui import clock
from tests.factories import person, site

JSON = "application/fhir+json"


def token(*scopes, username="engine", at_site=""):
    site()
    owner = person(username, "SYSTEM_ADMINISTRATOR", "QUALITY_LEAD", at_site=at_site)
    _row, secret = accounts.create_token(
        user=owner, name="fhir", scopes=scopes or [Permission.IMPORT], days=1, by=owner,
        at=clock.now(),
    )  # fmt: skip
    return secret


class Program:
    """A sender that speaks FHIR over HTTP, as little as it can."""

    def __init__(self, secret):
        self._client = Client(headers={"authorization": f"Bearer {secret}"})

    def ask(self, method, path, said=None, *, kind=JSON, **headers):
        raw = said if isinstance(said, bytes) else json.dumps(said).encode()
        body = {"data": b"" if said is None else raw, "content_type": kind}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.generic(method, f"/fhir/{path}", **body, headers=named)

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, said, **headers):
        return self.ask("POST", path, said, **headers)

    def put(self, said, **headers):
        return self.ask("PUT", f"{said['resourceType']}/{said['id']}", said, **headers)


def settle():
    """Let everything that waits take effect."""
    while actions.process_feeds(by="test", at=clock.now()):
        pass


def problem(answer):
    """Return (status, code, path) of a refusal; it is an OperationOutcome."""
    said = json.loads(answer.content)
    assert said["resourceType"] == "OperationOutcome", said
    assert answer["Content-Type"].startswith(JSON)
    issue = said["issue"][0]
    return answer.status_code, issue["code"], issue.get("expression", [""])[0]
