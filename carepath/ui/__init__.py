"""KIT for pages: clock, period, paging, htmx, template tags; no models."""
