"""UNDERSTAND: arrivals, occupancy and demand to come; recommendations."""
