"""WHERE: sites, units, beds, shift calendar, staff and equipment as entered."""
