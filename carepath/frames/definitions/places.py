"""Numbers of places and people: staffing, equipment and slots."""

from carepath.frames.definitions.register import (
    BED_MANAGER,
    COUNT,
    PLACES,
    SHARE,
    Definition,
    gettext_noop,
)

_ = gettext_noop

DEFINITIONS = (
    Definition(
        "staffing_gap",
        PLACES,
        _("Staffing gap"),
        _(
            "People needed − people present, by unit, role and shift, summed over those that lack "
            "somebody."
        ),
        COUNT,
        _("Whoever is too many elsewhere; lines for which present or needed is not known."),
        owner=BED_MANAGER,
        page="places:staff",
    ),
    Definition(
        "equipment_utilisation",
        PLACES,
        _("Use of equipment"),
        _("Time in use ÷ time there was, over the last days, by the number there was each moment."),
        SHARE,
        _("Time before the first entry; equipment whose use nobody enters and no stage tells."),
        owner=BED_MANAGER,
        page="places:slots",
        note=_("Above 100 % when more were in use than were entered as being there."),
    ),
    Definition(
        "slot_utilisation",
        PLACES,
        _("Use of slots"),
        _("Minutes of slots taken ÷ minutes of all slots, of those that began in the window."),
        SHARE,
        _("Slots to come."),
        owner=BED_MANAGER,
        page="places:slots",
    ),
    Definition(
        "binding_constraint",
        PLACES,
        _("What holds up"),
        _(
            "Of what somebody waits for in an hour, the resource with most patient-time waited "
            "while all of it was in use ÷ how much of it there is, from 5 minutes on; where none "
            "was, the one with the highest use ÷ limit over the time waited, from 90 % on."
        ),
        _("resource"),
        _("What nobody waits for; staff and equipment of which use or number is not known."),
        owner=BED_MANAGER,
        page="capacity:constraints",
        note=_("Staff: people needed by the patients who are there ÷ people present."),
    ),
    Definition(
        "next_free",
        PLACES,
        _("Next free slot"),
        _("The first slot of a kind that begins now or later and is not taken."),
        _("moment"),
        _("Slots that have begun."),
        owner=BED_MANAGER,
        page="places:slots",
    ),
)
