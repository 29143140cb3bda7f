"""UNDERSTAND: where journeys wait, loop and deviate; findings."""
