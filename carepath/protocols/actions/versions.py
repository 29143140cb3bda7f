"""Write protocols: begin, branch, change, rebase, ask for review, send back, withdraw, comment."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.frames import protocol as documents
from carepath.frames.protocol import Document
from carepath.places.models import Site
from carepath.protocols import policies, queries
from carepath.protocols.actions.approvals import hold_fast
from carepath.protocols.actions.replays import ask_replay
from carepath.protocols.actions.rows import locked, move
from carepath.protocols.models import Comment, Contribution, Protocol, Reviewer, Version

State = Version.State


def begin(
    *,
    site: Site,
    name: str,
    document: Document,
    by: User,
    at: datetime,
    reason: str,
    invented: bool = False,
) -> Version:
    """Return the first draft of a new protocol; NotNow if the site has one of this name."""
    policies.check_author(by, site)
    with audit.acting_as(by, at=at, why=reason):
        if Protocol.objects.filter(site=site, name=name).exists():
            raise policies.NotNow(
                _("%(site)s has a protocol of this name already.") % {"site": site}
            )
        row = Protocol(site=site, name=name, invented=invented, reason=reason[:300])
        row.created_at, row.created_by = at, by
        row.save()
        audit.record("protocol.begun", row, site=site.slug, protocol=name)
        return _draft(row, None, document, by=by, at=at, reason=reason)


def branch(
    *, protocol: Protocol, parent: Version, by: User, at: datetime, reason: str,
    document: Document | None = None,
) -> Version:  # fmt: skip
    """Return a new draft that starts from a version (with another document if one is given).

    From a version that was replaced it is a way back: its content, as a change of the newest one.
    """
    policies.check_author(by, protocol.site)
    with audit.acting_as(by, at=at, why=reason):
        content, newest = document or parent.document, queries.newest_agreed(protocol)
        if newest is not None and parent.state in policies.PAST:
            parent = newest
        return _draft(protocol, parent, content, by=by, at=at, reason=reason)


def _draft(
    protocol: Protocol,
    parent: Version | None,
    document: Document,
    *,
    by: User,
    at: datetime,
    reason: str,
) -> Version:
    Protocol.objects.select_for_update().get(pk=protocol.pk)  # numbers are given one by one
    latest = protocol.versions.order_by("-number").values_list("number", flat=True).first()
    text = documents.canonical(document)
    draft = Version(
        protocol=protocol,
        number=(latest or 0) + 1,
        parent=parent,
        content=text,
        sha256=documents.sha256(text),
        reason=reason[:300],
        created_at=at,
        created_by=by,
    )
    draft.save()
    Contribution.objects.create(version=draft.pk, person=by, at=at)
    ask_replay(draft, at=at)
    audit.record(
        "protocol.drafted",
        draft,
        site=protocol.site.slug,
        protocol=protocol.name,
        version=draft.title,
        parent=parent.title if parent else "",
    )
    return draft


def save(
    *, version: Version, edition: int, document: Document, by: User, at: datetime, reason: str
) -> Version:
    """Return the draft with this content; every approval it had is void.

    NotNow if somebody saved it since `edition`, or if it is no draft any more. The same content
    again changes nothing.
    """
    with audit.acting_as(by, at=at, why=reason):
        row = locked(version)
        policies.check_edit(by, row, edition=edition)
        text = documents.canonical(document)
        if text == row.content:
            return row
        said = [one for one, _risk, _place in queries.sentences(row.document, document)]
        before = row.sha256
        _edited(row, text, by=by, at=at)
        audit.record(
            "protocol.edited",
            row,
            site=row.protocol.site.slug,
            protocol=row.protocol.name,
            version=row.title,
            before=before,
            after=row.sha256,
            changes=said[:50],
        )
    return row


def _edited(row: Version, text: str, *, by: User, at: datetime) -> None:
    row.content, row.sha256 = text, documents.sha256(text)
    row.edition, row.state = row.edition + 1, State.DRAFT
    row.save()
    Contribution.objects.get_or_create(version=row.pk, person=by, defaults={"at": at})
    ask_replay(row, at=at)


def rebase(
    *, version: Version, edition: int, answers: Mapping[str, str], by: User, at: datetime
) -> Version:
    """Return a stale draft brought onto the newest version; NotNow while conflicts are open."""
    why = _("brought up to date")
    with audit.acting_as(by, at=at, why=why):
        row = locked(version)
        policies.check_edit(by, row, edition=edition)
        found = queries.rebase(row, dict(answers))
        if found is None:
            raise policies.NotNow(_("This draft is up to date."))
        if found.merged.open:
            raise policies.NotNow(_("Decide every conflict first; nothing was changed."))
        row.parent = found.onto
        text = documents.canonical(found.merged.document)
        _edited(row, text, by=by, at=at)
        audit.record(
            "protocol.rebased",
            row,
            site=row.protocol.site.slug,
            protocol=row.protocol.name,
            version=row.title,
            onto=found.onto.title,
            answers=dict(answers),
        )
    return row


def ask_review(
    *, version: Version, reviewers: Collection[User], by: User, at: datetime, reason: str
) -> Version:
    """Return the version in review by these people; NotNow while a required check fails."""
    with audit.acting_as(by, at=at, why=reason):
        row = locked(version)
        policies.check_author(by, row.protocol.site)
        policies.check_move(row, State.IN_REVIEW)
        policies.check_current(queries.stale(row))
        day = queries.today(row.protocol.site, at)
        policies.check_checks(queries.checks(row, today=day))
        allowed = {person.pk for person in queries.possible_reviewers(row)}
        for person in reviewers:
            if person.pk not in allowed:
                raise policies.NotNow(
                    _("%(person)s cannot review this version.") % {"person": person}
                )
            if not row.reviewers.filter(person=person).exists():
                Reviewer.objects.create(
                    version=row, person=person, asked_at=at, reason=reason[:300]
                )
        ruling = hold_fast(row, at=at)
        move(
            row, State.IN_REVIEW, reviewers=[str(p) for p in reviewers], policy=ruling.policy,
            risk=ruling.risk,
        )  # fmt: skip
    return row


def send_back(*, version: Version, by: User, at: datetime, reason: str) -> Version:
    """Return the version as a draft again: changes are asked for, and approvals are void."""
    with audit.acting_as(by, at=at, why=reason):
        row = locked(version)
        wrote = queries.authors(row)
        if by.pk not in wrote:
            policies.check_reviews(by, row, authors=wrote, named=queries.reviewers(row))
        else:
            policies.check_author(by, row.protocol.site)
        row.edition += 1
        move(row, State.DRAFT)
    return row


def withdraw(*, version: Version, by: User, at: datetime, reason: str) -> Version:
    """Return the version withdrawn: it never comes into force."""
    with audit.acting_as(by, at=at, why=reason):
        row = locked(version)
        policies.check_author(by, row.protocol.site)
        move(row, State.WITHDRAWN)
    return row


def comment(*, version: Version, place: str, text: str, by: User, at: datetime) -> Comment:
    """Return the new comment on a version or on one of its rows; NotNow for a row it lacks."""
    with audit.acting_as(by, at=at, why=_("review")):
        row = locked(version)
        policies.check_comment(by, row.protocol.site)
        if place and place not in queries.places(row.document):
            raise policies.NotNow(_("This version has no such step."))
        found = Comment.objects.create(
            version=row.pk, edition=row.edition, place=place, text=text, author=by, at=at
        )
        audit.record(
            "protocol.commented", row, site=row.protocol.site.slug, version=row.title, place=place
        )
    return found
