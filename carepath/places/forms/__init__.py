"""What people type about places."""

from carepath.places.forms.entering import BedsForm, NumberForm, StaffForm, WhyForm
from carepath.places.forms.equipment import EquipmentForm, UseForm
from carepath.places.forms.files import FileForm, LoadForm, carried
from carepath.places.forms.holidays import HolidayForm
from carepath.places.forms.shifts import CalendarForm, begun
from carepath.places.forms.slots import SlotForm
from carepath.places.forms.staffing import UnitStaffForm

__all__ = [
    "BedsForm",
    "CalendarForm",
    "EquipmentForm",
    "FileForm",
    "HolidayForm",
    "LoadForm",
    "NumberForm",
    "SlotForm",
    "StaffForm",
    "UnitStaffForm",
    "UseForm",
    "WhyForm",
    "begun",
    "carried",
]
