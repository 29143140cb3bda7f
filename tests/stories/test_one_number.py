"""One occupancy: board, API, wall, export, mail, first page, requests, huddle, occupancy over time,
the pressures of escalation and the downtime pack say the same, at random instants of random feeds
whose messages come late, twice, in any order and are taken back; and it is what those who watched
saw.

CAREPATH_CASES sets how many instants (4 by default).
"""

import csv
import io
import os
import random
import re
from datetime import timedelta

import numpy as np
import pytest
from django.test import Client, RequestFactory
from django.urls import resolve
from rest_framework.test import force_authenticate

from carepath.capacity import actions
from carepath.capacity import queries as capacity
from carepath.frames import beds
from carepath.frames.adt import Place
from carepath.frames.escalation import SHIPPED
from carepath.frames.moments import MINUTE, from_us, to_us
from carepath.ingestion import actions as inbox
from carepath.ingestion.models import Message
from carepath.outcomes import actions as mails
from carepath.outcomes import queries as outcomes
from carepath.outcomes.models import Huddle, HuddleReader
from carepath.places.models import Unit
from carepath.portal import queries as portal
from carepath.portal.models import Screen
from carepath.portal.queries.tiles import TILES
from carepath.reports import queries as reports
from carepath.ui import export
from tests.analysis.wards import PLACES
from tests.bottlenecks.views.test_exports import rows_of
from tests.capacity.actions.test_projecting import feed
from tests.factories import AT, ben
from tests.stories.test_as_known import STEPS, at_work, raw

pytestmark = pytest.mark.django_db(databases="__all__")
CASES = int(os.environ.get("CAREPATH_CASES", "4"))
EACH = min(CASES, 250)
"""Instants of one feed."""
PAGES = 10
"""Of so many instants one is asked over the addresses, and of all the other faces."""
(OCCUPIED,) = (kind for kind in TILES if kind.key == "occupied")
WORDS = {words: state for state, words in beds.FOUND.items()}
PLAIN = re.compile(r"^(.+): (\d+) of \d+ staffed beds occupied(?:.*; (\d+) more said)?", re.M)
CELLS = re.compile(r'<th scope="row"[^>]*>(.+?)</th><td[^>]*>(\d+)(?:; (\d+) more said)?')
"""What a mail says of a unit: occupied beds, and those only said to be."""
PAST = AT + timedelta(days=1)
"""When all was told: the clock of what is asked later."""


