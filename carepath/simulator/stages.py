"""The words of the invented hospital: its units, stages, roles, phases, end stages and targets."""

from dataclasses import dataclass

from carepath.frames.mapping import Target
from carepath.frames.spans import DEPARTMENT, POINT, SERVICE, STAY, WARD

HIDDEN = 3
"""Kind of a step that the hospital does but no system records, such as cleaning a bed."""

UNITS = {
    "ED": "Emergency department",
    "MIN": "Minors",
    "MAJ": "Majors",
    "RES": "Resuscitation",
    "AMU": "Acute medical unit",
    "MEA": "Medicine A",
    "MEB": "Medicine B",
    "ELD": "Care of the elderly",
    "SUR": "Surgery",
    "ORT": "Orthopaedics",
    "STR": "Stroke unit",
    "ICU": "Intensive care",
    "THE": "Theatres",
    "CT": "CT",
    "XR": "X-ray",
    "US": "Ultrasound",
    "LAB": "Laboratory",
    "CLI": "Clinic",
}
"""Code to name of each place."""
SPACES = ("MIN", "MAJ", "RES")
"""Places of the emergency department with treatment spaces."""
WARDS = ("MEA", "MEB", "ELD", "SUR", "ORT", "STR")
INPATIENT = ("AMU", *WARDS, "ICU")
"""Units whose beds hold inpatients; each departure is followed by cleaning."""
MEDICINE, SURGERY = ("MEA", "MEB", "ELD", "STR"), ("SUR", "ORT")
"""Wards that stand in for each other."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One kind of step. `unit` '' = where the patient is; `station` '' = nobody to wait for."""

    key: str
    name: str
    kind: int
    phase: str
    unit: str = ""
    station: str = ""


def _department(key: str, name: str, unit: str = "ED", station: str = "") -> Stage:
    return Stage(key, name, SERVICE, DEPARTMENT, unit, station)


def _ward(key: str, name: str, station: str = "", unit: str = "") -> Stage:
    return Stage(key, name, SERVICE, WARD, unit, station)


def _point(key: str, name: str, phase: str = DEPARTMENT, unit: str = "") -> Stage:
    return Stage(key, name, POINT, phase, unit)


_ALL = (
    _point("arrival", "Arrival", unit="ED"),
    _department("registration", "Registration", station="clerk"),
    _department("triage", "Triage", station="triage_nurse"),
    Stage("ed_stay", "Emergency stay", STAY, DEPARTMENT),
    _department("doctor", "Doctor assessment", station="ed_doctor"),
    _department("blood", "Blood sample", unit="", station="ed_nurse"),
    _department("lab", "Lab analysis", "LAB", "lab"),
    _point("result", "Lab result", unit="LAB"),
    _department("xray", "X-ray", "XR", "xray"),
    _department("ct", "CT", "CT", "ct"),
    _department("ultrasound", "Ultrasound", "US", "ultrasound"),
    _department("review", "Doctor review", station="ed_doctor"),
    _department("treatment", "Treatment", station="ed_nurse"),
    _department("specialty", "Specialty review", station="registrar"),
    _point("to_discharge", "Decision to discharge", unit="ED"),
    _point("to_admit", "Decision to admit", unit="ED"),
    _point("ed_left", "Left emergency department", unit="ED"),
    _department("move", "Move to bed", unit="", station="porter"),
    _point("sepsis_flag", "Sepsis flag"),
    _department("lactate", "Lactate", station="ed_nurse"),
    _department("antibiotics", "Antibiotics", station="ed_nurse"),
    _point("stroke_alert", "Stroke alert"),
    _department("thrombolysis", "Thrombolysis", station="ed_nurse"),
    _point("hip_admission", "Hip fracture admission", WARD),
    Stage("amu_stay", "Assessment stay", STAY, WARD),
    Stage("ward_stay", "Ward stay", STAY, WARD),
    Stage("icu_stay", "Intensive care stay", STAY, WARD),
    _ward("clerking", "Clerking", "ward_doctor"),
    _ward("post_take", "Consultant review", "consultant"),
    _ward("round", "Ward round", "ward_doctor"),
    _ward("physio", "Physiotherapy", "physiotherapist"),
    _ward("rapid", "Rapid response", "outreach_nurse"),
    _point("worse", "Deterioration", WARD),
    _point("to_ward", "Decision to move", WARD),
    _point("fit", "Medically fit", WARD),
    _ward("letter", "Discharge letter", "ward_doctor"),
    _ward("medicines", "Discharge medicines", "pharmacist"),
    _ward("care_package", "Care package", "social_worker"),
    _ward("transport", "Transport home", "transport_crew"),
    _department("theatre_admission", "Theatre admission", "THE", "admission_nurse"),
    _department("surgery", "Surgery", "THE", "theatre"),
    _department("hip_surgery", "Hip surgery", "THE", "theatre"),
    _department("anaesthetic", "Anaesthetic", "THE"),
    _department("operation", "Operation", "THE"),
    _department("recovery", "Recovery", "THE", "recovery_nurse"),
    _point("clinic_arrival", "Clinic arrival", unit="CLI"),
    _department("check_in", "Clinic check-in", "CLI", "clinic_clerk"),
    _department("consultation", "Consultation", "CLI", "specialist"),
    _point("clinic_end", "Clinic finished", unit="CLI"),
    _point("discharged", "Discharged", WARD),
    _point("left_unseen", "Left without being seen", unit="ED"),
    _point("died", "Died", WARD),
    Stage("cleaning", "Bed cleaning", HIDDEN, WARD, "", "cleaner"),
)
STAGES = {stage.key: stage for stage in _ALL}
"""Key to stage, in the order in which journeys meet them."""

ENDS = ("discharged", "left_unseen", "died", "clinic_end")
END_STAGES = tuple(STAGES[key].name for key in ENDS)
PHASES = {stage.name: stage.phase for stage in _ALL if stage.kind != HIDDEN}
TARGETS = (
    Target("Arrival", "Left emergency department", 4 * 3600),
    Target("Sepsis flag", "Antibiotics", 3600),
    Target("Stroke alert", "CT", 3600),
    Target("Hip fracture admission", "Hip surgery", 36 * 3600),
)
"""The four-hour standard and the three pathways' target times."""
