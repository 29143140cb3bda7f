"""Exit 0 if a part of the portal works: what a container's health check runs.

`healthy.py ready` asks the web server whether the whole portal does its work, `web` only whether
it answers; any other name is a part, such as `sweep`, that should have shown life lately. Loads no
Django: it runs every half minute in each container.
"""

import os
import sys
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

FRESH_S = 60
SIGN = "SELECT now() - at < make_interval(secs => %s) FROM work_heartbeat WHERE name = %s"


def setting(name: str, default: str = "") -> str:
    """Return a variable, or the content of the file that NAME_FILE names."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text().strip() if path else os.environ.get(name, default)


def answers(path: str) -> bool:
    """Return whether the web server of this container answers 200."""
    host = setting("CAREPATH_HOSTS").split(",")[0].strip().lstrip(".") or "localhost"
    page = f"http://127.0.0.1:{setting('PORT', '8000')}{path}"
    direct = build_opener(ProxyHandler({}))
    with direct.open(Request(page, headers={"Host": host}), timeout=8) as answer:
        return answer.status == 200


def showed_life(part: str) -> bool:
    """Return whether a part wrote its sign of life within the last minute."""
    import psycopg

    with psycopg.connect(setting("DATABASE_URL"), connect_timeout=5) as connection:
        row = connection.execute(SIGN, [FRESH_S, part]).fetchone()
    return bool(row and row[0])


if __name__ == "__main__":
    part = sys.argv[1]
    pages = {"ready": "/readyz", "web": "/healthz"}
    try:
        well = answers(pages[part]) if part in pages else showed_life(part)
    except Exception as error:
        sys.exit(f"{part}: {type(error).__name__}")
    sys.exit(None if well else f"{part}: shows no life")
