"""Read settings from the environment; nonsense fails loudly, with the name and what is allowed."""

import os
import secrets
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

PREFIX = "CAREPATH_"
OF_THE_TESTS = {
    "CAREPATH_SHARED",
    "CAREPATH_SEED",
    "CAREPATH_KILLS",
    "CAREPATH_MESSAGES",
    "CAREPATH_HOURS",
    "CAREPATH_DEMONSTRATION_S",
    "CAREPATH_FILES",
    "CAREPATH_CASES",
    "CAREPATH_TRACES",
    "CAREPATH_TRACES_FROM",
    "CAREPATH_WRITES",
    "CAREPATH_TAMPERINGS",
    "CAREPATH_LEDGER_ROWS",
    "CAREPATH_PICTURES",
}
_asked: set[str] = set()
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class SettingError(RuntimeError):
    """A setting that cannot be used; the text names it."""


def env_text(name: str, default: str = "") -> str:
    """Return the variable's text, or the content of the file that NAME_FILE names."""
    _asked.add(name)
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE: cannot read it ({error.strerror}).") from error
    return os.environ.get(name, default).strip()


def env_bool(name: str, default: bool) -> bool:
    """Return true or false; any other word raises."""
    word = env_text(name).lower()
    if not word:
        return default
    if word in TRUE | FALSE:
        return word in TRUE
    raise SettingError(f"{name}: say true or false, not {word!r}.")


def env_int(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number of at least `least`; anything else raises."""
    word = env_text(name)
    if not word:
        return default
    if not word.isdecimal() or int(word) < least:
        raise SettingError(f"{name}: a whole number of at least {least}, not {word!r}.")
    return int(word)


def env_zone(name: str, default: str) -> str:
    """Return the name of a time zone such as Europe/Amsterdam; an unknown one raises."""
    word = env_text(name, default) or default
    try:
        return ZoneInfo(word).key
    except (KeyError, ValueError, OSError) as error:
        raise SettingError(
            f"{name}: a time zone such as Europe/Amsterdam, not {word!r}."
        ) from error


def env_choice(name: str, default: str, choices: list[str]) -> str:
    """Return one of a few words; any other raises."""
    word = env_text(name).lower() or default
    if word in choices:
        return word
    raise SettingError(f"{name}: say {', '.join(choices[:-1])} or {choices[-1]}, not {word!r}.")


def env_list(name: str, default: str = "") -> list[str]:
    """Return the comma-separated words, without blanks."""
    return [word.strip() for word in env_text(name, default).split(",") if word.strip()]


def env_secret(name: str, folder: Path) -> str:
    """Return the secret from the environment, else from its file (0600), made at first use."""
    value = env_text(name)
    if value:
        return value
    path = folder / name.lower()
    try:
        return _checked(path) if path.exists() else _made(path)
    except OSError as error:
        raise SettingError(
            f"CAREPATH_HOME: cannot keep secrets in {folder} ({error.strerror}). "
            "Free some space, or name a folder this account may write to."
        ) from error


def _checked(path: Path) -> str:
    if path.stat().st_mode & 0o077:
        raise SettingError(f"{path}: others may read this secret; run `chmod 600` on it.")
    return path.read_text().strip()


def _made(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    value = secrets.token_urlsafe(48)
    # Two may start at once: written apart and linked, only one of the two values wins.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(value)
    try:
        os.link(draft, path)
    except FileExistsError:
        return path.read_text().strip()
    finally:
        draft.unlink()
    return value


def refuse_unknown() -> None:
    """Raise if a CAREPATH_ variable is set that nobody asked for: a typing error stays no secret.

    Called at the end of the settings, when all that exist have been asked for.
    """
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name.removesuffix("_FILE") not in _asked | OF_THE_TESTS:
            known = [word.removeprefix(PREFIX) for word in _asked if word.startswith(PREFIX)]
            near = get_close_matches(name.removeprefix(PREFIX), known, n=1)
            hint = f"; did you mean {PREFIX}{near[0]}?" if near else ": docs/settings.md lists all."
            raise SettingError(f"{name}: there is no such setting{hint}")


MAIL_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


def smtp(url: str, *, ca: str = "", name: str = "SMTP_URL") -> dict[str, object]:
    """Return the mail server of an address such as smtp://USER:PASSWORD@HOST:PORT; {} for none.

    `smtp` turns to TLS after the greeting, `smtps` speaks it from the first letter, `smtp+plain`
    never: that one is for a line that is private itself. Anything else raises.
    """
    if not url:
        return {}
    parts = urlsplit(url)
    try:
        port = parts.port or MAIL_PORTS[parts.scheme]
    except (KeyError, ValueError) as error:
        raise SettingError(
            f"{name}: smtp://USER:PASSWORD@HOST:PORT is needed, or smtps."
        ) from error
    if not parts.hostname or parts.path.strip("/") or parts.query:
        raise SettingError(f"{name}: it must name a host, and nothing after the port.")
    security = {"smtp": "starttls", "smtps": "tls", "smtp+plain": ""}[parts.scheme]
    return {
        "host": parts.hostname,
        "port": port,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "security": security,
        "ca": ca,
    }


def postgres(url: str, *, name: str = "DATABASE_URL") -> dict[str, object]:
    """Return Django's settings for a postgres:// address; any other scheme raises."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SettingError(f"{name}: postgres://USER:PASSWORD@HOST:PORT/NAME is needed.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
