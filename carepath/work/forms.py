"""Read what browsers report about our content security policy, and leave behind what it may tell.

An address may hold a patient's key, a sample may hold what was on the page: of each address of ours
the name of its route is kept, of any other the host, and nothing else.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from carepath.work.actions import Report

MOST = 20
"""Reports taken from one request."""
OLD, NEW = "application/csp-report", "application/reports+json"
FETCHES = (
    "child",
    "connect",
    "default",
    "fenced-frame",
    "font",
    "frame",
    "img",
    "manifest",
    "media",
)
FETCHES += ("object", "prefetch", "script", "style", "worker")
DIRECTIVES = {
    *(f"{name}-src" for name in FETCHES),
    *(f"{name}-src-{part}" for name in ("script", "style") for part in ("attr", "elem")),
    *("base-uri", "form-action", "frame-ancestors", "require-trusted-types-for", "trusted-types"),
}
HOST = re.compile(r"[a-z0-9.-]{1,80}(:\d{1,5})?")
STATIC = re.compile(r"[\w/.-]{1,100}", re.ASCII)
WORDS = {"inline", "eval", "wasm-eval", "self", "trusted-types-sink", "trusted-types-policy"}
SCHEMES = {"about", "blob", "data", "chrome-extension", "moz-extension", "safari-web-extension"}
ELSEWHERE = "elsewhere"


class NotAReport(ValueError):
    """Not what a browser sends; the text says why."""


def reports(body: bytes, *, kind: str, host: str) -> list[Report]:
    """Return what a browser reports about pages at this host; NotAReport if it is something else.

    `kind` is the content type: one old report, or a list of new ones, others among them.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAReport(_("This is not JSON.")) from error
    found = [_report(fields, host) for fields in _fields(document, kind)[:MOST]]
    return [report for report in found if report is not None]


def _fields(document: Any, kind: str) -> list[dict[str, Any]]:
    if kind == OLD and isinstance(document, dict):
        old = document.get("csp-report")
        return [old] if isinstance(old, dict) else []
    if kind == NEW and isinstance(document, list):
        violations = [
            one.get("body")
            for one in document
            if isinstance(one, dict) and one.get("type") == "csp-violation"
        ]
        return [body for body in violations if isinstance(body, dict)]
    raise NotAReport(_("This is not a report about a content security policy."))


def _report(fields: dict[str, Any], host: str) -> Report | None:
    page = _first(fields, "documentURL", "document-uri")
    directive = _first(fields, "effectiveDirective", "effective-directive", "violated-directive")
    directive = directive.partition(" ")[0]
    if directive not in DIRECTIVES or _host(page) != host:
        return None
    blocked = _blocked(_first(fields, "blockedURL", "blocked-uri"), host)
    return Report(directive, _place(page), blocked)


def _first(fields: dict[str, Any], *names: str) -> str:
    found = next((fields[name] for name in names if fields.get(name)), "")
    return found if isinstance(found, str) else ""


def _blocked(text: str, host: str) -> str:
    if text in WORDS:
        return text
    scheme = text.partition(":")[0]
    if scheme in SCHEMES:
        return scheme
    found = _host(text)
    if found == host:
        return _place(text)
    return found if HOST.fullmatch(found) else ELSEWHERE


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _place(address: str) -> str:
    """Return the path of a static file, or the route of any other address of ours."""
    path = urlsplit(address).path
    if path.startswith(settings.STATIC_URL) and STATIC.fullmatch(path):
        return path
    try:
        return resolve(path).view_name
    except Resolver404:
        return "unknown"
