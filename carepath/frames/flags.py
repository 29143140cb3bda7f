"""What people say of a patient on the board beside where they are: flags, each put up and taken
down."""

from carepath.frames.rejects import gettext_noop

_ = gettext_noop

DISCHARGE, BARRIER, PRIVATE = "discharge", "barrier", "private"
KINDS = {
    DISCHARGE: _("marked for discharge"),
    BARRIER: _("barrier"),
    PRIVATE: _("private"),
}
"""A patient is to leave, something holds that up, or nobody reads on a board who it is."""
ONCE = (DISCHARGE, PRIVATE)
"""Kinds of which a patient has one at a time; of two, the later counts."""
BARRIERS = {
    "transport": _("transport"),
    "medicines": _("medicines to take home"),
    "letter": _("discharge letter"),
    "result": _("a result or an image"),
    "review": _("a specialist's review"),
    "therapy": _("physiotherapy or equipment"),
    "family": _("the family"),
    "care": _("care at home"),
    "place": _("a place elsewhere"),
    "other": _("something else"),
}
"""What a patient who could leave waits for, in words."""
