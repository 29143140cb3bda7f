"""Every write to the invented hospital."""

from carepath.demo.actions.asking import (
    NoHospital,
    go_on_to,
    happen,
    jump,
    jump_to,
    lose_nurses,
    set_rate,
)
from carepath.demo.actions.driving import step, stumble
from carepath.demo.actions.pressing import press
from carepath.demo.actions.removing import reset
from carepath.demo.actions.samples import write as write_samples
from carepath.demo.actions.starting import start

__all__ = [
    "NoHospital",
    "go_on_to",
    "happen",
    "jump",
    "jump_to",
    "lose_nurses",
    "reset",
    "set_rate",
    "start",
    "step",
    "stumble",
    "press",
    "write_samples",
]
