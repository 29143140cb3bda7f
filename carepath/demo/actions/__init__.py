"""Every write to the invented hospital."""

from carepath.demo.actions.asking import NoHospital, happen, jump, set_rate

__all__ = ["NoHospital", "happen", "jump", "set_rate"]
