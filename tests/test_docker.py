"""The container files, as far as they can be proved without an engine.

They are read and compared with the project; and, marked slow, every service's own command is run
as a plain process with its own surroundings, on a real PostgreSQL and a real broker.
"""

import os
import re
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
from contextlib import ExitStack
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import yaml
from django.core.management import get_commands

from carepath.config import env
from carepath.work.management import broker
from carepath.work.management.parts import parts
from tests.running import direct, empty_database, eventually, free_port

ROOT = Path(__file__).resolve().parent.parent
DOCKER = ROOT / "docker"
OURS = {"setup", "web", "sweep", "worker", "beat", "demo", "mllp", "feeds"}
PROFILES = {"demo": "trial", "mail": "trial", "mllp": "feeds", "feeds": "feeds"}
SERVED = OURS - {"setup"}


def interpolated(found):
    """What the engine reads: ${NAME:-default} replaced by its default, after parsing."""
    if isinstance(found, dict):
        return {name: interpolated(value) for name, value in found.items()}
    if isinstance(found, list):
        return [interpolated(value) for value in found]
    if isinstance(found, str):
        return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", found)
    return found


COMPOSE = interpolated(yaml.safe_load((DOCKER / "compose.yaml").read_text()))
SERVICES = COMPOSE["services"]
DOCKERFILE = re.sub(r"\\\n\s*", "", (DOCKER / "Dockerfile").read_text())


def instructions(name):
    """The arguments of each instruction of that name in the last stage."""
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    return [rest for word, rest in re.findall(r"^([A-Z]+) (.+)$", last, re.M) if word == name]


def environment_of_the_image():
    return dict(word.split("=", 1) for line in instructions("ENV") for word in shlex.split(line))


def asked():
    """The variables that settings ask for."""
    code = (ROOT / "carepath/config/settings.py").read_text()
    return set(re.findall(r'env_[a-z]+\("([A-Z_]+)"', code))


# -- the image ------------------------------------------------------------------------------------


def let_in(path):
    """Whether .dockerignore lets a path of the project reach the builder: the last match wins."""
    inside = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        if not line or line.startswith("#"):
            continue
        ways = [path, *(str(up) for up in Path(path).parents if str(up) != ".")]
        names = Path(path).parts if line.startswith("**/") else ()
        if any(fnmatch(way, pattern) for way in ways) or pattern in names:
            inside = line.startswith("!")
    return inside


def test_everything_copied_exists_and_reaches_the_builder():
    copied = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M)
    sources = [source for line in copied for source in line.split()[:-1]]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert let_in(source), source


@pytest.mark.parametrize(
    "path",
    [
        ".git/config",
        ".venv/bin/python",
        "var/secrets/secret_key",
        "docker/secrets/secret_key",
        "docker/.env",
        "tests/conftest.py",
        "carepath/work/__pycache__/models.pyc",
        "carepath.sqlite3",
    ],
)
def test_nothing_else_reaches_the_builder(path):
    assert not let_in(path)


def test_the_packages_are_wheels_checked_by_hash():
    assert "--require-hashes --only-binary :all: -r /requirements.txt" in DOCKERFILE
    assert "--hash=sha256:" in (ROOT / "requirements.txt").read_text()
    assert "pip uninstall" in instructions("RUN")[0]
    for tool in ("apt", "gcc", "curl", "wget", "git "):
        assert tool not in "".join(instructions("RUN"))


def test_the_image_has_the_python_of_the_project():
    assert re.search(r"^ARG PYTHON=python:3\.11-slim", DOCKERFILE, re.M)
    assert 'requires-python = ">=3.11,<3.12"' in (ROOT / "pyproject.toml").read_text()


def test_the_image_runs_as_an_account_without_rights():
    assert instructions("USER") == ["10001:10001"]
    before, after = DOCKERFILE.rsplit("\nUSER ", 1)
    assert "\nRUN " not in after
    home = environment_of_the_image()["CAREPATH_HOME"]
    assert f"install -d -m 0700 -o carepath -g carepath {home}" in before
    assert instructions("VOLUME") == [home]


def test_the_image_starts_the_portal_and_asks_how_it_is():
    assert instructions("CMD") == ['["python", "manage.py", "up"]']
    assert "up" in get_commands()
    assert 'CMD ["python", "healthy.py", "ready"]' in instructions("HEALTHCHECK")[0]
    assert "docker/healthy.py" in instructions("COPY")[1]


def test_the_image_sets_only_what_there_is():
    known = asked() | {"PATH", "TMPDIR", "DJANGO_SETTINGS_MODULE"}
    found = {name for name in environment_of_the_image() if not name.startswith("PYTHON")}
    assert found <= known


