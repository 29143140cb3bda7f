"""Numbers of the forecast pages: what is foretold, and how good it was."""

from carepath.frames.definitions.register import (
    BED_MANAGER,
    COUNT,
    FORECASTS,
    SHARE,
    Definition,
    gettext_noop,
)

_ = gettext_noop

_PAGE, _PROOF, _ADVICE = "forecasts:index", "forecasts:backtests", "forecasts:recommendations"
_LAW = _(
    "Shown as the middle with the range that holds 80 % (or 95 %); the whole law is kept, so that "
    "the chance of any number of beds can be asked for."
)
_NIGHT = _(
    "A night is that of the shift calendar of the site, else 20:00 to 08:00. The forecast is the "
    "one of four hours before, as it was told then where it is kept, else as it would have been "
    "told from what had happened by then."
)
_ORIGINS = _("Forecasts made four hours before each night of four weeks, 24 hours ahead by hour.")

DEFINITIONS = (
    Definition(
        "bed_demand",
        FORECASTS,
        _("Beds needed"),
        _(
            "Patients who lie in a bed of the unit or wait for one, at the end of an hour. Each of "
            "those present stays with a chance of their own, from how long they have been in, the "
            "hour and the weekday; those to come follow the unit's arrivals. It may exceed the "
            "staffed beds."
        ),
        COUNT,
        _("What a full unit does: earlier discharges and moves elsewhere are not foretold."),
        owner=BED_MANAGER,
        note=_LAW,
        page=_PAGE,
    ),
    Definition(
        "departures_expected",
        FORECASTS,
        _("Patients expected to leave"),
        _(
            "Patients who need a bed of the unit no more within a window of 4, 8 or 12 hours: "
            "home, to another unit, or dead. Each of those present leaves with the chance to be "
            "there when it begins − that to be there when it ends, as for beds needed; those to "
            "come may leave again within it. Expected = needed at its begin + arrivals − needed "
            "at its end."
        ),
        COUNT,
        _(
            "Discharges that are planned or confirmed outside the feeds; what a full unit brings "
            "forward."
        ),
        owner=BED_MANAGER,
        note=_LAW,
        page=_PAGE,
    ),
    Definition(
        "departures_error",
        FORECASTS,
        _("How far off who leaves was"),
        _(
            "Mean of |middle told of a window − patients who left in it|, over windows of 4, 8 or "
            "12 hours. Beside it: |mean of those who left in the same window one, two, three and "
            "four weeks before, as far as known − patients who left|. Without a lower error than "
            "that it has no skill."
        ),
        COUNT,
        _("Windows that are not over, or of which no week before is known."),
        owner=BED_MANAGER,
        note=_ORIGINS,
        page=_PROOF,
    ),
    Definition(
        "bed_shortage",
        FORECASTS,
        _("Chance that beds are short"),
        _(
            "Chance that more beds are needed than were staffed when the forecast was made, at the "
            "end of an hour; of a shift, that of its worst hour. A warning is raised at 20 % in "
            "two forecasts in a row, and stands until two in a row are below 10 %, where a site "
            "has set no limits of its own. The range beside advice: what came of past nights that "
            "were told alike."
        ),
        SHARE,
        _("Beds that are opened or closed later."),
        owner=BED_MANAGER,
        page=_PAGE,
    ),
    Definition(
        "wait_beyond",
        FORECASTS,
        _("Chance to wait longer than the target"),
        _(
            "Chance that at the end of an hour more patients wait for a scanner, a clinic or a "
            "theatre than are expected to be begun within the target of the limits in force; told "
            "is the worst of the next 12 hours. Who asks is a count of the same hours of four past "
            "weeks, who can be begun one of the hours of those weeks in which there was a queue. "
            "The range: as far as those counts leave open."
        ),
        SHARE,
        _("Slots booked ahead, and who gives up waiting."),
        owner=BED_MANAGER,
        page=_ADVICE,
    ),
    Definition(
        "beds_missing",
        FORECASTS,
        _("Beds missing"),
        _(
            "Beds needed − beds staffed at the end of an hour, 0 where enough are. Expected: its "
            "mean by the law of the forecast. Bed-hours: the sum over the hours of a "
            "recommendation. Happened: patients who lay in a bed of the unit or waited for one, "
            "against the beds that were open then."
        ),
        COUNT,
        _("Patients whom a full unit sent elsewhere, and those whom open beds drew."),
        owner=BED_MANAGER,
        page=_ADVICE,
    ),
    Definition(
        "advice_score",
        FORECASTS,
        _("Score of what advice rests on"),
        _(
            "Of a chance, Brier's: (chance told − 1 if it came, else 0)², its mean over all hours "
            "of the last 28 days. Of beds needed until the day ends, the ranked probability score "
            "in beds: the same of each number of beds, summed. 0 is sure and right."
        ),
        COUNT,
        _("Hours that are not over, and those of which too little was known before."),
        owner=BED_MANAGER,
        note=_(
            "Beside it: as often as in these weeks (of beds: at this hour), which is known only "
            "afterwards, and as it was then. Without a lower score than both there is no skill, "
            "nor where the event never came; then nothing is advised."
        ),
        page=_PROOF,
    ),
    Definition(
        "advice_cost",
        FORECASTS,
        _("What advice costs"),
        _(
            "Beds × hours it speaks of (24 to open, 48 to close); hours of staff: times the people "
            "for one staffed bed; money: times what an hour of one costs, both as the limits in "
            "force say. Discharges brought forward take minutes of staff for each patient, and "
            "a scanner open longer people for each hour, by the same limits."
        ),
        COUNT,
        _("What it costs to find the people, and what waiting costs."),
        owner=BED_MANAGER,
        page=_ADVICE,
    ),
    Definition(
        "promise_kept",
        FORECASTS,
        _("Promises that came true"),
        _(
            "Share of recommendations whose worst hour fell short, beside the mean of the chances "
            "they told of that hour: with its beds where it was carried out, without them where "
            "nothing was done. The range is Wilson's for 95 %; a mean outside of it is off."
        ),
        SHARE,
        _(
            "Recommendations whose hours go on, whose worst hour was over when they were decided, "
            "or whose unit had another number of beds than either."
        ),
        owner=BED_MANAGER,
        page=_ADVICE,
    ),
    Definition(
        "demand_change",
        FORECASTS,
        _("Why the expectation changed"),
        _(
            "Mean of beds needed at an hour − what the forecast before said of the same hour. "
            "Arrivals: who came since and who is expected now, − those expected then. Discharges: "
            "patients of then who are still here − those expected to be, times their chance to "
            "stay. Longer stays: what else those still here are expected to stay. They add up."
        ),
        COUNT,
        _("Nothing."),
        owner=BED_MANAGER,
        page=_PAGE,
    ),
    Definition(
        "arrivals_expected",
        FORECASTS,
        _("Arrivals expected"),
        _(
            "Journeys that open in an hour: the level of the last days times the rhythm of the "
            "week, as a negative binomial count. The sum of a night has a spread of its own, as "
            "its hours vary together."
        ),
        COUNT,
        _("Openings known to the day only; hours in which a feed was silent."),
        owner=BED_MANAGER,
        note=_LAW,
        page=_PAGE,
    ),
    Definition(
        "arrivals_by_acuity",
        FORECASTS,
        _("Arrivals expected by acuity"),
        _(
            "Arrivals expected × the share of the level in that hour. The share is what the "
            "level's own forecast is of the sum of all levels' forecasts; so the levels add up to "
            "all. The range has the spread of the level itself, in windows of eight hours."
        ),
        COUNT,
        _(
            "Nobody: those of whom no level is told are a group of their own, as are levels with "
            "fewer than ten arrivals in half a year together."
        ),
        owner=BED_MANAGER,
        note=_LAW,
        page=_PAGE,
    ),
    Definition(
        "night_warnings",
        FORECASTS,
        _("Nights warned of"),
        _(
            "Of the nights in which more beds were needed than are staffed at the end of an hour: "
            "how many the forecast gave a chance of 20 % or more in some hour. False: nights it "
            "gave as much and that were not short."
        ),
        COUNT,
        _("Nights of which not all is known, and before there were two weeks of history."),
        owner=BED_MANAGER,
        note=_NIGHT,
        page=_PROOF,
    ),
    Definition(
        "forecast_mase",
        FORECASTS,
        _("Error (MASE)"),
        _(
            "Mean of |middle − what came| ÷ mean of |this hour − the same hour a week before| in "
            "the past before the first forecast. Below 1 is better than “as a week ago”; skill is "
            "an error below that of every simple rule beside it."
        ),
        COUNT,
        _("Hours that are not over."),
        note=_ORIGINS,
        page=_PROOF,
    ),
    Definition(
        "forecast_wql",
        FORECASTS,
        _("Loss of the whole law (WQL)"),
        _(
            "2 · sum of the pinball losses of nine quantiles (2.5 to 97.5 %) ÷ (9 · sum of what "
            "came). Small is good."
        ),
        COUNT,
        _("Hours that are not over; series in which nothing came."),
        note=_ORIGINS,
        page=_PROOF,
    ),
    Definition(
        "forecast_coverage",
        FORECASTS,
        _("Held by the range"),
        _(
            "Share of hours whose count fell into the central 80 % (95 %) of the law, each by a "
            "seeded draw between P(fewer) and P(as many), since ranges of whole counts hold more "
            "than they say. Called not calibrated when the 80 % leave 72 to 88 %."
        ),
        SHARE,
        _("Hours that are not over."),
        note=_ORIGINS,
        page=_PROOF,
    ),
    Definition(
        "forecast_bias",
        FORECASTS,
        _("Bias and width"),
        _(
            "Bias: mean of what was expected − what came. Width: mean width of the central 80 %. "
            "Everything inside a very wide range is no skill."
        ),
        COUNT,
        _("Hours that are not over."),
        note=_ORIGINS,
        page=_PROOF,
    ),
)
