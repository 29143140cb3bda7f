"""What a person sets for themselves."""

from datetime import datetime

from carepath.accounts.models import User
from carepath.audit import actions as audit


def choose_theme(*, theme: str, by: User, at: datetime) -> None:
    """Keep the person's choice of colours; ValueError for an unknown one."""
    if theme not in User.Theme.values:
        raise ValueError(f"theme: one of {', '.join(User.Theme.values)}")
    with audit.recording_as(by, at=at):
        by.theme = theme
        by.save(update_fields=["theme"])
