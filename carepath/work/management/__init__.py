"""Doors for the person who runs CarePath: start, prepare, sweep."""
