"""What the page benchmark visits: a person with a session, and addresses that differ each time."""

import json
import random
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from tests.running import manage

PERSON = "bench"
PARTS = ("ranking", "map", "variants", "arrivals", "lengths")
"""Parts of the bottlenecks page that may be asked for alone."""

_SCRIPT = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.conf import settings
from django.db.models import Count, Max, Min
from carepath.accounts.models import Grant, User
from carepath.audit import actions as audit
from carepath.journeys.models import Journey, Source, Stage
from carepath.ui import clock
person = User.objects.filter(username={person!r}).first()
if person is None:
    person = User.objects.create_user({person!r}, password=None)
    with audit.acting_as("bench", at=clock.now(), why="a bench"):
        for role in ("HOSPITAL_ADMINISTRATOR", "SYSTEM_ADMINISTRATOR", "QUALITY_LEAD"):
            Grant.objects.create(
                user=person, role=role, site="", granted_at=clock.now(), granted_by="bench"
            )
session = SessionStore()
session[SESSION_KEY] = str(person.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = person.get_session_auth_hash()
session.save()
counted = Source.objects.annotate(n=Count("journey")).order_by("-n", "pk")
source = counted.first()
mine = Journey.objects.filter(source=source, n_spans__gt=0)
ends = mine.aggregate(a=Min("opened_at"), b=Max("opened_at"))
few = mine.order_by("trace_id").values_list("trace_id", flat=True)[:400]
print(json.dumps(dict(
    cookie=[settings.SESSION_COOKIE_NAME, session.session_key], source=source.name,
    first=str(ends["a"].date()), last=str(ends["b"].date()),
    stages=sorted(set(Stage.objects.filter(span__journey__in=list(mine[:20]))
                      .values_list("name", flat=True))),
    journeys=[one.hex for one in few])))
"""


class Log(NamedTuple):
    """Who asks (name and value of a cookie), and what there is to ask about."""

    cookie: tuple[str, str]
    source: str
    first: date
    last: date
    stages: list[str]
    journeys: list[str]


def signed_in(home, **more) -> Log:
    """Return a new session of the benchmark's person, and the largest source of this home."""
    done = manage("shell", "-v", "0", "-c", _SCRIPT.format(person=PERSON), home=home, **more)
    if done.returncode:
        raise SystemExit(done.stderr)
    told = json.loads(done.stdout.splitlines()[-1])
    days = {name: date.fromisoformat(told.pop(name)) for name in ("first", "last")}
    return Log(cookie=tuple(told.pop("cookie")), **days, **told)


def lists(log: Log, dice: random.Random) -> str:
    """Return the address of a list of journeys: one of nine kinds of filter, and an order."""
    a, b = dice.sample(log.stages, 2)
    filters = [
        {},
        {"stage": a},
        {"from_stage": a, "to_stage": b},
        {"from_stage": a, "to_stage": b, "wait_s": dice.randrange(600, 7200)},
        {"ms_from": a, "ms_to": b, "beyond_s": dice.randrange(600, 7200)},
        {"longer_s": dice.randrange(3600, 24 * 3600)},
        {"weekday": dice.randrange(7), "hour": dice.randrange(24)},
        {"found": f"{dice.randrange(256):02x}"},
        {"state": dice.choice(("open", "closed")), "stage": b},
    ]
    sort = dice.choice(("opened", "length", "-length", "spans", "-opened"))
    period = _period(log, dice) if dice.random() < 0.5 else {}
    return _address("/journeys/", source=log.source, sort=sort, **dice.choice(filters), **period)


def journeys(log: Log, dice: random.Random) -> str:
    """Return the address of a journey; one in four compared with its like."""
    compare = {"compare": 1} if dice.random() < 0.25 else {}
    return _address(f"/journeys/{dice.choice(log.journeys)}/", **compare)


def bottlenecks(log: Log, dice: random.Random) -> str:
    """Return the address of the bottlenecks page over a period nobody asked for before."""
    return _address("/bottlenecks/", source=log.source, **_period(log, dice))


def fragments(log: Log, dice: random.Random) -> str:
    """Return the address of one part of the bottlenecks page, over all journeys."""
    return _address("/bottlenecks/", source=log.source, part=dice.choice(PARTS))


KINDS = {"list": lists, "journey": journeys, "bottlenecks": bottlenecks}


def _period(log: Log, dice: random.Random) -> dict[str, str]:
    """Return any period of at least a month within the log."""
    days = (log.last - log.first).days
    start = dice.randrange(max(1, days - 31))
    length = dice.randrange(31, max(32, days - start + 1))
    first = log.first + timedelta(days=start)
    return {"from": str(first), "to": str(first + timedelta(days=length))}


def _address(path: str, **values) -> str:
    return f"{path}?{urlencode(values)}" if values else path
