"""Numbers of how pressed a hospital is: what escalation rules and alerts look at.

The keys are those of the parameters; each is `NaN` where it cannot be known.
"""

from carepath.frames.definitions.register import (
    BED_MANAGER,
    COUNT,
    ESCALATION,
    HOURS,
    SHARE,
    SYSTEM_ADMINISTRATOR,
    Definition,
    gettext_noop,
)

_ = gettext_noop

_PAGE = "outcomes:escalation"
ADMINISTRATOR = _("hospital administrator")
_WITHDRAWN = _("Requests from when they were withdrawn on.")

_NEW = (
    Definition(
        "occupancy",
        ESCALATION,
        _("Occupancy of inpatient beds"),
        _("100 · inpatient beds with a patient ÷ staffed inpatient beds, at one moment."),
        SHARE,
        _("Emergency spaces and day beds. It may exceed 100 %."),
        owner=BED_MANAGER,
        page=_PAGE,
    ),
    Definition(
        "spare",
        ESCALATION,
        _("Staffed inpatient beds without a patient"),
        _("Over all inpatient units, the sum of max(0, staffed beds − beds with a patient)."),
        COUNT,
        _("Nothing: a bed that is to be cleaned first counts, other than on the board."),
        owner=BED_MANAGER,
        page=_PAGE,
    ),
    Definition(
        "waiting",
        ESCALATION,
        _("Patients waiting for an inpatient bed"),
        _("Stays of inpatient units that were asked for and have not begun."),
        COUNT,
        _WITHDRAWN,
        owner=BED_MANAGER,
        page=_PAGE,
    ),
    Definition(
        "longest_wait",
        ESCALATION,
        _("Longest wait for an inpatient bed"),
        _("Now − the earliest request of an inpatient bed that is still open; 0 if none is."),
        HOURS,
        _WITHDRAWN,
        owner=BED_MANAGER,
        page=_PAGE,
    ),
    Definition(
        "ed_waiting",
        ESCALATION,
        _("Patients waiting for an emergency space"),
        _("Stays of emergency units that were asked for and have not begun."),
        COUNT,
        _WITHDRAWN,
        owner=BED_MANAGER,
        page=_PAGE,
    ),
    Definition(
        "ed_within_4h_day",
        ESCALATION,
        _("Share that left within 4 hours, last 24 hours"),
        _(
            "Arrivals of the last 24 hours who left within 240 minutes ÷ those of whom that is "
            "decided. Exactly 240 minutes is within."
        ),
        SHARE,
        _("Those still there and not beyond the limit yet: they are not decided."),
        owner=ADMINISTRATOR,
        page=_PAGE,
    ),
    Definition(
        "ed_over_12h",
        ESCALATION,
        _("Patients in the emergency department for more than 12 hours"),
        _("Patients in the emergency department whose arrival is more than 12 hours ago."),
        COUNT,
        _("Nobody."),
        owner=ADMINISTRATOR,
        page=_PAGE,
    ),
    Definition(
        "ed_arrivals",
        ESCALATION,
        _("Emergency arrivals against usual"),
        _(
            "100 · arrivals of the last 24 hours ÷ the mean of the same 24 hours one, two, three "
            "and four weeks before."
        ),
        SHARE,
        _("Nobody. Not known in the first 29 days of data."),
        owner=ADMINISTRATOR,
        page=_PAGE,
    ),
    Definition(
        "long_share",
        ESCALATION,
        _("Share of long stays"),
        _(
            "Of the patients in inpatient beds, the share whose first stay in one began 7 days ago "
            "or more."
        ),
        SHARE,
        _("Emergency spaces and day beds."),
        owner=BED_MANAGER,
        page=_PAGE,
    ),
    Definition(
        "silent_feeds",
        ESCALATION,
        _("Silent feeds"),
        _("Feeds that are silent for longer than is their habit and have not spoken again."),
        COUNT,
        _("Feeds whose habit is not known yet."),
        owner=SYSTEM_ADMINISTRATOR,
        page=_PAGE,
    ),
)  # fmt: skip
PARAMETERS = (
    *("occupancy", "spare", "waiting", "longest_wait"),
    *("boarders", "ed_occupancy", "ed_waiting", "ed_within_4h_day", "ed_over_12h", "ed_arrivals"),
    *("long_share", "silent_feeds"),
)
"""Keys of what can be scored and watched today, in the order of pages: those of the emergency
department that its page shows have their definition there."""

LEVEL = Definition(
    "level",
    ESCALATION,
    _("Escalation level"),
    _(
        "The points of all parameters of the rules in force are summed; the first cut-off that the "
        "sum does not exceed is the level. A parameter that is missing or too old makes it "
        "unknown. So that it does not flicker, pages show a higher level once it was scored for 10 "
        "minutes, and a lower one once it was for 60; unknown, and what follows "
        "a pause of 15 minutes, at once."
    ),
    _("level"),
    _("What the rules do not name. A local set: no conformance with any national framework."),
    owner=ADMINISTRATOR,
    page=_PAGE,
)
AHEAD = Definition(
    "level_ahead",
    ESCALATION,
    _("Escalation level to come"),
    _(
        "The chance of each level 8 and 24 hours ahead, by the rules in force: occupancy, spare "
        "beds, who waits for a bed or for an emergency space, and how full the department is "
        "follow from the forecast of beds needed in each unit and from the beds open now. "
        "Units are taken as independent."
    ),
    SHARE,
    _("What is not foretold keeps the points it has now, and is named; who waits though a bed is "
      "there stays as many."),
    owner=ADMINISTRATOR,
    page=_PAGE,
)  # fmt: skip
SCORE = Definition(
    "level_score",
    ESCALATION,
    _("Score of the level to come"),
    _(
        "Ranked probability score: at each cut between two levels, (chance told of the lower ones "
        "− 1 if it was one of them, else 0)²; their mean over the three cuts and over all levels "
        "told in the last 28 days. 0 is sure and right, 1 sure of the other end. The level that "
        "came is the one that pages showed at that moment."
    ),
    _("0 to 1"),
    _("Moments at which the level was not known."),
    owner=ADMINISTRATOR,
    note=_(
        "Beside it: as often as in these weeks (the shares of the levels that came, which are "
        "known only afterwards) and as it was then. Without a lower score than both the level to "
        "come has no skill; with less than 14 days its history is short."
    ),
    page="outcomes:level_proofs",
)  # fmt: skip
DEFINITIONS = (*_NEW, LEVEL, AHEAD, SCORE)
