"""PROVE: controls with fixtures, their runs and evidence."""
