"""Where the listener of this home is reached, for whoever sends it something from a terminal."""

from pathlib import Path

from django.conf import settings


def said() -> str:
    """Return HOST:PORT of the listener of this home, '' where none runs or ever ran."""
    if settings.MLLP_PORT:
        return f"{settings.MLLP_HOST}:{settings.MLLP_PORT}"
    try:
        return _file().read_text().strip()
    except OSError:
        return ""


def say(host: str, port: int) -> None:
    """Keep where a listener with a port of its own choice is reached."""
    _file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _file().write_text(f"{host}:{port}\n")


def forget() -> None:
    """Say that it is gone."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    return Path(settings.CAREPATH_HOME) / "run" / "mllp.address"