# -- the services ---------------------------------------------------------------------------------


def test_the_services_are_those_of_the_house():
    assert set(SERVICES) == OURS | {"db", "broker", "mail"}
    asked_for = {name: one["profiles"] for name, one in SERVICES.items() if "profiles" in one}
    assert asked_for == {name: [profile] for name, profile in PROFILES.items()}


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_shut_in(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] not in ("root", "0", "0:0")
    assert not {"privileged", "cap_add", "devices", "network_mode", "pid"} & set(service)
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert "healthcheck" in service or name == "setup"
    assert service["restart"] == ("no" if name == "setup" else "unless-stopped")
    for volume in service.get("volumes", []):
        assert volume.partition(":")[0] in COMPOSE["volumes"], "no folder of the host"


def test_the_web_server_and_the_listener_alone_are_published_and_on_loopback():
    assert {name for name, one in SERVICES.items() if "ports" in one} == {"web", "mllp"}
    assert SERVICES["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert SERVICES["mllp"]["ports"] == ["127.0.0.1:2575:2575"]
    front = {name for name, one in SERVICES.items() if "front" in one["networks"]}
    assert front == {"web", "mllp"}
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_the_services_run_what_the_supervisor_runs():
    where = {"root": ROOT, "home": ROOT, "socket": 3, "broker_url": "redis://x", "broker": []}
    every = parts(**where, workers=2, demo=True, mllp=True)
    run = {part.name: ["python", *part.command[1:]] for part in every}
    run["web"] = ["0.0.0.0:8000" if word == "fd://3" else word for word in run["web"]]
    assert {name: SERVICES[name]["command"] for name in SERVED} == run
    assert SERVICES["setup"]["command"] == ["python", "manage.py", "setup"]


@pytest.mark.parametrize("name", sorted(OURS))
def test_each_variable_is_a_setting_and_each_file_a_secret(name):
    service = SERVICES[name]
    for variable, value in service["environment"].items():
        assert variable.removesuffix("_FILE") in asked()
        if variable.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in service["secrets"]
    owner = "DATABASE_OWNER_URL_FILE" in service["environment"]
    assert owner == (name == "setup") == ("database_owner_url" in service["secrets"])


def test_no_service_holds_a_secret_that_is_not_its_own():
    assert SERVICES["db"]["secrets"] == ["postgres_password"]
    assert set(SERVICES["broker"]["secrets"]) == {"broker_conf", "broker_password"}
    assert "secrets" not in SERVICES["mail"]
    mounted = {secret for one in SERVICES.values() for secret in one.get("secrets", [])}
    assert mounted == set(COMPOSE["secrets"])


def test_the_start_has_an_order():
    ready, done = {"condition": "service_healthy"}, {"condition": "service_completed_successfully"}
    assert SERVICES["setup"]["depends_on"] == {"db": ready}
    for name in ("web", "sweep", "demo", "mllp", "feeds"):  # they work without a broker
        assert SERVICES[name]["depends_on"] == {"setup": done, "db": ready}
    for name in ("worker", "beat"):
        assert SERVICES[name]["depends_on"] == {"setup": done, "db": ready, "broker": ready}


def test_what_the_example_of_surroundings_names_is_used():
    example = re.findall(r"^#(\w+)=(.*)$", (DOCKER / "env.example").read_text(), re.M)
    used = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", (DOCKER / "compose.yaml").read_text()))
    assert {name for name, _value in example} == set(used)
    shown = {name: value for name, value in example if name.endswith("_IMAGE")}
    assert shown.items() <= used.items()


# -- the secrets ----------------------------------------------------------------------------------


@pytest.fixture
def secrets(tmp_path):
    """The folder that make-secrets fills, beside a copy of itself."""
    shutil.copy(DOCKER / "make-secrets", tmp_path)
    subprocess.run([tmp_path / "make-secrets"], check=True)
    return tmp_path / "secrets"


def test_each_secret_is_made_once_and_is_another(secrets):
    made = {path.name: path.read_text() for path in secrets.iterdir()}
    assert set(made) == {*COMPOSE["secrets"], "app_password"}
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets.iterdir()} == {0o444}
    values = [made[name] for name in made if name.endswith(("_key", "_password"))]
    assert len(set(values)) == len(values) == 8
    assert all(re.fullmatch(r"[\w-]{48}\n", value) for value in values)
    subprocess.run([secrets.parent / "make-secrets"], check=True)
    assert {path.name: path.read_text() for path in secrets.iterdir()} == made


