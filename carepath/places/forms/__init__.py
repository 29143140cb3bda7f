"""What people type about places."""

from carepath.places.forms.entering import BedsForm, NumberForm, StaffForm, WhyForm
from carepath.places.forms.shifts import CalendarForm, begun

__all__ = ["BedsForm", "CalendarForm", "NumberForm", "StaffForm", "WhyForm", "begun"]
