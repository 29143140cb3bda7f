"""`manage.py create_token --user NAME --scope see --scope import`: print an API token once."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from carepath.accounts import actions
from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.accounts.roles import BY_TOKEN
from carepath.ui import clock

WORDS = {permission.scope: permission for permission in Permission if permission in BY_TOKEN}


class Command(BaseCommand):
    help = "Print a new API token once; only its hash is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME")
        parser.add_argument(
            "--scope",
            action="append",
            required=True,
            metavar="SCOPE",
            help=f"repeat it or separate by commas: {', '.join(WORDS)}",
        )
        parser.add_argument("--days", type=int, default=90, help="until it expires (90)")
        parser.add_argument("--name", default="command line", help="what it is for")
        parser.add_argument("--json", action="store_true", help="print an object")

    def handle(self, *, user, scope, days, name, json: bool, **_options) -> None:  # noqa: A002
        try:
            token, secret = actions.create_token(
                user=_person(user),
                name=name,
                scopes=_scopes(scope),
                days=days,
                by="command:create_token",
                at=clock.now(),
            )
        except actions.TokenRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_as_json(token, secret) if json else secret)


def _person(username: str) -> User:
    found = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"--user: nobody is called {username!r}.")
    return found


def _scopes(given: list[str]) -> list[Permission]:
    words = [word.strip().lower().replace("-", "_") for part in given for word in part.split(",")]
    for word in words:
        if word not in WORDS:
            raise CommandError(f"--scope: {word!r} is none of {', '.join(WORDS)}.")
    return [WORDS[word] for word in dict.fromkeys(words)]


def _as_json(token, secret: str) -> str:
    return json.dumps(
        {
            "token": secret,
            "user": token.user.username,
            "scopes": [Permission[name].scope for name in token.scopes],
            "expires_at": token.expires_at.isoformat(),
        }
    )
