"""A refusal says where and why, and holds no content."""

from carepath.formats.fhir.faults import FAULTS, REASON_OF, Issue, refused


def test_a_refusal_names_place_and_reason():
    error = refused("code-invalid", "Encounter.status", "none of the codes a, b")
    assert (str(error), error.code) == ("Encounter.status: none of the codes a, b", "fhir_code")
    assert error.status == 400


def test_every_reason_has_its_sentence():
    assert set(REASON_OF.values()) <= set(FAULTS)
    assert Issue("anything", "", "").why in FAULTS
