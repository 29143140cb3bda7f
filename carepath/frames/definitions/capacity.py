"""Numbers of the capacity pages: departments, intensive care, stays, waits for beds, queues."""

from carepath.frames.definitions.register import (
    BED_MANAGER,
    CAPACITY,
    COUNT,
    DURATION,
    HOURS,
    PERCENTILE,
    SHARE,
    Definition,
    gettext_noop,
)

_ = gettext_noop

_ED, _ICU = "capacity:emergency", "capacity:intensive"
_STAYS, _MOVES, _QUEUES = "capacity:stays", "capacity:transfers", "capacity:queues"
_TEN = "capacity:measures"
_UNITS = _(
    "An emergency department is the units most of whose beds are entered as emergency care, with "
    "the door before them: the unit at which most of those who arrive go on to such a stay."
)
_OPEN = _("Those still there and not beyond the limit yet: they are not decided.")

_INPATIENT = _(
    "A stay in hospital is from the first bed outside the emergency department and day care to the "
    "end of the last, of a journey that is closed; deaths included unless said otherwise."
)
DEFINITIONS = (
    Definition(
        "ed_patients",
        CAPACITY,
        _("Patients in the emergency department"),
        _(
            "Patients who arrived and have not left at the moment shown, in a treatment space or "
            "waiting for one. They have left when their last emergency stay ended and none other "
            "is asked for; those who never got a space, when a bed elsewhere or the end came."
        ),
        COUNT,
        _("Nobody; patients in a space are also told by the board, from beds."),
        owner=BED_MANAGER,
        note=_UNITS,
        page=_ED,
    ),
    Definition(
        "ed_occupancy",
        CAPACITY,
        _("Emergency department occupancy"),
        _(
            "Patients in the emergency department ÷ staffed treatment spaces, at one moment; those "
            "who wait for a space count, so that it may exceed 100 %."
        ),
        SHARE,
        _("Nothing; without staffed spaces there is no share."),
        owner=BED_MANAGER,
        note=_UNITS,
        page=_ED,
    ),
    Definition(
        "nedocs",
        CAPACITY,
        _("NEDOCS crowding score"),
        _(
            "−20 + 85.8 · patients ÷ staffed treatment spaces + 600 · patients who wait for a bed "
            "÷ staffed inpatient beds + 13.4 · ventilated or one-to-one patients + 0.93 · hours "
            "the longest of them has waited + 5.64 · hours from door to space of whoever got a "
            "space last. Rounded half up: up to 20 not busy, 60 busy, 100 extremely busy, 140 "
            "overcrowded, 180 severely, more dangerously overcrowded."
        ),
        _("points"),
        _(
            "Without staffed spaces, inpatient beds or anybody who got a space there is no score, "
            "never 0. Ventilated are the ventilators in use in the department, as counted within a "
            "day or told by their stage; where nobody does, and of who needs one nurse alone, they "
            "count as none, and the score is at least what is shown."
        ),
        owner=BED_MANAGER,
        note=_(
            "As public calculators give it; the original paper was not read. Plain occupancy did "
            "as well in one study (area under the curve 0.90 against 0.88): read both."
        ),
        page=_ED,
    ),
    Definition(
        "ed_longest",
        CAPACITY,
        _("Longest in the department"),
        _("The longest time since arrival of those who are in the department at the moment shown."),
        DURATION,
        _("Nobody."),
        owner=BED_MANAGER,
        note=_UNITS,
        page=_ED,
    ),
    Definition(
        "ed_within_4h",
        CAPACITY,
        _("Share that left within 4 hours"),
        _(
            "Arrivals of the window who left the department within 240 minutes of arrival ÷ "
            "arrivals of whom that is decided. Exactly 240 minutes is within; whoever is still "
            "there after more counts as not within."
        ),
        SHARE,
        _OPEN,
        note=_("England's standard is 95 %; it is a line to look at and no local target."),
        page=_ED,
    ),
    Definition(
        "ed_12h_from_decision",
        CAPACITY,
        _("More than 12 hours from the decision to admit"),
        _(
            "Arrivals of the window who were in the department for more than 12 hours after a bed "
            "elsewhere was asked for ÷ those for whom one was and it is decided. One second more "
            "is beyond; whoever is still there after more counts."
        ),
        SHARE,
        _("Arrivals for whom no bed elsewhere was asked for, and those not decided yet."),
        note=_("The 12 hours of waiting on a trolley; not those from arrival."),
        page=_ED,
    ),
    Definition(
        "ed_12h_from_arrival",
        CAPACITY,
        _("More than 12 hours from arrival"),
        _(
            "Arrivals of the window who were in the department for more than 12 hours after they "
            "arrived ÷ arrivals of whom that is decided. One second more is beyond; whoever is "
            "still there after more counts."
        ),
        SHARE,
        _OPEN,
        note=_("The 12 hours in the department; not those from the decision to admit."),
        page=_ED,
    ),
    Definition(
        "door_to_doctor",
        CAPACITY,
        _("Door to doctor"),
        _(
            "From arrival to the start of the first stage whose name tells of a doctor or another "
            "qualified practitioner, while in the department: median and 90th percentile."
        ),
        DURATION,
        _("Arrivals nobody has seen, which are counted beside it."),
        note=_("Which stages were read as such stands on the page."),
        page=_ED,
    ),
    Definition(
        "left_unseen",
        CAPACITY,
        _("Left without being seen"),
        _("Arrivals of the window with a stage that says so ÷ all arrivals of the window."),
        SHARE,
        _("Nothing; where no stage tells of it there is no share."),
        page=_ED,
    ),
    Definition(
        "boarders",
        CAPACITY,
        _("Boarders"),
        _(
            "Patients in the emergency department at the moment shown who wait for a bed elsewhere "
            "that was asked for; by the emergency unit they are in, and the longest since it was "
            "asked for. No threshold: everybody counts from the decision on."
        ),
        COUNT,
        _("Requests that were withdrawn."),
        owner=BED_MANAGER,
        page=_ED,
    ),
    Definition(
        "intensive_beds",
        CAPACITY,
        _("Intensive care beds"),
        _(
            "Beds of the units most of whose beds are entered as intensive care: occupied (a "
            "patient holds it, or several claim it), staffed (as entered, else all that are not "
            "closed), and free and staffed: never more than are free."
        ),
        COUNT,
        _("Single intensive beds in a unit of another kind."),
        owner=BED_MANAGER,
        note=_("The board's own numbers at the same moment."),
        page=_ICU,
    ),
    Definition(
        "step_down_waits",
        CAPACITY,
        _("Waits to leave intensive care"),
        _(
            "Patients in intensive care at the moment shown for whom a bed of another unit is "
            "asked for, and since when the longest of them."
        ),
        COUNT,
        _("Requests that were withdrawn; patients who could leave and for whom nobody asked."),
        owner=BED_MANAGER,
        page=_ICU,
    ),
    Definition(
        "intensive_waits",
        CAPACITY,
        _("Waits for intensive care"),
        _("Patients elsewhere for whom a bed of intensive care is asked for, at the moment shown."),
        COUNT,
        _("Requests that were withdrawn, and moves within intensive care."),
        owner=BED_MANAGER,
        page=_ICU,
    ),
    Definition(
        "long_stays",
        CAPACITY,
        _("Long stays"),
        _(
            "Inpatients at the moment shown whose stay in hospital has lasted for 7 days (or 21) "
            "or more: from the start of the first stay outside the emergency department to now, "
            "whatever units followed. In hours, not nights; exactly 7 days is long."
        ),
        COUNT,
        _("Stays in units of emergency and day care, and time in the emergency department."),
        owner=BED_MANAGER,
        note=_("Of who was in when records began, the stay is as long as is recorded."),
        page=_STAYS,
    ),
    Definition(
        "delayed_discharges",
        CAPACITY,
        _("Fit to leave and still in"),
        _(
            "Inpatients at the moment shown with a stage whose name says that they are fit to "
            "leave, since they came in; for how long is from the latest of these."
        ),
        COUNT,
        _("Patients of whom nobody recorded it: they are not delayed by this count."),
        owner=BED_MANAGER,
        page=_STAYS,
    ),
    Definition(
        "bed_waits",
        CAPACITY,
        _("Waits to move"),
        _(
            "Stays in a unit that are asked for at the moment shown and neither begun nor "
            "withdrawn, of journeys that go on; the wait is from the request."
        ),
        COUNT,
        _("Moves nobody asked for beforehand."),
        owner=BED_MANAGER,
        note=_("The same rows as Requests, and as boarders and step-down where narrowed."),
        page=_MOVES,
    ),
    Definition(
        "queue_length",
        CAPACITY,
        _("Queue of a stage"),
        _(
            "Spans of the stage with request ≤ moment < start; one that is withdrawn waits until "
            "then, one of a journey that is closed until its close. Over time an exact step "
            "function; at one instant those who leave go first."
        ),
        COUNT,
        _("Spans whose request nobody recorded, and stages away from the hospital."),
        page=_QUEUES,
    ),
    Definition(
        "queue_wait",
        CAPACITY,
        _("Wait for a stage"),
        _("Start − request of the spans of the stage that began in the window."),
        DURATION,
        _("Spans without a recorded request, which are counted beside it, and who still waits."),
        note=PERCENTILE,
        page=_QUEUES,
    ),
    Definition(
        "queue_check",
        CAPACITY,
        _("Proof of a queue"),
        _(
            "The integral of the step function over the window = the sum of all waits clipped to "
            "it = whole waits of those who asked in it + carried in − carried out, each in whole "
            "microseconds. Beside it Little's law: L, the mean number waiting, and λW, requests a "
            "time by their mean wait, which agree only where nobody is carried over the edges."
        ),
        _("microseconds"),
        _("Nothing: if it does not hold, the page says not to use the numbers."),
        note=_("L and λW are called suspicious from 2 % apart where waits are short."),
        page=_QUEUES,
    ),
    Definition(
        "length_of_stay",
        CAPACITY,
        _("Length of stay"),
        _("Mean length of the stays in hospital that ended in the window."),
        DURATION,
        _("Who is still in, and time in the emergency department."),
        note=_INPATIENT,
        page=_TEN,
    ),
    Definition(
        "readmissions_30d",
        CAPACITY,
        _("Readmitted within 30 days"),
        _(
            "Stays in hospital that ended at least 30 days ago, as long a window before that, and "
            "were followed within 30 days by another of the same patient ÷ those whose patient is "
            "known. Planned readmissions count."
        ),
        SHARE,
        _("Deaths, stays whose source names no patient, and other hospitals."),
        note=_INPATIENT,
        page=_TEN,
    ),
    Definition(
        "theatre_exit_delays",
        CAPACITY,
        _("Delays when leaving theatre"),
        _("From ready to leave theatre or recovery to leaving it."),
        DURATION,
        _("All: no record says when a patient is ready, so that it is not computed."),
        page=_TEN,
    ),
    Definition(
        "diversions",
        CAPACITY,
        _("Capacity diversions"),
        _("Hours in which ambulances or transfers were sent elsewhere for want of capacity."),
        HOURS,
        _("All: no record says it, so that it is not computed."),
        page=_TEN,
    ),
    Definition(
        "discharge_time",
        CAPACITY,
        _("From fit to leave to leaving"),
        _(
            "Median time from the latest stage that says a patient is fit to leave to the end of "
            "the stay in hospital, of stays that ended in the window."
        ),
        DURATION,
        _("Stays in which nobody said it."),
        note=_INPATIENT,
        page=_TEN,
    ),
    Definition(
        "bed_occupancy",
        CAPACITY,
        _("Inpatient occupancy"),
        _(
            "All time that beds of wards, high dependency and intensive care were held in the "
            "window ÷ all time that they were staffed, as entered; may exceed 100 %."
        ),
        SHARE,
        _("Emergency and day places."),
        note=_("Of one unit, three ways and over time: page Occupancy."),
        page=_TEN,
    ),
    Definition(
        "discharges",
        CAPACITY,
        _("Discharges a day"),
        _("Stays in hospital that ended in the window ÷ its days."),
        COUNT,
        _("Patients of the emergency department who were not admitted."),
        note=_INPATIENT,
        page=_TEN,
    ),
    Definition(
        "boarding_time",
        CAPACITY,
        _("Boarding time"),
        _(
            "Median time from the request for a bed elsewhere to leaving the emergency department, "
            "of arrivals of the window who were admitted and have left."
        ),
        DURATION,
        _("Who still boards, and admissions nobody requested a bed for."),
        page=_TEN,
    ),
    Definition(
        "bed_assignment",
        CAPACITY,
        _("Time to assign a bed"),
        _(
            "Median time from the latest request for a bed to the moment one was reserved on the "
            "page Requests, of reservations of the window."
        ),
        DURATION,
        _("Patients moved without a reservation here: feeds do not say when a bed was assigned."),
        owner=BED_MANAGER,
        page=_TEN,
    ),
)
"""Every number of the capacity pages."""
