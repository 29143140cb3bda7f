"""The table of types: each name in it is known, and it says what FHIR says."""

from carepath.formats.fhir.checks import PRIMITIVES
from carepath.formats.fhir.codes import SETS
from carepath.formats.fhir.types import RESOURCES, TYPES

KEPT_AS_THEY_CAME = {
    "Any", "Signature", "ContactDetail", "Contributor", "DataRequirement", "Expression",
    "ParameterDefinition", "RelatedArtifact", "TriggerDefinition", "UsageContext", "Dosage",
}  # fmt: skip


def test_each_type_and_each_set_that_is_named_is_there():
    elements = [one for held in TYPES.values() for one in held.values()]
    assert {one.type for one in elements} <= {*TYPES, *PRIMITIVES, *KEPT_AS_THEY_CAME}
    assert {one.codes for one in elements if one.codes} == set(SETS)


def test_what_is_needed_and_what_is_a_list():
    status, places = TYPES["Encounter"]["status"], TYPES["Encounter"]["location"]
    assert (status.needed, status.listed, status.codes) == (True, False, "encounter-status")
    assert (places.needed, places.listed, places.type) == (False, True, "Encounter.location")


def test_a_choice_has_a_name_for_each_of_its_types():
    held = {name for name, one in TYPES["Observation"].items() if one.choice == "effective[x]"}
    assert held == {"effectiveDateTime", "effectivePeriod", "effectiveTiming", "effectiveInstant"}
    assert TYPES["Task.input"]["valueCode"].needed


def test_each_resource_may_have_what_every_resource_has():
    for name in RESOURCES:
        assert {"id", "meta", "text", "contained", "modifierExtension"} <= set(TYPES[name])
