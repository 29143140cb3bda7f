"""What people type about places."""

from carepath.places.forms.entering import BedsForm, NumberForm, StaffForm

__all__ = ["BedsForm", "NumberForm", "StaffForm"]
