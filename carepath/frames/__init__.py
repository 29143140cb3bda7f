"""The few shapes everything speaks: Event, Spans and named columns."""
