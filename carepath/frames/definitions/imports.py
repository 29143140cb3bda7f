"""Numbers of imports."""

from carepath.frames.definitions.register import (
    COUNT,
    IMPORTS,
    SYSTEM_ADMINISTRATOR,
    Definition,
    gettext_noop,
)

_ = gettext_noop

DEFINITIONS = (
    Definition(
        "rows_read",
        IMPORTS,
        _("Rows read"),
        _("Records of the file after its head, usable or not."),
        COUNT,
        _("Empty lines."),
        owner=SYSTEM_ADMINISTRATOR,
    ),
    Definition(
        "rows_accepted",
        IMPORTS,
        _("Rows accepted"),
        _("Rows read − rows rejected."),
        COUNT,
        _("Rejected rows."),
        owner=SYSTEM_ADMINISTRATOR,
    ),
    Definition(
        "rows_rejected",
        IMPORTS,
        _("Rows rejected"),
        _("Rows that cannot be used; each is kept with its number and the reason, to repair."),
        COUNT,
        _("Nothing."),
        owner=SYSTEM_ADMINISTRATOR,
    ),
    Definition(
        "duplicates",
        IMPORTS,
        _("Duplicates"),
        _("Accepted events that the source had already sent with the same content."),
        COUNT,
        _("Equal case, stage and time without an equal event id: those are kept."),
        owner=SYSTEM_ADMINISTRATOR,
    ),
    Definition(
        "ties",
        IMPORTS,
        _("Ties"),
        _("Neighbouring events of one case with the same time: the file's order decides."),
        COUNT,
        _("Nothing."),
        owner=SYSTEM_ADMINISTRATOR,
    ),
    Definition(
        "doubtful_hours",
        IMPORTS,
        _("Repeated or missing clock hours"),
        _(
            "Times in the hour that repeats in autumn (the first pass unless the file's order says "
            "otherwise) or that spring skips (read with the offset before the jump)."
        ),
        COUNT,
        _("Times with an offset of their own."),
        owner=SYSTEM_ADMINISTRATOR,
    ),
)