def test_the_addresses_name_the_services_and_carry_the_passwords(secrets):
    owner = env.postgres((secrets / "database_owner_url").read_text().strip())
    app = env.postgres((secrets / "database_url").read_text().strip())
    assert owner["USER"] == SERVICES["db"]["environment"]["POSTGRES_USER"]
    assert owner["NAME"] == app["NAME"] == SERVICES["db"]["environment"]["POSTGRES_DB"]
    assert owner["HOST"] == app["HOST"] == "db"
    assert owner["PASSWORD"] == (secrets / "postgres_password").read_text().strip()
    assert app["PASSWORD"] != owner["PASSWORD"]
    redis = urlsplit((secrets / "redis_url").read_text().strip())
    assert redis.hostname == "broker"
    assert f"requirepass {redis.password}\n" in (secrets / "broker_conf").read_text()


# -- the commands, run ----------------------------------------------------------------------------


class Engine:
    """Runs services as compose would, but as plain processes on this machine."""

    def __init__(self, folder, secrets, stack):
        self.folder, self.secrets, self.stack = folder, secrets, stack
        self.port = free_port()

    def surroundings(self, service):
        image = environment_of_the_image() | {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "PORT": str(self.port),
            "CAREPATH_HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "home" / "tmp"),
        }
        own = SERVICES[service].get("environment", {})
        return image | {name: self.here(value) for name, value in own.items()}

    def here(self, word):
        word = word.replace("/run/secrets", str(self.secrets))
        return word.replace("0.0.0.0:8000", f"127.0.0.1:{self.port}")

    def words(self, command):
        found = [self.here(word) for word in command]
        if found[0] == "python":
            found[0] = sys.executable
        return [str(DOCKER / word) if word == "healthy.py" else word for word in found]

    def run(self, service):
        """Run a service to its end."""
        return subprocess.run(
            self.words(SERVICES[service]["command"]),
            env=self.surroundings(service),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def start(self, service, *more):
        """Start a service; it ends with the test."""
        log = (self.folder / f"{service}.log").open("w")
        process = subprocess.Popen(
            [*self.words(SERVICES[service]["command"]), *more],
            env=self.surroundings(service),
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.stack.callback(log.close)
        self.stack.callback(self._end, process)
        return process

    def _end(self, process):
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)

    def is_healthy(self, service):
        """Whether a service's own health check is content."""
        test = SERVICES[service]["healthcheck"]["test"]
        assert test[0] == "CMD"
        done = subprocess.run(
            self.words(test[1:]), env=self.surroundings(service), check=False, timeout=30,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return done.returncode == 0

    def answers(self, path):
        try:
            with direct.open(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def logs(self):
        return "\n".join(path.read_text() for path in self.folder.glob("*.log"))


@pytest.fixture
def engine(tmp_path, secrets):
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server:
        reason = "TEST_DATABASE_URL names no PostgreSQL to make databases on."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with empty_database(server) as (owner, app), ExitStack() as stack:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        redis = (secrets / "redis_url").read_text().replace("broker:6379", f"127.0.0.1:{port}")
        for name, text in {
            "database_owner_url": owner,
            "database_url": app,
            "redis_url": redis,
        }.items():
            (secrets / name).unlink()
            (secrets / name).write_text(text)
        engine = Engine(tmp_path, secrets, stack)
        engine.broker_port, engine.owner, engine.app = port, owner, app
        yield engine


@pytest.mark.slow
def test_every_service_runs_with_its_own_command(engine, monkeypatch):
    program = [broker.binary(), *SERVICES["broker"]["command"][1:]]
    monkeypatch.setitem(SERVICES["broker"], "command", program)
    setup = engine.run("setup")
    assert (setup.returncode, setup.stderr) == (0, "")
    assert setup.stdout.startswith("Sign in as admin with the password ")
    engine.start("broker", "--port", str(engine.broker_port), "--dir", str(engine.folder))
    engine.start("web")
    eventually(lambda: engine.is_healthy("web"), within=60, every=0.5)
    assert not engine.answers("/readyz")  # nobody looks after waiting work yet
    for service in ("sweep", "worker", "beat"):
        assert not engine.is_healthy(service)
        engine.start(service)
    for service in ("sweep", "worker", "beat"):
        eventually(lambda name=service: engine.is_healthy(name), within=90, every=0.5)
    assert engine.answers("/readyz")
    assert "Traceback" not in engine.logs()
    with psycopg.connect(engine.owner) as owner:
        logins = owner.execute(
            "SELECT DISTINCT usename FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    assert logins == [(urlsplit(engine.app).username,)]  # nobody serves as the owner
