"""Courses: how ill each inpatient is, kept as long as their vitals may be asked for."""

from dataclasses import astuple
from typing import Any

import polars as pl

from carepath.simulator import vitals
from carepath.simulator.engine import Engine, Patient
from carepath.simulator.vitals import Course
from carepath.simulator.way import Step

STAYS = ("amu_stay", "ward_stay", "icu_stay")


class Courses:
    """The courses of all stays by case; they listen to the engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._of: dict[str, list[Course]] = {}
        for key in STAYS:
            engine.on_start[key] = self._begin
            engine.on_end[key] = self._end
        engine.on_coming["worse"] = self._turn
        engine.on_coming["died"] = self._sink

    def frame(self, since: int, until: int) -> pl.DataFrame:
        """Return the hourly vitals in [since, until) of everybody still known."""
        return vitals.frame((c for found in self._of.values() for c in found), since, until)

    def forget(self, before: int) -> None:
        """Let go of patients whose last stay ended before then."""
        old = [case for case, found in self._of.items() if 0 <= found[-1].ended < before]
        for case in old:
            del self._of[case]

    def rows(self) -> dict[str, list[Any]]:
        """Return all courses as plain types."""
        return {case: [astuple(course) for course in found] for case, found in self._of.items()}

    def put_back(self, rows: dict[str, list[Any]]) -> None:
        """Take up courses from plain types."""
        self._of = {case: [_course(row) for row in found] for case, found in rows.items()}

    def _begin(self, patient: Patient, step: Step) -> None:
        visit, now = patient.visit, self._engine.now
        course = vitals.begin(visit.number, visit.patient, step.unit, now)
        self._of.setdefault(visit.number, []).append(course)

    def _end(self, patient: Patient, step: Step) -> None:
        for course in self._of[patient.visit.number]:
            if course.ended < 0 and course.unit == step.unit:
                course.ended = self._engine.now
                return

    def _turn(self, patient: Patient, step: Step, at: int) -> None:
        """Let an inpatient get worse until a moment to come."""
        turns = max(self._engine.now, at - vitals.TURN)
        self._of[patient.visit.number][-1].head_for(turns, at, vitals.ILL)

    def _sink(self, patient: Patient, step: Step, at: int) -> None:
        """Let somebody be worst at the moment of death; nobody watches outside a bed."""
        found = self._of.get(patient.visit.number)
        if found:
            found[-1].head_for(self._engine.now, at, vitals.WORST)


def _course(row: list[Any]) -> Course:
    *plain, knots = row
    return Course(*plain, [(at, level) for at, level in knots])
