import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from carepath.config import env
from tests.running import ROOT, manage


@pytest.fixture
def given(monkeypatch):
    def give(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return give


def test_text_comes_from_the_variable_or_from_a_file(given, tmp_path):
    assert env.env_text("X_WORD", "unset") == "unset"
    given(X_WORD=" here ")
    assert env.env_text("X_WORD") == "here"
    (tmp_path / "word").write_text("from a file\n")
    given(X_WORD_FILE=str(tmp_path / "word"))
    assert env.env_text("X_WORD") == "from a file"
    given(X_WORD_FILE=str(tmp_path / "none"))
    with pytest.raises(env.SettingError, match="^X_WORD_FILE: cannot read it"):
        env.env_text("X_WORD")


def test_true_and_false_are_words_and_nothing_else(given):
    assert env.env_bool("X_FLAG", True) is True
    for word, value in {"1": True, "YES": True, "off": False, "0": False}.items():
        given(X_FLAG=word)
        assert env.env_bool("X_FLAG", not value) is value
    given(X_FLAG="maybe")
    with pytest.raises(env.SettingError, match="^X_FLAG: say true or false, not 'maybe'"):
        env.env_bool("X_FLAG", False)


@pytest.mark.parametrize("word", ["-1", "0", "1.5", "ten", "²"])
def test_numbers_are_whole_and_large_enough(given, word):
    assert env.env_int("X_NUMBER", 3, least=1) == 3
    given(X_NUMBER=word)
    with pytest.raises(env.SettingError, match="^X_NUMBER: a whole number of at least 1"):
        env.env_int("X_NUMBER", 3, least=1)


def test_zones_exist(given):
    assert env.env_zone("X_ZONE", "UTC") == "UTC"
    given(X_ZONE="Europe/Amsterdam")
    assert env.env_zone("X_ZONE", "UTC") == "Europe/Amsterdam"
    for word in ("Mars/Olympus", "../etc/passwd", "Europe"):
        given(X_ZONE=word)
        with pytest.raises(env.SettingError, match="^X_ZONE: a time zone such as"):
            env.env_zone("X_ZONE", "UTC")


def test_a_choice_is_one_of_its_words(given):
    words = ["auto", "on", "off"]
    assert env.env_choice("X_CHOICE", "auto", words) == "auto"
    given(X_CHOICE="On")
    assert env.env_choice("X_CHOICE", "auto", words) == "on"
    given(X_CHOICE="maybe")
    with pytest.raises(env.SettingError, match="^X_CHOICE: say auto, on or off, not 'maybe'"):
        env.env_choice("X_CHOICE", "auto", words)


def test_lists_have_no_blanks(given):
    given(X_LIST=" a.example, ,b.example,")
    assert env.env_list("X_LIST") == ["a.example", "b.example"]


def test_a_secret_is_made_once_for_this_account_alone(tmp_path):
    value = env.env_secret("X_KEY", tmp_path / "secrets")
    assert len(value) >= 64
    assert env.env_secret("X_KEY", tmp_path / "secrets") == value
    assert stat.S_IMODE((tmp_path / "secrets" / "x_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


def test_many_starters_agree_on_one_secret(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: env.env_secret("X_KEY", tmp_path), range(8)))
    assert len(made) == 1
    assert os.listdir(tmp_path) == ["x_key"]


def test_a_secret_that_others_may_read_is_refused(tmp_path):
    (tmp_path / "x_key").write_text("open")
    (tmp_path / "x_key").chmod(0o644)
    with pytest.raises(env.SettingError, match="chmod 600"):
        env.env_secret("X_KEY", tmp_path)


def test_a_postgres_address_is_taken_apart():
    found = env.postgres("postgres://me:p%40ss@db.example:5433/care")
    assert (found["USER"], found["PASSWORD"]) == ("me", "p@ss")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "care")
    with pytest.raises(env.SettingError, match="^DATABASE_URL: "):
        env.postgres("mysql://me@db/care")


def test_a_mail_server_is_taken_apart():
    found = env.smtp("smtp://me:p%40ss@mail.example", ca="/ca.pem")
    assert (found["user"], found["password"], found["ca"]) == ("me", "p@ss", "/ca.pem")
    assert (found["host"], found["port"], found["security"]) == ("mail.example", 587, "starttls")
    assert env.smtp("smtps://mail.example")["security"] == "tls"
    assert env.smtp("smtp+plain://mail.example:2525")["port"] == 2525
    assert env.smtp("") == {}
    for wrong in ("mail.example", "http://mail.example", "smtp://", "smtp://a:b", "smtp://a/b"):
        with pytest.raises(env.SettingError, match="^SMTP_URL: "):
            env.smtp(wrong)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CAREPATH_HOTSS", "x", "CAREPATH_HOTSS: there is no such setting; did you mean CAREPATH_"),
        (
            "CAREPATH_QQQ",
            "x",
            "CAREPATH_QQQ: there is no such setting: docs/settings.md lists all.",
        ),
        ("CAREPATH_HOSTS", "a.example", "CAREPATH_TLS: must be true when CAREPATH_HOSTS names"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL: postgres://USER:PASSWORD@HOST:PORT/NAME"),
        ("DATABASE_OWNER_URL", "mysql://x", "DATABASE_OWNER_URL: postgres://USER:PASSWORD@HOST"),
        (
            "DATABASE_OWNER_URL",
            "postgres://me@db/care",
            "DATABASE_OWNER_URL: it must name the database of DATABASE_URL.",
        ),
        ("SMTP_URL", "smtp://mail.example", "MAIL_FROM: an address such as carepath@"),
        ("PORT", "http", "PORT: a whole number of at least 1, not 'http'."),
    ],
)
def test_nonsense_fails_loudly_in_one_sentence(tmp_path, name, value, words):
    done = manage("check", home=tmp_path, **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(words)
    assert done.stderr.count("\n") == 1


def test_what_tests_read_is_known():
    texts = [path.read_text() for path in (ROOT / "tests").rglob("*.py")]
    read = {name for text in texts for name in re.findall(r'get\("(CAREPATH_\w+)"', text)}
    assert read == env.OF_THE_TESTS


def test_debug_is_for_loopback_alone(tmp_path):
    more = {"CAREPATH_DEBUG": "1", "CAREPATH_HOSTS": "a.example", "CAREPATH_TLS": "1"}
    done = manage("check", home=tmp_path, **more)
    assert done.stderr.startswith("CAREPATH_DEBUG: allowed on loopback only")
