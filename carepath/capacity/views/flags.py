"""What a person says of a patient on the board: to be discharged, held up, private."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.capacity import actions, forms
from carepath.capacity.models import Flag
from carepath.capacity.views.moves import back_to, patient_in, placed_bed
from carepath.frames import flags
from carepath.ui import clock


@require_POST
@requires(Permission.PLACE)
def flag(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something of the patient of a bed, and show its unit again."""
    bed = placed_bed(request, pk)
    form = forms.FlagForm(request.POST)
    with timezone.override(bed.unit.site.timezone):
        is_valid = form.is_valid()
    for errors in form.errors.values():
        messages.error(request, f"{bed}: {' '.join(errors)}")
    if is_valid:
        journey = patient_in(form, bed, request.user)
        if journey is None:
            messages.error(request, f"{bed}: {gettext('The visit has ended: look again.')}")
            return back_to(bed)
        said = {name: form.cleaned_data[name] for name in ("kind", "due", "what", "owner")}
        actions.put_up(journey=journey, by=request.user, at=clock.now(), **said)
        words = {"bed": bed, "flag": gettext(flags.KINDS[said["kind"]])}
        messages.success(request, gettext("%(bed)s: %(flag)s.") % words)
    return back_to(bed)


@require_POST
@requires(Permission.PLACE)
def take_down(request: HttpRequest, pk: int, flag: int) -> HttpResponse:
    """Say of the patient of a bed that something is so no more, and show its unit again."""
    bed = placed_bed(request, pk)
    rows = Flag.objects.filter(journey__site=bed.unit.site).select_related("journey__site")
    row = get_object_or_404(rows, pk=flag)
    if actions.take_down(flag=row, by=request.user, at=clock.now()):
        words = {"bed": bed, "flag": gettext(flags.KINDS[row.kind])}
        messages.success(request, gettext("%(bed)s: no longer %(flag)s.") % words)
    return back_to(bed)
