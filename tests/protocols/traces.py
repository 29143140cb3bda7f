"""Random lives of a version, decided by the portal's own policies, watched by an oracle.

People edit, ask, approve, send back, withdraw, lose their role, forge and replay signatures and
alter content, in any order. The oracle keeps its own books and knows the policies by heart only as
people agreed on them: two who did not write it, a clinician and one of governance among them, each
signed exactly what comes into force, and each still may.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied

from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.accounts.policies import held_at
from carepath.frames import approvals
from carepath.frames.protocol import Document, canonical, sha256
from carepath.places.models import Site
from carepath.protocols import policies
from carepath.protocols.models import Protocol, Signature, Version

AT = datetime(2026, 3, 2, tzinfo=UTC)
SITE = Site(pk=1, slug="demo", synthetic=True)
CONTENTS = [canonical(Document(title=title)) for title in "abc"]
NAMES = {text: sha256(text) for text in CONTENTS}
CAST = ("PROTOCOL_OWNER", "QUALITY_LEAD", "CLINICIAN", "CLINICIAN", "PROTOCOL_OWNER", "READ_ONLY")
GOVERNANCE = {"PROTOCOL_OWNER", "QUALITY_LEAD"}
STEPS = 24


def needs():
    """Whom a change of a dose needs, as shipped."""
    return [approvals.SHIPPED.needs[approvals.DOSE]]


class Unsigned(AssertionError):
    """A version came into force that the oracle knows to be unsigned."""


@dataclass
class Life:
    """One version with its people, its signatures, and the oracle's own books."""

    dice: random.Random
    people: list[User] = field(default_factory=list)
    authors: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    signatures: list[Signature] = field(default_factory=list)
    seen: list[tuple[int, str]] = field(default_factory=list)
    books: list[tuple[int, int, str]] = field(default_factory=list)

    def __post_init__(self):
        for pk, role in enumerate(CAST, start=1):
            user = User(pk=pk, username=f"p{pk}")
            user.held = [(role, "demo")]
            self.people.append(user)
        self.version = Version(pk=1, number=1, state="draft", edition=1)
        self.version.protocol = Protocol(pk=1, site=SITE)
        self.write(CONTENTS[0])
        self.authors.add(1)
        self.named = {pk for pk in range(2, 6) if self.dice.random() < 0.8}

    def write(self, text):
        self.version.content, self.version.sha256 = text, NAMES[text]

    # -- what people do ---------------------------------------------------------------------------

    def edit(self, who):
        stale = self.dice.random() < 0.2
        edition = self.version.edition - stale
        policies.check_edit(who, self.version, edition=edition)
        self.write(self.dice.choice(CONTENTS))
        self.version.edition += 1
        self.version.state = "draft"
        self.authors.add(who.pk)

    def ask(self, who):
        policies.check_author(who, SITE)
        policies.check_move(self.version, "in_review")
        self.version.state = "in_review"

    def look(self, who):
        self.seen.append((self.version.edition, self.version.sha256))

    def approve(self, who):
        edition, name = self.read()
        policies.check_sign(
            who, self.version, edition=edition, sha256=name, authors=self.authors,
            named=self.named, signed=self.signatures,
        )  # fmt: skip
        roles = [role.name for role in held_at(who, Permission.REVIEW, site="demo")]
        self.signatures.append(self.signed(who, roles))
        self.books.append((who.pk, self.version.edition, NAMES.get(self.version.content, "?")))
        counting = policies.counting(self.version, self.signatures, self.authors)
        if not policies.missing(needs(), counting) and self.version.state == "in_review":
            policies.check_move(self.version, "approved")
            self.version.state = "approved"

    def read(self):
        """What somebody read: mostly what is there, now and then what was there before."""
        if self.seen and self.dice.random() < 0.2:
            return self.dice.choice(self.seen)
        return self.version.edition, self.version.sha256

    def signed(self, who, roles):
        found = Signature(
            version=1, edition=self.version.edition, content_sha256=self.version.sha256,
            meaning="approved", signer=who, printed_name=who.username, roles=roles,
            proved_at=AT, at=AT,
        )  # fmt: skip
        found.digest = found.digest_now()
        return found

    def send_back(self, who):
        if who.pk not in self.authors:
            policies.check_reviews(who, self.version, authors=self.authors, named=self.named)
        policies.check_move(self.version, "draft")
        self.version.state = "draft"
        self.version.edition += 1

    def withdraw(self, who):
        policies.check_author(who, SITE)
        policies.check_move(self.version, "withdrawn")
        self.version.state = "withdrawn"

    def activate(self, who):
        edition, name = self.read()
        policies.check_activate(who, self.version, SITE)
        policies.check_same(self.version, edition=edition, sha256=name)
        policies.check_approved(self.version, needs(), self.signatures, self.authors)
        if self.version.state != "active":
            policies.check_move(self.version, "active")
            self.version.state = "active"
            self.judge()

    # -- what nobody should do --------------------------------------------------------------------

    def lose_role(self, who):
        who.held = []

    def forge_state(self, who):
        self.version.state = "approved"

    def alter(self, who):
        self.version.content = self.dice.choice(CONTENTS)

    def replay(self, who):
        """Copy a signature onto what is there now, as it is or with its seal broken."""
        if self.signatures:
            old = self.dice.choice(self.signatures)
            copy = self.signed(old.signer, old.roles)
            copy.digest = old.digest
            self.signatures.append(copy)

    # -- the oracle -------------------------------------------------------------------------------

    def judge(self):
        """Raise Unsigned unless the right people signed what came into force."""
        name = NAMES.get(self.version.content)
        roles = {p.pk: {role for role, _site in p.held} for p in self.people}
        signers = {
            pk for pk, edition, signed in self.books
            if (edition, signed) == (self.version.edition, name)
            and pk not in self.authors and roles[pk] & (GOVERNANCE | {"CLINICIAN"})
        }  # fmt: skip
        clinicians = {pk for pk in signers if "CLINICIAN" in roles[pk]}
        governors = {pk for pk in signers if roles[pk] & GOVERNANCE}
        if len(signers) < 2 or not clinicians or not governors:
            raise Unsigned(self.books)


USUAL = ("edit", "ask", "ask", "look", "approve", "approve", "approve", "activate", "activate")
ODD = ("send_back", "withdraw", "lose_role", "forge_state", "alter", "replay", "replay")


def walk(seed):
    """Live one life; return whether the version came into force. Unsigned if it should not have."""
    dice = random.Random(seed)
    life = Life(dice)
    for _ in range(STEPS):
        what = dice.choice(USUAL) if dice.random() < 0.85 else dice.choice(ODD)
        try:
            getattr(life, what)(dice.choice(life.people))
        except (PermissionDenied, policies.NotNow):
            continue
        if life.version.state == "active":
            return True
    return False
