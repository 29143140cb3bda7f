"""OBSERVE: traces and spans, what happened to each patient."""
