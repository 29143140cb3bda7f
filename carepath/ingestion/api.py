"""The API's face of imports: send a file, follow it, cancel it, undo it."""

import json
from typing import Any

from django.db import transaction
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics, serializers, status
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carepath.accounts import policies as rights
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.frames.mapping import MappingError
from carepath.frames.rejects import FileError
from carepath.ingestion import actions, queries
from carepath.ingestion.models import Message
from carepath.ingestion.policies import NotNow
from carepath.journeys.actions import SourceElsewhere
from carepath.ui import clock
from carepath.ui.openapi import Strict
from carepath.work import tasks as work


class Conflict(exceptions.APIException):
    """The state of the import does not allow it."""

    status_code = status.HTTP_409_CONFLICT


class ImportInput(Strict):
    """A file, the source it belongs to, and how its columns are read."""

    file = serializers.FileField(max_length=200)
    source = serializers.CharField(max_length=80)
    site = serializers.SlugField(max_length=60, required=False, default="")
    mapping = serializers.CharField(
        required=False,
        default="{}",
        help_text=gettext_lazy(
            "JSON object with fields such as case, activity, time, start, timezone, time_format, "
            "targets, phases, longest_s; or the name of a saved mapping. What is left out is "
            "guessed."
        ),
    )


class UndoInput(Strict):
    """Why an import is taken back."""

    reason = serializers.CharField(max_length=500)


class StandingOut(serializers.Serializer):
    """How far the work is."""

    phase = serializers.CharField()
    done = serializers.FloatField(help_text=gettext_lazy("share, 0 to 1"))
    passed_s = serializers.FloatField()
    left_s = serializers.FloatField(allow_null=True)


class ImportOut(serializers.ModelSerializer):
    """One import: state, counts and progress."""

    source = serializers.CharField(source="source.name", default=None)
    site = serializers.CharField(source="site.slug")
    mapping = serializers.CharField(default=None)
    name = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()
    rows_read = serializers.IntegerField(source="progress.rows_read", default=0)
    rows_accepted = serializers.IntegerField(source="progress.rows_accepted", default=0)
    rows_rejected = serializers.IntegerField(source="progress.rows_rejected", default=0)
    duplicates = serializers.IntegerField(source="progress.duplicates", default=0)
    journeys = serializers.IntegerField(source="progress.journeys", default=0)
    spans = serializers.IntegerField(source="progress.spans", default=0)
    synthetic = serializers.BooleanField(source="site.synthetic")

    class Meta:
        model = Message
        fields = [
            "id", "state", "source", "site", "kind", "name", "size", "sha256", "mapping",
            "received_at", "last_seen_at", "deliveries", "progress", "rows_read", "rows_accepted",
            "rows_rejected", "duplicates", "journeys", "spans", "reason_code", "reason_text",
            "synthetic",
        ]  # fmt: skip

    def get_name(self, message: Message) -> str | None:
        """File names may name a patient: only people who import there see them."""
        may = rights.may(self.context["request"].user, Permission.IMPORT, site=message.site.slug)
        return message.name if may else None

    @extend_schema(responses=StandingOut)
    def get_progress(self, message: Message) -> dict[str, Any] | None:
        if not hasattr(message, "progress"):
            return None
        return StandingOut(queries.standing(message, at=clock.now())).data


class ReportOut(ImportOut):
    """One import with its data-quality report."""

    report = serializers.JSONField(source="progress.report", default=dict)

    class Meta(ImportOut.Meta):
        fields = [*ImportOut.Meta.fields, "report"]


