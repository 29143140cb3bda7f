"""Bring a version into force at a site, and take it back: at once, by one person, with a reason."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.journeys import actions as journeys
from carepath.journeys import queries as reading
from carepath.journeys.models import Annotation
from carepath.places.models import Site
from carepath.protocols import policies, queries
from carepath.protocols.actions.replays import ask_replays
from carepath.protocols.actions.rows import locked, move
from carepath.protocols.actions.signing import sign
from carepath.protocols.models import Activation, Followed, Protocol, Signature, Version

Ended = Activation.Ended
State = Version.State


def activate(
    *,
    version: Version,
    site: Site,
    starts_at: datetime | None,
    under_way: str,
    edition: int,
    sha256: str,
    by: User,
    at: datetime,
    proved_at: datetime | None,
    reason: str,
) -> Activation:
    """Return the activation of an approved version at a site, from a moment on its clock.

    What was in force there before ends at that moment. `starts_at` None = now. `edition` and
    `sha256` name what the signer read.
    """
    with audit.acting_as(by, at=at, why=reason):
        row = locked(version)
        policies.check_activate(by, row, site)
        policies.check_same(row, edition=edition, sha256=sha256)
        policies.check_current(queries.unknown_in_force(row, site))
        policies.check_proved(proved_at, at=at)
        policies.check_clock(at, queries.last_signed(row))
        policies.check_checks(
            [*queries.checks(row, today=queries.today(site, at), site=site),
             queries.replay_check(row, site)]
        )  # fmt: skip
        needs = queries.needs(row, queries.risk(row, site=site), site=site)
        policies.check_approved(row, needs, queries.signatures(row), queries.authors(row))
        starts = policies.start(starts_at, now=site.time(at))
        before = _before(row, site, starts)
        sign(
            row, Signature.Meaning.ACTIVATED, by=by, at=at, proved_at=proved_at, place=site.slug
        )  # fmt: skip
        if before is not None:
            _end(before, Ended.AMENDED, when=starts, by=by, at=at)
        if row.state != State.ACTIVE:
            move(row, State.ACTIVE)
        return _begin(
            row, site, starts_at=starts, under_way=under_way, by=by, at=at, why=reason
        )  # fmt: skip


def _before(version: Version, site: Site, starts: datetime) -> Activation | None:
    found = queries.open_activation(version.protocol, site)
    if found is not None and found.version_id == version.pk:
        raise policies.NotNow(_("This version is in force there already."))
    if found is not None and found.starts_at > starts:
        raise policies.NotNow(
            _("%(version)s comes into force there later: stop it first.")
            % {"version": found.version}
        )
    return found


def roll_back(*, activation: Activation, by: User, at: datetime, reason: str) -> Activation | None:
    """Take a version out of force at once and return the activation of the one before it, if any.

    Journeys that follow it go on as its activation declared.
    """
    return _take_back(activation, Ended.ROLLED_BACK, by=by, at=at, why=reason)


def stop(*, activation: Activation, by: User, at: datetime, reason: str) -> None:
    """Take a version out of force at once and put nothing in its place: an emergency."""
    _take_back(activation, Ended.STOPPED, by=by, at=at, why=reason)


def _take_back(
    activation: Activation, ended: str, *, by: User, at: datetime, why: str
) -> Activation | None:
    with audit.acting_as(by, at=at, why=why):
        row = _locked(activation)
        policies.check_roll_back(by, row)
        when = max(row.site.time(at), row.starts_at)
        before = queries.replaced_by(row) if ended == Ended.ROLLED_BACK else None
        _end(row, ended, when=when, by=by, at=at)
        if before is None:
            return None
        again = locked(before.version)
        if again.state != State.ACTIVE:
            move(again, State.ACTIVE, restored=True)
        return _begin(
            again, row.site, starts_at=when, under_way=row.under_way, by=by, at=at, why=why,
            restores=before,
        )  # fmt: skip


def retire(*, activation: Activation, by: User, at: datetime, reason: str) -> None:
    """Take a version out of force without a successor, as planned."""
    with audit.acting_as(by, at=at, why=reason):
        row = _locked(activation)
        policies.check_retire(by, row)
        when = max(row.site.time(at), row.starts_at)
        _end(row, Ended.RETIRED, when=when, by=by, at=at)


def _locked(activation: Activation) -> Activation:
    Protocol.objects.select_for_update().get(pk=activation.protocol_id)
    found = Activation.objects.select_for_update(of=("self",))
    return found.select_related("version", "protocol", "site").get(pk=activation.pk)


_STATE_AFTER = {
    Ended.AMENDED: State.AMENDED,
    Ended.ROLLED_BACK: State.ROLLED_BACK,
    Ended.STOPPED: State.ROLLED_BACK,
    Ended.RETIRED: State.RETIRED,
}


def _end(activation: Activation, ended: str, *, when: datetime, by: Any, at: datetime) -> None:
    """End an activation; its version leaves its state only when it is in force nowhere."""
    activation.ends_at, activation.ended = when, ended
    activation.save()
    audit.record(
        "protocol.ended", activation, site=activation.site.slug,
        protocol=activation.protocol.name, version=activation.version.title, how=ended,
        when=when.isoformat(),
    )  # fmt: skip
    ask_replays(activation.protocol, at=at)
    version = locked(activation.version)
    if not version.activations.filter(ends_at=None).exists():
        move(version, _STATE_AFTER[ended])
    if ended != Ended.AMENDED:
        _mark(activation, ended, when, by=by, at=at)


def _begin(
    version: Version,
    site: Site,
    *,
    starts_at: datetime,
    under_way: str,
    by: User,
    at: datetime,
    why: str,
    restores: Activation | None = None,
) -> Activation:
    row = Activation(
        protocol=version.protocol,
        version=version,
        site=site,
        starts_at=starts_at,
        under_way=under_way,
        restores=restores,
        reason=why[:300],
        activated_at=at,
        activated_by=by,
    )
    row.save()
    Followed.objects.create(activation=row, change=reading.latest_change())
    ask_replays(version.protocol, at=at)
    audit.record(
        "protocol.in_force", row, site=site.slug, protocol=version.protocol.name,
        version=version.title, since=starts_at.isoformat(), under_way=under_way,
    )  # fmt: skip
    _mark(row, Ended.NOT, starts_at, by=by, at=at)
    return row


_KINDS = {
    Ended.NOT: Annotation.Kind.BEGAN,
    Ended.ROLLED_BACK: Annotation.Kind.ROLLED_BACK,
    Ended.STOPPED: Annotation.Kind.STOPPED,
    Ended.RETIRED: Annotation.Kind.ENDED,
}


def _mark(row: Activation, ended: str, when: datetime, *, by: User, at: datetime) -> None:
    """Leave a mark on every list and figure of the site that shows a stage of the protocol."""
    text = {
        Ended.NOT: _("%(version)s of “%(protocol)s” in force"),
        Ended.ROLLED_BACK: _("%(version)s of “%(protocol)s” rolled back"),
        Ended.STOPPED: _("%(version)s of “%(protocol)s” stopped in an emergency"),
        Ended.RETIRED: _("%(version)s of “%(protocol)s” retired"),
    }[ended]
    said = text % {"version": f"v{row.version.number}", "protocol": row.protocol.name}
    journeys.annotate(
        site=row.site, unit=None, starts_at=when, ends_at=when, text=said[:200], by=by, at=at,
        kind=_KINDS[ended], stages=row.version.document.touched,
    )  # fmt: skip
