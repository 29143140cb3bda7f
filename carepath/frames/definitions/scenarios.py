"""Numbers of the what-if pages: what changes would do, and how well a model is."""

from carepath.frames.definitions.register import (
    BED_MANAGER,
    DURATION,
    FORECASTS,
    Definition,
    gettext_noop,
)

_ = gettext_noop

_PAGE = "scenarios:index"
_MODEL = _(
    "The model draws whole visits and stays of the hospital's own last weeks again, at the hours "
    "of the week at which they were; waits for beds and scanners come from its queues. It takes "
    "for granted what stands on the page of the scenario."
)

DEFINITIONS = (
    Definition(
        "what_if_difference",
        FORECASTS,
        _("What a change would do"),
        _(
            "Mean over pairs of runs of (the outcome with the changes − without them). Both runs "
            "of a pair meet the same patients. 80 % (95 %) of the pairs lie within the range "
            "beside it; it leaves out zero where the change is clear. Boarding: hours a day that "
            "patients of the emergency department wait for a bed that was asked for. Occupancy: "
            "time in beds over time that beds are staffed. Waits at stations are those of the "
            "emergency department."
        ),
        DURATION,
        _("What people would do otherwise because of the change; what the record left out."),
        owner=BED_MANAGER,
        note=_MODEL,
        page=_PAGE,
    ),
    Definition(
        "what_if_fit",
        FORECASTS,
        _("How well a model reproduces the past month"),
        _(
            "The outcome of the last whole weeks as it was recorded, beside runs of the same "
            "length by a model learnt from the weeks before them. It fits when it lies within what "
            "80 % of the runs hold. Were the model right, about 8 of 10 outcomes would."
        ),
        DURATION,
        _("Weeks that are not over; outcomes of which nothing was recorded."),
        owner=BED_MANAGER,
        note=_MODEL,
        page=_PAGE,
    ),
)
