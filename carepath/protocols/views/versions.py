"""One version: as clinicians see it, what it changes, checks, comments, and its editor."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.frames.approvals import RISKS
from carepath.frames.moments import from_us
from carepath.protocols import actions, forms, policies, queries
from carepath.protocols.models import Version
from carepath.protocols.queries import wording
from carepath.protocols.views import found
from carepath.ui import clock

MOST = 100
"""Journeys that wait for a decision, listed at most; the longest waiting first."""
REVIEWS = (Permission.AUTHOR, Permission.REVIEW)


@require_safe
@accounts.requires(Permission.SEE)
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show a version as clinicians see it, with its changes, checks, comments and signatures."""
    row = found.version_or_404(request, pk, number)
    return render(request, "protocols/version.html", _page(request, row))


def _page(request: HttpRequest, row: Version) -> dict[str, Any]:
    standing = queries.standing(row)
    ground = row.parent.document if row.parent else queries.EMPTY
    return {
        "version": row,
        "protocol": row.protocol,
        "document": row.document,
        "standing": standing,
        "risk": RISKS[standing.risk],
        "need": standing.standard.rules.needs[standing.risk],
        "changes": queries.sentences(ground, row.document),
        "checks": [
            *queries.checks(row, today=queries.today(row.protocol.site, clock.now())),
            queries.replay_check(row),
        ],
        "replay": queries.shown_replay(row),
        "comments": queries.comments(row),
        "comment_form": forms.CommentForm(auto_id=False),
        "stale": queries.stale(row),
        **_acts(request, row, standing),
    }


def _acts(request: HttpRequest, row: Version, standing: queries.Standing) -> dict[str, Any]:
    """Return the forms of what this person may do with the version now."""
    by, site, state = request.user, row.protocol.site, row.state
    author = policies.allowed(policies.check_author, by, site)
    signed = {"edition": row.edition, "sha256": row.sha256}
    acts: dict[str, Any] = {
        "may_author": author,
        "may_edit": author and state in policies.EDITABLE,
        "may_comment": policies.allowed(policies.check_comment, by, site),
        "may_withdraw": author and policies.State.WITHDRAWN in policies.TRANSITIONS[state],
        "reason_form": forms.ReasonForm(),
    }
    if author and state == policies.State.DRAFT:
        acts["review_form"] = forms.ReviewForm(people=queries.possible_reviewers(row))
    if state in policies.SIGNABLE:
        acts |= _review(by, row, standing, signed)
    if state in (policies.State.APPROVED, policies.State.ACTIVE):
        sites = [
            one
            for one in found.sites_where(request, Permission.ACTIVATE)
            if one.synthetic == site.synthetic
        ]
        if sites:
            acts["activate_form"] = forms.ActivateForm(initial=signed, sites=sites)
        acts["awaits"] = accounts.is_bootstrap() and not site.synthetic
    return acts


def _review(
    by: Any, row: Version, standing: queries.Standing, signed: dict[str, Any]
) -> dict[str, Any]:
    who = {"authors": standing.authors, "named": standing.reviewers}
    acts: dict[str, Any] = {
        "may_send_back": row.state == policies.State.IN_REVIEW
        and (by.pk in standing.authors or policies.allowed(policies.check_reviews, by, row, **who))
    }
    if policies.allowed(policies.check_sign, by, row, **signed, **who, signed=standing.signatures):
        acts["approve_form"] = forms.ApproveForm(initial=signed)
    return acts


@accounts.requires(Permission.AUTHOR)
def edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Change a draft by forms: its head and its lists of rows."""
    row = found.version_or_404(request, pk, number)
    policies.check_author(request.user, row.protocol.site)
    editor = forms.Editor(row.document, row.edition, request.POST or None)
    preview = None
    status = 200
    if request.method == "POST" and editor.is_valid() and "save" in request.POST:
        try:
            return _saved(request, row, editor)
        except policies.NotNow as error:
            editor.head.add_error(None, str(error))
            status = 409
    elif "save" in request.POST:
        status = 422
    elif "preview" in request.POST:
        preview = editor.document
    context = {
        "version": row,
        "protocol": row.protocol,
        "editor": editor,
        "document": preview,
        "stages": queries.stages(row.protocol.site),
        "editable": row.state in policies.EDITABLE,
    }
    return render(request, "protocols/edit.html", context, status=status)


def _saved(request: HttpRequest, row: Version, editor: forms.Editor) -> HttpResponse:
    values = editor.head.cleaned_data
    actions.save(
        version=row,
        edition=values["edition"],
        document=editor.document,
        by=request.user,
        at=clock.now(),
        reason=values["reason"],
    )
    return found.done(
        request,
        lambda: None,
        said=_("The draft is saved and checked. Approvals it had are void."),
        back=found.address(row),
    )


@require_POST
@accounts.requires(Permission.AUTHOR)
def branch(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Open a new draft that starts from a version."""
    row = found.version_or_404(request, pk, number)
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return found.refused(request, form, back=found.address(row))
    draft = actions.branch(
        protocol=row.protocol,
        parent=row,
        by=request.user,
        at=clock.now(),
        reason=form.cleaned_data["reason"],
    )
    return HttpResponseRedirect(found.address(draft, "edit"))


