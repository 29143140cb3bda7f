"""Random lives of a version: none comes into force unsigned, whatever people try.

CAREPATH_TRACES says how many are lived (make soak: a million), CAREPATH_TRACES_FROM the first seed,
so that a million can be lived in pieces. Each guard is also taken away, and
then the same lives must end in an unsigned version in force: the oracle is not blind.
"""

import os
from multiprocessing import Pool

import pytest
from django.utils import translation

from carepath.frames import approvals
from carepath.frames.approvals import Approvals, Need
from carepath.protocols import policies
from carepath.protocols.models import Signature, Version
from carepath.protocols.policies import approvals as deciding
from carepath.protocols.policies import signing
from tests.protocols.traces import Unsigned, walk

TRACES = int(os.environ.get("CAREPATH_TRACES", "1000"))
FIRST = int(os.environ.get("CAREPATH_TRACES_FROM", "0"))
MUTANTS = 4_000


def test_no_life_ends_in_force_without_the_signatures():
    reached = _lived(range(FIRST, FIRST + TRACES))
    assert reached > TRACES // 200, "too few versions came into force to tell anything"
    print(f"{TRACES} lives from seed {FIRST}, {reached} came into force, none unsigned")  # noqa: T201


def _lived(seeds):
    if len(seeds) <= 20_000:
        with translation.override(None):  # what a refusal says took half of the time
            return sum(map(walk, seeds))
    with Pool(initializer=translation.deactivate_all) as pool:
        return sum(pool.imap_unordered(walk, seeds, chunksize=5_000))


def unguarded(monkeypatch, name):
    monkeypatch.setattr(policies, name, lambda *args, **kwargs: None)


def every_signature(monkeypatch):
    monkeypatch.setattr(Signature, "counts_for", lambda self, version: True)


def no_authors(monkeypatch):
    genuine = policies.check_reviews
    for module in (policies, signing):
        monkeypatch.setattr(
            module, "check_reviews",
            lambda by, version, *, authors, named: genuine(by, version, authors=(), named=named),
        )  # fmt: skip
    counting = policies.counting
    for module in (policies, deciding):
        monkeypatch.setattr(
            module, "counting", lambda version, signed, authors: counting(version, signed, ())
        )


def no_right(monkeypatch):
    for module in (policies, deciding):
        monkeypatch.setattr(
            module, "counting",
            lambda version, signed, authors: [
                one for one in signed if one.counts_for(version) and one.signer_id not in authors
            ],
        )  # fmt: skip


def one_suffices(monkeypatch):
    monkeypatch.setattr(approvals, "SHIPPED", Approvals((Need(1),) * 4))


def no_roles(monkeypatch):
    monkeypatch.setattr(deciding, "_covers", lambda groups, held: True)


def any_content(monkeypatch):
    monkeypatch.setattr(Version, "is_intact", True)


GUARDS = {
    "approvals are counted at activation": lambda patch: unguarded(patch, "check_approved"),
    "signatures are of this content and edition": every_signature,
    "authors never approve": no_authors,
    "who lost the role does not count": no_right,
    "two people": one_suffices,
    "of the right roles": no_roles,
    "the content is what its name says": any_content,
}


@pytest.mark.parametrize("guard", GUARDS)
def test_each_guard_taken_away_lets_an_unsigned_version_into_force(monkeypatch, guard):
    GUARDS[guard](monkeypatch)
    with pytest.raises(Unsigned):
        for seed in range(MUTANTS):
            walk(seed)
