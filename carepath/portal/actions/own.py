"""What a person sets for themselves."""

from datetime import datetime

from carepath.accounts.models import User
from carepath.audit import actions as audit


def end_tour(*, by: User, at: datetime) -> None:
    """Remember that the person has seen the tour, so that it does not open by itself again."""
    with audit.recording_as(by, at=at):
        by.toured_at = at
        by.save(update_fields=["toured_at"])


def choose_theme(*, theme: str, by: User, at: datetime) -> None:
    """Keep the person's choice of colours; ValueError for an unknown one."""
    if theme not in User.Theme.values:
        raise ValueError(f"theme: one of {', '.join(User.Theme.values)}")
    with audit.recording_as(by, at=at):
        by.theme = theme
        by.save(update_fields=["theme"])
