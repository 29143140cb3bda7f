"""EDGE: data comes in; receive, parse, correlate, quarantine, replay."""
