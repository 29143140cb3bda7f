"""Aggregated frame in, Plotly figure out."""
