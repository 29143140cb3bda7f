"""The maths: columns and frames in, frames or small dataclasses out."""