def lived(dice):
    """A feed that told what some clerks wrote and what they believe is true; of some beds somebody
    said what they are."""
    source, clerks = feed(), at_work(dice)
    raws = [raw(one) for clerk in clerks for one in clerk.written]
    raws += dice.sample(raws, len(raws) // 8)
    dice.shuffle(raws)
    for first in range(0, len(raws), 12):
        for one in raws[first : first + 12]:
            inbox.receive_hl7(raw=one, source=source, by="test", at=AT)
        inbox.process_feeds(by="test", at=AT + timedelta(minutes=first))
    for _word in range(6):
        place = dice.choice([*PLACES, Place("W1", "", "9")])
        since = to_us(AT) + dice.randrange(STEPS) * MINUTE
        word = beds.BedWord(place, beds.Word(dice.choice("OOOUHC"), since, since))
        actions.say(word, site=source.site, by="test", at=PAST)
    assert not Message.objects.exclude(state=Message.State.PROCESSED).exists(), "all were read"
    return source, clerks


def watched(clerks, at):
    """How many beds somebody lay in at an instant, by unit: a plain list of who was where."""
    lain_in = {
        place
        for clerk in clerks
        for since, until, place in clerk.belief["stays"]
        if since <= at and (until is None or at < until)
    }
    return {unit: sum(place.unit == unit for place in lain_in) for unit in ("ED", "W1", "W2")}


def rows_in(sheet):
    text = "".join(export.csv_lines(sheet)).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def summed(states):
    """Of (unit, state) of beds, how many are occupied and only said to be, by unit."""
    found = {}
    for unit, state in states:
        held, said = found.get(unit, (0, 0))
        held += state in (beds.OCCUPIED, beds.CONTESTED)
        found[unit] = held, said + (state == beds.UNNAMED)
    return found


class Faces:
    """What each face of a site says of an instant: occupied beds by unit, and those that are only
    said to be occupied."""

    def __init__(self, site, instants):
        self.site, self.who, self.client = site, ben(), Client()
        self.client.force_login(self.who)
        self.session = self.client.session
        self.session["account_authentication_methods"] = [{"method": "password", "at": 4 * 10**9}]
        self.session.save()
        self.screen = Screen(site=site, units=[])
        self.units = {unit.code: unit for unit in Unit.objects.filter(site=site)}
        self.lines = {str(unit): code for code, unit in self.units.items()}
        self.reader = HuddleReader(site=site, person=self.who, asked_at=AT)
        moments = np.array(sorted(to_us(at) for at in instants))
        window = {"low": AT, "high": PAST}
        self.steps = {
            code: capacity.occupancy(unit=unit, **window).occupied
            for code, unit in self.units.items()
        }
        picture = outcomes.picture(site=site, low=AT, high=PAST)
        percent = outcomes.values(picture, moments, SHIPPED)["occupancy"]
        staffed = sum(one.when(moments) for one in picture.inpatient.values())
        said = np.rint(percent * staffed / 100)
        self.pressed = dict(zip(moments.tolist(), said.tolist(), strict=True))

    def ask(self, address, asked, whole):
        """The answer of a page: over its own address, or of the view alone, which is sooner."""
        if whole:
            return self.client.get(address, asked)
        request = RequestFactory().get("/", asked)
        request.user, request.session, request.at = self.who, self.session, PAST
        force_authenticate(request, self.who)
        match = resolve(address)
        return match.func(request, *match.args, **match.kwargs)

    def each(self, at, *, whole):
        """The faces that every instant is asked of: the wall at a clock of its own, the mail of a
        huddle held then, and programs, the list of beds and the file, which go back in time; of
        some instants, all the others."""
        asked = {"site": self.site.slug, "at": at.isoformat()}
        wall = portal.wall(screen=self.screen, at=at, page=1)
        yield "wall", {one.unit.code: (one.occupied, one.unnamed) for one in wall.units}
        answer = self.ask("/api/v1/occupancy/", asked, whole).data["results"]
        yield "API", {one["unit"]: (one["occupied"], one["said_occupied"]) for one in answer}
        rows = self.ask("/api/v1/beds/", asked, whole).data["results"]
        yield "beds", summed((one["unit"], one["state"]) for one in rows)
        found = rows_of(self.ask("/capacity/board/export/csv/", asked, whole))
        said = "Said to be occupied, patient unknown"
        yield "export", {row["Code"]: (int(row["Occupied"]), int(row[said])) for row in found}
        yield from self.mailed(at)
        if whole:
            yield from self.others(at, asked, {row["unit"]: row["said_occupied"] for row in answer})

    def mailed(self, at):
        """The mail of a huddle held at this instant, in its plain text and as HTML."""
        seen = outcomes.picture_at(site=self.site, at=at).content()
        held = outcomes.held(Huddle(pk=1, site=self.site, due_at=at, taken_at=at, picture=seen))
        mail = mails.mail_of(held, self.reader)
        for kind, shape in (("text", PLAIN), ("html", CELLS)):
            rows = shape.findall(getattr(mail, kind))
            assert rows.pop(-1 if kind == "html" else 0)[0] == "Hospital"
            yield f"mail, {kind}", {self.lines[name]: (int(n), int(more or 0))
                                    for name, n, more in rows}  # fmt: skip

    def others(self, at, asked, unnamed):
        lines = self.lines
        board = capacity.board(site=self.site, at=at)
        yield (
            "board",
            {
                one.unit.code: (sum(bool(b.journey or b.rivals) for b in one.beds), one.unnamed)
                for one in board
            },
        )
        page = self.client.get("/capacity/board/", asked).content.decode()
        rows = re.findall(r"unit=(\w+)[^>]*>[^<]*</a></th><td[^>]*>(\d+)([^/]*)", page)
        more = {code: re.search(r"\+ (\d+) said", rest) for code, _n, rest in rows}
        yield "page", {code: (int(n), int((more[code] or [0, 0])[1])) for code, n, _rest in rows}
        huddle = outcomes.picture_at(site=self.site, at=at)
        yield "huddle", {one.code: (one.occupied, one.unnamed) for one in huddle.units}
        tile = OCCUPIED.say(portal.Ground(self.site, self.who, at, at))
        tiled = {lines[label]: int(value.split(" / ")[0]) for label, value in tile.lines}
        yield "tile", {code: (n, unnamed[code]) for code, n in tiled.items()}
        pack = reports.pack(site=self.site, at=at)
        listed = {lines[name]: n for name, n, _staffed, _free in pack.units}
        yield "units of the pack", {code: (n, unnamed[code]) for code, n in listed.items()}
        yield "beds of the pack", summed((lines[row["Unit"]], WORDS[row["State"]])
                                         for row in rows_in(pack.sheets[0]))  # fmt: skip


@pytest.mark.parametrize("seed", range(1, CASES // EACH + 1) if CASES > EACH else [3])
def test_every_page_says_the_same_occupancy_and_it_is_what_was_seen(seed):
    dice = random.Random(seed)
    source, clerks = lived(dice)
    edges = [to_us(AT) + dice.randrange(STEPS + 2) * MINUTE for _case in range(EACH)]
    instants = [from_us(edge + dice.choice((-1, 0, 0, 1, 30_000_001))) for edge in edges]
    faces, seen = Faces(source.site, instants), set()
    for n, at in enumerate(instants):
        now = to_us(at)
        wanted = watched(clerks, now)
        said = {}
        for face, found in faces.each(at, whole=not n % PAGES):
            each = {unit: found.get(unit, (0, 0)) for unit in wanted}
            assert {unit: one[0] for unit, one in each.items()} == wanted, (face, at)
            said[face] = {unit: one[1] for unit, one in each.items()}
        assert all(one == said["API"] for one in said.values()), (said, at)
        for unit, steps in faces.steps.items():
            assert steps.when(np.array([now])) == wanted[unit], (unit, at)
        pressed = faces.pressed[now]
        assert np.isnan(pressed) or pressed == sum(wanted.values()), at
        seen.add((*sorted(wanted.items()), sum(said["API"].values()), np.isnan(pressed)))
    assert len(seen) > 1, "the instants differ"
