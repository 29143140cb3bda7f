import pytest

from carepath.ui.browsers import browser_name

KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (f"Mozilla/5.0 (X11; Linux x86_64) {KHTML} Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {KHTML} Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1) Gecko Firefox/140.0", "Firefox on macOS"),
        (f"Mozilla/5.0 (iPhone; CPU like Mac OS X) {KHTML} Safari/604.1", "Safari on iPhone"),
        ("curl/8.1", "curl/8.1"),
        ("", "unknown"),
    ],
)
def test_the_name_of_a_browser(sent, name):
    assert browser_name(sent) == name
