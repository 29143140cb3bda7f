"""Patients as lists name them: by the letters of their id, or as private."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from carepath.capacity import queries
from carepath.journeys.models import Journey
from carepath.ui import icons

register = template.Library()


@register.simple_tag(takes_context=True)
def patient(context: Context, journey: Journey) -> SafeString | str:
    """Return what a list calls a patient: the letters of the id, or that they are private."""
    if not is_private(context, journey):
        return journey.short
    picture = SafeString(icons.svg("eye-off", 13))  # noqa: S308 - of the package, without text
    return format_html('<span class="cp-nowrap">{} {}</span>', picture, _("private"))


@register.simple_tag(takes_context=True)
def is_private(context: Context, journey: Journey) -> bool:
    """Return whether no list shows the letters of a patient's id."""
    return journey.pk in _private(context)


def _private(context: Context) -> frozenset[int]:
    """Return who is private, asked once a page."""
    request = context.get("request")
    if request is None:
        return queries.private_now()
    if not hasattr(request, "private_patients"):
        request.private_patients = queries.private_now()
    return request.private_patients
