"""A version as one file: its content, its name, and the hash that proves both are whole."""

import json

from carepath.protocols.models import Version

PACKAGE = "carepath.package/1"


def package(version: Version) -> bytes:
    """Return a version as one file; the same version is the same bytes."""
    content = {
        "format": PACKAGE,
        "name": version.protocol.name,
        "number": version.number,
        "state": version.state,
        "sha256": version.sha256,
        "invented": version.protocol.invented,
        "document": json.loads(version.content),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()
