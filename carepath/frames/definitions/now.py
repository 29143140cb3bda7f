"""Numbers of the first page and of the wall."""

from carepath.frames.definitions.register import (
    BED_MANAGER,
    CAPACITY,
    COUNT,
    DURATION,
    SYSTEM_ADMINISTRATOR,
    Definition,
    gettext_noop,
)

_ = gettext_noop

DEFINITIONS = (
    Definition(
        "beds_occupied",
        CAPACITY,
        _("Occupied of staffed beds"),
        _(
            "Beds that a patient is known to have, or that several claim, of beds that are open "
            "and staffed: as people entered, else all that are not closed."
        ),
        COUNT,
        _(
            "Beds that are said to be occupied while no patient is known to be in them: they are "
            "counted under that name. More may be occupied than are staffed, and is shown so."
        ),
        owner=BED_MANAGER,
        page="capacity:board",
    ),
    Definition(
        "net_beds",
        CAPACITY,
        _("Net beds by level of care"),
        _(
            "Beds that are free, staffed and kept for nobody now; then the same less the patients "
            "who wait for a bed of that care and for whom none is kept. Below 0 so many are short."
        ),
        COUNT,
        _("Patients who may leave or come today: nobody has decided that yet."),
        owner=BED_MANAGER,
        note=_("The care asked for is the least that the unit asked for gives."),
        page="portal:now",
    ),
    Definition(
        "discharges_today",
        CAPACITY,
        _("Left today"),
        _(
            "Journeys that ended since midnight of the site after a bed that is neither emergency "
            "nor day care; and those of them that ended before noon."
        ),
        COUNT,
        _("Nobody: deaths and transfers to other hospitals count too."),
        owner=BED_MANAGER,
        page="portal:now",
    ),
    Definition(
        "feed_age",
        CAPACITY,
        _("Time since a feed was heard"),
        _(
            "From when the last message of a feed came to the moment shown. It is called silent "
            "when it rests twice as long as 99 in 100 of its rests."
        ),
        DURATION,
        _("Imports of files: they have no habit."),
        owner=SYSTEM_ADMINISTRATOR,
        page="portal:now",
    ),
    Definition(
        "protocols_in_force",
        CAPACITY,
        _("Protocols in force"),
        _(
            "Protocols with a version in force at the site at the moment shown, and versions that "
            "are in review."
        ),
        COUNT,
        _("Drafts."),
        page="protocols:index",
    ),
    Definition(
        "pack_age",
        CAPACITY,
        _("Age of the downtime pack"),
        _(
            "From the ten minutes that the newest pack in the folder is of to now. One is written "
            "every ten minutes for each site."
        ),
        DURATION,
        _("Portals without a folder for packs."),
        owner=SYSTEM_ADMINISTRATOR,
        page="portal:now",
    ),
)
"""Every number of the first page that no other page defines."""