class Imports(generics.ListAPIView):
    """Imports of the sites this person sees, newest first; and the door for a new one."""

    policy = {"GET": (Permission.SEE, Permission.IMPORT), "POST": Permission.IMPORT}
    serializer_class = ImportOut
    parser_classes = [MultiPartParser, FormParser]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what comes too often before a byte of it is read."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and queries.crowded():
            raise exceptions.Throttled(wait=60, detail=_("Many imports wait. Come again later."))

    def get_queryset(self):
        return queries.visible(by=self.request.user)

    @extend_schema(request={"multipart/form-data": ImportInput}, responses={202: ImportOut})
    def post(self, request: Request) -> Response:
        """Take a file in. It is safe on disk when this answers; the work follows."""
        form = ImportInput(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            message = _received(request.user, form.validated_data)
        except FileError as error:
            raise exceptions.ValidationError({"file": [str(error)]}) from error
        except MappingError as error:
            raise exceptions.ValidationError({"mapping": [str(error)]}) from error
        except SourceElsewhere as error:
            raise exceptions.ValidationError({"source": [str(error)]}) from error
        except queries.NoSite as error:
            raise exceptions.ValidationError({"site": [str(error)]}) from error
        except NotNow as error:
            raise Conflict(str(error)) from error
        return _told(request, message, status.HTTP_202_ACCEPTED)


def _received(by: Any, asked: dict[str, Any]) -> Message:
    site = queries.site_for(by=by, slug=asked["site"], source=asked["source"])
    at, file = clock.now(), asked["file"]
    given = _given(asked["mapping"], site)
    draft = actions.store(chunks=file.chunks(2**20), name=file.name, site=site, by=by, at=at)
    try:
        mapping = queries.completed(draft, given)
        with transaction.atomic():
            message = actions.confirm(
                message=draft, source=asked["source"], mapping=mapping, by=by, at=at
            )
            transaction.on_commit(work.wake)
    except BaseException:
        actions.discard(draft)
        raise
    return message


def _given(text: str, site: Any) -> dict[str, Any]:
    """Return the mapping of a request: a JSON object, or a saved one by its name."""
    if not text.lstrip().startswith(("{", "[")):
        saved = queries.newest(site=site, name=text.strip())
        if saved is None:
            raise MappingError(_("No mapping is called %(name)s.") % {"name": text.strip()})
        return dict(saved.content)
    try:
        content = json.loads(text)
    except ValueError as error:
        raise MappingError(_("This is not JSON: %(why)s") % {"why": error}) from error
    if not isinstance(content, dict):
        raise MappingError(_("A JSON object is needed."))
    return content


def _told(request: Request, message: Message, code: int) -> Response:
    fresh = queries.visible(by=request.user).get(pk=message.pk)
    data = ReportOut(fresh, context={"request": request}).data
    location = request.build_absolute_uri(reverse("api:import", args=[message.pk]))
    return Response(data, status=code, headers={"Location": location})


class OneImport(generics.RetrieveAPIView):
    """One import: state, counts, progress and report."""

    policy = (Permission.SEE, Permission.IMPORT)
    serializer_class = ReportOut

    def get_queryset(self):
        return queries.visible(by=self.request.user)


class Act(APIView):
    """Something done to an import by people who may, at its site."""

    parser_classes = [JSONParser, FormParser, MultiPartParser]

    def found(self, request: Request, pk: int) -> Message:
        """Return the import; 404 where this person sees none, 403 where they may only look."""
        message = get_object_or_404(queries.visible(by=request.user), pk=pk)
        rights.check_may(request.user, self.policy, site=message.site.slug)
        return message

    def done(self, request: Request, message: Message) -> Response:
        """Return where the import stands now."""
        work.wake()
        return _told(request, message, status.HTTP_202_ACCEPTED)


class Cancel(Act):
    """Stop an import; what it recorded so far is taken back."""

    policy = Permission.IMPORT

    @extend_schema(request=None, responses={202: ReportOut})
    def post(self, request: Request, pk: int) -> Response:
        message = self.found(request, pk)
        try:
            actions.cancel(message=message, by=request.user, at=clock.now())
        except NotNow as error:
            raise Conflict(str(error)) from error
        if not Message.objects.filter(pk=pk).exists():
            return Response(status=status.HTTP_204_NO_CONTENT)
        return self.done(request, message)


class Undo(Act):
    """Take a whole import back, with a reason."""

    policy = Permission.UNDO_IMPORT

    @extend_schema(request=UndoInput, responses={202: ReportOut})
    def post(self, request: Request, pk: int) -> Response:
        message = self.found(request, pk)
        form = UndoInput(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            actions.undo(
                message=message, reason=form.validated_data["reason"], by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except NotNow as error:
            raise Conflict(str(error)) from error
        return self.done(request, message)


class Retry(Act):
    """Try an import again that was set aside."""

    policy = Permission.IMPORT

    @extend_schema(request=None, responses={202: ReportOut})
    def post(self, request: Request, pk: int) -> Response:
        message = self.found(request, pk)
        try:
            actions.retry(message=message, by=request.user, at=clock.now())
        except NotNow as error:
            raise Conflict(str(error)) from error
        return self.done(request, message)


class Rejects(Act):
    """The rows that could not be used, as a table to repair and send again."""

    policy = Permission.IMPORT

    @extend_schema(responses={(200, "text/csv"): str})
    def get(self, request: Request, pk: int) -> StreamingHttpResponse:
        message = self.found(request, pk)
        access.log_read(request, resource=f"import:{pk}", count=message.rejects.count())
        answer = StreamingHttpResponse(queries.repair_lines(message), content_type="text/csv")
        answer["Content-Disposition"] = f'attachment; filename="import-{pk}-rejected.csv"'
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "no-store"
        return answer