@accounts.requires(Permission.AUTHOR)
def rebase(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Bring a stale draft onto the newest version; a person decides each conflict."""
    row = found.version_or_404(request, pk, number)
    policies.check_author(request.user, row.protocol.site)
    answers = {
        name.removeprefix("answer:"): way
        for name, way in request.POST.items()
        if name.startswith("answer:")
    }
    if request.method == "POST":
        return _rebased(request, row, answers)
    found_rebase = queries.rebase(row, answers)
    if found_rebase is None:
        return HttpResponseRedirect(found.address(row))
    context = {
        "version": row,
        "protocol": row.protocol,
        "rebase": found_rebase,
        "conflicts": [
            (one, *wording.conflict(one, found_rebase.ours, found_rebase.theirs))
            for one in found_rebase.merged.conflicts
        ],
        "changes": queries.sentences(row.document, found_rebase.merged.document),
    }
    return render(request, "protocols/rebase.html", context)


def _rebased(request: HttpRequest, row: Version, answers: dict[str, str]) -> HttpResponse:
    edition = request.POST.get("edition", "")

    def act() -> None:
        actions.rebase(
            version=row,
            edition=int(edition) if edition.isdecimal() and len(edition) < 9 else 0,
            answers=answers,
            by=request.user,
            at=clock.now(),
        )

    return found.done(request, act, said=_("The draft is up to date."), back=found.address(row))


@require_POST
@accounts.requires(*REVIEWS)
def comment(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Write a comment on a version or on one of its rows."""
    row = found.version_or_404(request, pk, number)
    form = forms.CommentForm(request.POST)
    if not form.is_valid():
        return found.refused(request, form, back=found.address(row))

    def act() -> None:
        actions.comment(version=row, by=request.user, at=clock.now(), **form.cleaned_data)

    return found.done(
        request, act, said=_("The comment is kept."), back=f"{found.address(row)}#comments"
    )


@require_POST
@accounts.requires(Permission.AUTHOR)
def ask_review(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask people to review a draft."""
    row = found.version_or_404(request, pk, number)
    form = forms.ReviewForm(request.POST, people=queries.possible_reviewers(row))
    if not form.is_valid():
        return found.refused(request, form, back=found.address(row))

    def act() -> None:
        actions.ask_review(version=row, by=request.user, at=clock.now(), **form.cleaned_data)

    return found.done(request, act, said=_("The review is asked for."), back=found.address(row))


@require_POST
@accounts.requires(*REVIEWS)
def send_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask for changes: the version is a draft again."""
    return _reasoned(request, pk, number, actions.send_back, _("It is a draft again."))


@require_POST
@accounts.requires(Permission.AUTHOR)
def withdraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Withdraw a version that never came into force."""
    return _reasoned(request, pk, number, actions.withdraw, _("It is withdrawn."))


def _reasoned(request: HttpRequest, pk: int, number: int, act: Any, said: str) -> HttpResponse:
    row = found.version_or_404(request, pk, number)
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return found.refused(request, form, back=found.address(row))
    reason = form.cleaned_data["reason"]
    return found.done(
        request,
        lambda: act(version=row, by=request.user, at=clock.now(), reason=reason),
        said=said,
        back=found.address(row),
    )


@require_safe
@accounts.requires(Permission.SEE)
def replay(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what the stored run says: the rules of a version over the last quarter's journeys."""
    row = found.version_or_404(request, pk, number)
    stored = queries.shown_replay(row)
    context = {
        "version": row,
        "protocol": row.protocol,
        "replay": stored,
        "check": queries.replay_check(row),
        "first": from_us(stored.result["first"]) if stored else None,
        "last": from_us(stored.result["last"]) if stored else None,
    }
    part = "#part" if request.htmx else ""
    return render(request, f"protocols/replay.html{part}", context)


@require_safe
@accounts.requires(Permission.SEE)
@access.reads_patients("journeys")
def reviews(request: HttpRequest) -> HttpResponse:
    """List the versions that wait for a review, and the journeys for which somebody decides."""
    page = queries.awaiting(by=request.user, after=request.GET.get("after", ""))
    lines = [(row, queries.standing(row)) for row in page.items]
    context = {
        "lines": [(row, one, RISKS[one.risk], one.authors) for row, one in lines],
        "after": page.after,
        "decide": queries.to_decide(by=request.user)[:MOST],
    }
    return render(request, "protocols/reviews.html", context)
