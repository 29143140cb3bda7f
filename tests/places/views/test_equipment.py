"""What people enter about equipment (the page itself: tests/capacity/views/test_equipment.py)."""

import pytest

from carepath.places.models import Equipment, EquipmentUse
from tests.factories import ben, person, site
from tests.places.worlds import hana, ward

pytestmark = pytest.mark.django_db
URL = "/beds/equipment/"


def test_equipment_is_set_and_its_use_entered(client):
    ward()
    client.force_login(hana())
    said = {"site": "north", "kind": "Ventilator", "unit": "W1", "number": "4", "reason": "counted"}
    page = client.post(f"{URL}set/", said, follow=True).content.decode()
    assert "Ventilator, Ward 1: there are 4." in page
    page = client.post(f"{URL}set/", said | {"number": ""}, follow=True).content.decode()
    assert "Number: This field is required." in page
    row = Equipment.objects.get()
    client.force_login(ben())
    assert client.post(f"{URL}set/", said).status_code == 403
    page = client.post(f"{URL}{row.pk}/use/", {"in_use": "5"}, follow=True).content.decode()
    assert "Ventilator, Ward 1: there are 4." in page
    page = client.post(f"{URL}{row.pk}/use/", {"in_use": "3"}, follow=True).content.decode()
    assert "Ventilator, Ward 1: 3 in use." in page
    assert EquipmentUse.objects.get().in_use == 3
    site("south")
    client.force_login(person("far", "HOSPITAL_ADMINISTRATOR", at_site="south"))
    assert client.post(f"{URL}{row.pk}/use/", {"in_use": "3"}).status_code == 404
    assert client.post(f"{URL}set/", said).status_code == 404
