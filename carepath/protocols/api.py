"""Adherence for programs: the same counts and shares as the page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carepath.accounts.permissions import Permission
from carepath.analysis.shares import Share
from carepath.frames.moments import from_us, to_us
from carepath.places.models import Site
from carepath.protocols import queries
from carepath.protocols.models import Version
from carepath.protocols.queries.wording import rule_name
from carepath.ui import clock


class AdherenceInput(serializers.Serializer):
    """Where, and whose journeys are judged."""

    site = serializers.CharField(
        required=False, help_text=_("Short name of a site; else that of the protocol.")
    )
    whom = serializers.ChoiceField(
        choices=[queries.PINNED, queries.ALL],
        default=queries.PINNED,
        help_text=_("Those that follow the version, or all eligible as if it were in force."),
    )


class ShareOutput(serializers.Serializer):
    """k of n as a share, with its 95 % interval; null where n is 0."""

    k = serializers.IntegerField()
    n = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class RuleOutput(serializers.Serializer):
    """One rule: verdicts counted, and the satisfied of all triggered and of those measured."""

    rule = serializers.CharField()
    words = serializers.CharField()
    satisfied = serializers.IntegerField()
    violated = serializers.IntegerField()
    violated_never = serializers.IntegerField()
    excused = serializers.IntegerField()
    vacuous = serializers.IntegerField()
    not_yet_decidable = serializers.IntegerField()
    of_triggered = ShareOutput()
    of_measured = ShareOutput()


class AdherenceOutput(serializers.Serializer):
    """How far the rules of a version were followed at a site, as of a moment on its clock."""

    protocol = serializers.CharField()
    version = serializers.IntegerField()
    sha256 = serializers.CharField()
    site = serializers.CharField()
    synthetic = serializers.BooleanField()
    whom = serializers.CharField()
    as_of = serializers.DateTimeField()
    journeys = serializers.IntegerField()
    rules = RuleOutput(many=True)


class Adherence(APIView):
    """Adherence to one version of a protocol."""

    policy = Permission.SEE

    @extend_schema(parameters=[AdherenceInput], responses=AdherenceOutput)
    def get(self, request: Request, pk: int, number: int) -> Response:
        """Return the counts and shares of every rule of a version."""
        question = AdherenceInput(data=request.query_params)
        question.is_valid(raise_exception=True)
        version = _version(request, pk, number)
        site = _site(request, version, question.validated_data.get("site", ""))
        found = queries.adherence(
            version,
            site=site,
            by=request.user,
            now=to_us(clock.now(site)),
            whom=question.validated_data["whom"],
        )
        return Response(AdherenceOutput(_document(found, site, question.validated_data)).data)


def _version(request: Request, pk: int, number: int) -> Version:
    protocol = queries.protocol(pk=pk, by=request.user)
    version = None if protocol is None else queries.version(protocol=protocol, number=number)
    if version is None:
        raise NotFound(_("There is no such version."))
    return version


def _site(request: Request, version: Version, slug: str) -> Site:
    sites = queries.sites_of(version.protocol, by=request.user)
    wanted = slug or version.protocol.site.slug
    site = next((one for one in sites if one.slug == wanted), None)
    if site is None:
        raise NotFound(_("The protocol is at no such site."))
    return site


def _document(found: queries.Adherence, site: Site, asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "protocol": found.version.protocol.name,
        "version": found.version.number,
        "sha256": found.version.sha256,
        "site": site.slug,
        "synthetic": site.synthetic,
        "whom": asked["whom"],
        "as_of": from_us(found.now),
        "journeys": found.n,
        "rules": [_rule(line) for line in found.lines],
    }


def _rule(line: queries.RuleLine) -> dict[str, Any]:
    counts = {name.replace(" ", "_"): count for name, count in line.counts.items()}
    return counts | {
        "rule": line.rule.id,
        "words": rule_name(line.rule),
        "violated_never": line.judged.n_never,
        "of_triggered": _share(line.judged.of_triggered),
        "of_measured": _share(line.judged.of_measured),
    }


def _share(found: Share) -> dict[str, Any]:
    return found._asdict()
