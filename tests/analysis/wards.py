"""A ward clerk who does one thing after another, takes back the last one, and writes messages.

What the clerk believes is a stack of plain dictionaries: each act pushes the next, a cancel pops
it. It shares no code with the fold that is tested by it.
"""

import copy

from carepath.frames.adt import Admission, Place

PLACES = [Place(unit, "", bed) for unit in ("ED", "W1", "W2") for bed in ("1", "2")]
MINUTE = 60_000_000
UNDO = {
    "A01": "A11", "A02": "A12", "A03": "A13", "A04": "A11", "A05": "A38", "A09": "A33",
    "A10": "A32", "A15": "A26", "A16": "A25", "A21": "A52", "A22": "A53",
}  # fmt: skip


class Clerk:
    """Acts on one visit; `belief` is what is true now, `written` all messages so far.

    Clerks of one house share `clock`, a list that holds the minute.
    """

    def __init__(self, visit="V1", clock=None):
        self.visit, self.clock = visit, [0] if clock is None else clock
        nothing = {
            "status": "", "stays": [], "leaves": [], "steps": [], "reserved": None,
            "expected": None, "opened": None, "closed": None,
        }  # fmt: skip
        self.stack, self.acts, self.written = [nothing], [], []

    @property
    def belief(self):
        return self.stack[-1]

    def may(self):
        """The acts that make sense now."""
        status, now = self.belief["status"], self.belief
        if not status:
            return ["A05", "A04", "A01"]
        if status == "planned":
            return ["A04", "A01"]
        if status == "finished":
            return []
        if status == "on leave":
            return ["A22", "A15"]
        found = [
            "A02",
            "A03",
            "A15",
            "A16",
            "A10" if now["steps"] and now["steps"][-1][1] is None else "A09",
        ]
        return found + (["A01"] if status == "arrived" else ["A21"])

    def act(self, trigger, place):
        """Do it and write it down."""
        at = self.tick()
        now = copy.deepcopy(self.belief)
        getattr(self, f"_{trigger}")(now, at, place)
        self.stack.append(now)
        self.acts.append(trigger)
        self._write(trigger, at, place)

    def undo(self):
        """Take back the last act; False if that cannot be taken back."""
        if not self.acts or self.acts[-1] not in UNDO:
            return False
        self.stack.pop()
        self._write(UNDO[self.acts.pop()], self.tick(), Place())
        return True

    def tick(self):
        """The next minute."""
        self.clock[0] += 1
        return self.clock[0] * MINUTE

    def _write(self, trigger, at, place):
        n = len(self.written)
        self.written.append(
            Admission(
                trigger,
                self.visit,
                "P1",
                at,
                at,
                control=f"{self.visit}c{n}",
                place=place,
                pending=place,
                expected=at + 60 * MINUTE,
                digest=f"{self.visit}d{n}",
            )  # fmt: skip
        )

    def _A05(self, now, at, place):
        now["status"], now["reserved"] = "planned", place

    def _A04(self, now, at, place):
        now["status"], now["opened"] = "arrived", at
        self._to(now, at, place)

    def _A01(self, now, at, place):
        now["status"], now["reserved"] = "in progress", None
        now["opened"] = now["opened"] or at
        self._to(now, at, place)

    def _A02(self, now, at, place):
        now["reserved"] = None
        self._to(now, at, place)

    def _A03(self, now, at, place):
        for name in ("stays", "leaves", "steps"):
            self._close(now[name], at)
        now.update(status="finished", closed=at, reserved=None, expected=None)

    def _A09(self, now, at, place):
        now["steps"].append([at, None])

    def _A10(self, now, at, place):
        self._close(now["steps"], at)

    def _A15(self, now, at, place):
        now["reserved"] = place

    def _A16(self, now, at, place):
        now["expected"] = at + 60 * MINUTE

    def _A21(self, now, at, place):
        now["status"] = "on leave"
        now["leaves"].append([at, None])

    def _A22(self, now, at, place):
        now["status"] = "in progress"
        self._close(now["leaves"], at)

    def _to(self, now, at, place):
        if now["stays"] and now["stays"][-1][1] is None:
            if now["stays"][-1][2] == place:
                return
            now["stays"][-1][1] = at
        now["stays"].append([at, None, place])

    def _close(self, stretches, at):
        if stretches and stretches[-1][1] is None:
            stretches[-1][1] = at


def told(visit):
    """A folded visit in the clerk's words."""
    return {
        "status": visit.status,
        "stays": [[one.since, one.until, one.place] for one in visit.stays],
        "leaves": [[one.since, one.until] for one in visit.leaves],
        "steps": [[one.since, one.until] for one in visit.steps],
        "reserved": visit.reserved or None,
        "expected": visit.discharge_expected,
        "opened": visit.opened,
        "closed": visit.closed,
    }
