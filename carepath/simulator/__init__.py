"""An invented hospital: seeded events for the demo, for tests and for what-if questions."""
