"""Production mode is clean, nonsense fails loudly, and every page carries its policies."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client

from carepath.work import middleware
from tests.factories import first

ROOT = Path(__file__).resolve().parents[2]
embedded = pytest.mark.embedded
"""Of what runs with an environment of its own: it knows no other database, whatever is tested."""


def command(tmp_path, *arguments, **environment):
    """Run manage.py as an operator would, with an environment of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        env=kept | {"CAREPATH_HOME": str(tmp_path)} | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@embedded
def test_the_deploy_check_finds_nothing_in_production_mode(tmp_path):
    done = command(
        tmp_path,
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        CAREPATH_TLS="1",
        CAREPATH_HOSTS="portal.example",
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@embedded
def test_what_the_supervisor_sets_is_known_beside_a_redis_of_ones_own(tmp_path):
    brokers = {"REDIS_URL": "redis://127.0.0.1:1/0", "CAREPATH_BROKER_URL": "redis://127.0.0.1:2/0"}
    done = command(tmp_path, "check", **brokers)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"CAREPATH_HOSTS": "portal.example"}, "CAREPATH_TLS: must be true"),
        ({"CAREPATH_HOSTS": "portal.example", "CAREPATH_DEBUG": "1"}, "CAREPATH_DEBUG: allowed"),
        ({"CAREPATH_TLS": "perhaps"}, "CAREPATH_TLS: say true or false"),
        (
            {"DOWNTIME_FOLDER": "/tmp", "DOWNTIME_PASSPHRASE": "short"},
            "DOWNTIME_PASSPHRASE: name one of 20",
        ),
    ],
)
@embedded
def test_what_is_unsafe_does_not_start(tmp_path, environment, says):
    done = command(tmp_path, "check", **environment)
    assert done.returncode != 0
    assert says in done.stderr


@pytest.fixture
def answers(db):
    """Answers of each sort: to a stranger and to a person, pages, faults and files of the API."""
    stranger, person = Client(), Client()
    person.force_login(first())
    return [
        stranger.get("/accounts/login/"),
        stranger.get("/nowhere/"),
        person.get("/audit/"),
        person.get("/people/roles/"),
        person.get("/people/999999/"),
        person.get("/api/v1/nowhere/"),
        person.get("/accounts/2fa/"),
    ]


def directives(response):
    parts = response["Content-Security-Policy"].split(";")
    return {words[0]: words[1:] for words in map(str.split, parts) if words}


pages = pytest.mark.django_db(databases="__all__")


@pages
def test_nothing_runs_that_we_did_not_write(answers):
    for response in answers:
        found = directives(response)
        assert found["default-src"] == ["'none'"]
        assert found["frame-ancestors"] == found["base-uri"] == ["'none'"]
        assert found["connect-src"] == found["form-action"] == ["'self'"]
        assert found["style-src-attr"] == ["'unsafe-inline'"]
        assert found.pop("report-uri") == ["/policy-reports"]
        for name, sources in found.items():
            assert "'unsafe-eval'" not in sources
            assert name == "style-src-attr" or "'unsafe-inline'" not in sources
            assert all(s.startswith("'") or s == "data:" for s in sources), (name, sources)


@pages
def test_a_nonce_is_new_in_each_answer():
    seen = set()
    client = Client()
    for _times in range(2):
        response = client.get("/accounts/login/")
        found = directives(response)
        nonces = [s for s in found["script-src"] if s.startswith("'nonce-")]
        seen.update(nonces)
        assert all(_allowed(tag, nonces) for tag in _scripts(response))
    assert len(seen) in (0, 2)


@pages
def test_no_page_holds_inline_code(answers):
    for response in answers:
        html = response.content.decode()
        assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", html)
        assert "javascript:" not in html
        nonces = [s for s in directives(response)["script-src"] if "nonce" in s]
        assert all(_allowed(tag, nonces) for tag in _scripts(response))


def _scripts(response):
    return re.findall(r"<script[^>]*>", response.content.decode())


def _allowed(tag, nonces):
    """From our own server, or data that never runs, or with this answer's nonce."""
    if 'src="/static/' in tag or 'type="application/json"' in tag:
        return True
    return any(nonce.removeprefix("'nonce-").rstrip("'") in tag for nonce in nonces)


@pages
def test_the_other_policies(answers):
    for response in answers:
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"


@pages
def test_what_signed_in_people_see_is_not_stored(answers):
    for response in answers[2:]:
        assert "no-store" in response["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites():
    assert django_settings.SESSION_COOKIE_HTTPONLY
    assert django_settings.CSRF_COOKIE_HTTPONLY
    assert django_settings.SESSION_COOKIE_SAMESITE == "Lax"


@embedded
def test_with_tls_cookies_are_bound_to_the_host(tmp_path):
    code = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.LOOPBACK_ONLY)"
    )
    done = command(
        tmp_path, "shell", "-v", "0", "-c", code, CAREPATH_TLS="1", CAREPATH_HOSTS="portal.example"
    )
    assert done.stdout.split() == ["__Host-session", "__Host-csrf", "True", "True", "False"]


@embedded
def test_with_tls_the_policy_names_the_newer_way_to_report(tmp_path):
    code = "from django.conf import settings as s; print(s.CONTENT_SECURITY_POLICY['DIRECTIVES'])"
    tls = {"CAREPATH_TLS": "1", "CAREPATH_HOSTS": "portal.example"}
    done = command(tmp_path, "shell", "-v", "0", "-c", code, **tls)
    assert f"'report-to': '{middleware.ENDPOINT}'" in done.stdout


def test_passwords_are_kept_with_argon2():
    assert django_settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
