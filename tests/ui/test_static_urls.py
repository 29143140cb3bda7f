"""Static addresses name their content's version."""

from django.templatetags.static import static

from carepath.ui import static_urls


def test_our_own_and_packaged_files_carry_their_version():
    for name in ("css/carepath.css", "bootstrap/css/bootstrap.min.css", "plotly/plotly.min.js"):
        assert static(name) == f"/static/{name}?v={static_urls.version_of(name)}"
        assert len(static_urls.version_of(name)) == 12


def test_a_missing_file_keeps_its_plain_address():
    assert static("css/none.css") == "/static/css/none.css"
