import pytest

from carepath.ingestion import queries
from tests.factories import person, site
from tests.ingestion.worlds import received

pytestmark = pytest.mark.django_db


def chosen(by, slug="", source="log"):
    return queries.site_for(by=by, slug=slug, source=source).slug


def test_the_only_site_needs_no_name():
    site()
    assert chosen(person("ada", "QUALITY_LEAD")) == "north"


def test_of_several_sites_one_is_named():
    site(), site("south")
    ada = person("ada", "QUALITY_LEAD")
    assert chosen(ada, slug="south") == "south"
    with pytest.raises(queries.NoSite, match="north, south"):
        chosen(ada)
    with pytest.raises(queries.NoSite, match="no site west"):
        chosen(ada, slug="west")


def test_a_known_source_has_its_site():
    site()
    received(source="log", at_site=site("south"))
    assert chosen(person("ada", "QUALITY_LEAD")) == "south"


def test_only_sites_where_one_may_import_count():
    site(), site("south")
    assert chosen(person("nora", "QUALITY_LEAD", at_site="south")) == "south"
    assert queries.sites_for_import(by=person("rita", "READ_ONLY")) == []
    with pytest.raises(queries.NoSite, match="no site where you may"):
        chosen(person("otto"))


def test_no_file_is_meant_for_a_made_up_site():
    site(), site("demo", synthetic=True)
    ada = person("ada", "QUALITY_LEAD")
    assert chosen(ada) == "north"
    with pytest.raises(queries.NoSite, match="no site demo"):
        chosen(ada, slug="demo")
    hana = person("hana", "QUALITY_LEAD", at_site="demo")
    with pytest.raises(queries.NoSite, match="no site where you may"):
        chosen(hana)
