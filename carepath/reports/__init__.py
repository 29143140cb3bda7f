"""EDGE: paper goes out; scheduled reports by e-mail and file."""
