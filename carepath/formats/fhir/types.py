"""What FHIR R4 says of the elements of each type that is read, written down as one table.

`name type` with `!` = needed, `*` = list, `+` = list that is needed; `#set` = required value set.
`name[x] a|b` = one of these types under its own name. A type with a dot is a part of its resource.
Reference: FHIR R4 (4.0.1), the definition of each resource and datatype.
"""

from dataclasses import dataclass

RESOURCES = ("Patient", "Encounter", "Location", "Observation", "ServiceRequest", "Task")
"""The resources that are read."""
_OPEN = (
    "base64Binary boolean canonical code date dateTime decimal id instant integer markdown oid "
    "positiveInt string time unsignedInt uri url uuid Address Age Annotation Attachment "
    "CodeableConcept Coding ContactPoint Count Distance Duration HumanName Identifier Money Period "
    "Quantity Range Ratio Reference SampledData Signature Timing ContactDetail Contributor "
    "DataRequirement Expression ParameterDefinition RelatedArtifact TriggerDefinition UsageContext "
    "Dosage Meta"
)
ANY = "Any"
"""A type whose inside is kept as it came."""
_TABLE = f"""
Extension: url uri!; value[x] {_OPEN.replace(" ", "|")}
Meta: versionId id; lastUpdated instant; source uri; profile canonical*; security Coding*; tag Coding*
Narrative: status code! #narrative-status; div xhtml!
Identifier: use code #identifier-use; type CodeableConcept; system uri; value string; period Period; assigner Reference
Coding: system uri; version string; code code; display string; userSelected boolean
CodeableConcept: coding Coding*; text string
Reference: reference string; type uri; identifier Identifier; display string
Period: start dateTime; end dateTime
Quantity: value decimal; comparator code #quantity-comparator; unit string; system uri; code code
Range: low Quantity; high Quantity
Ratio: numerator Quantity; denominator Quantity
SampledData: origin Quantity!; period decimal!; factor decimal; lowerLimit decimal; upperLimit decimal; dimensions positiveInt!; data string
Money: value decimal; currency code
HumanName: use code #name-use; text string; family string; given string*; prefix string*; suffix string*; period Period
Address: use code #address-use; type code #address-type; text string; line string*; city string; district string; state string; postalCode string; country string; period Period
ContactPoint: system code #contact-point-system; value string; use code #contact-point-use; rank positiveInt; period Period
Attachment: contentType code; language code; data base64Binary; url url; size unsignedInt; hash base64Binary; title string; creation dateTime
Annotation: author[x] Reference|string; time dateTime; text markdown!
Timing: event dateTime*; repeat Timing.repeat; code CodeableConcept
Timing.repeat: bounds[x] Duration|Range|Period; count positiveInt; countMax positiveInt; duration decimal; durationMax decimal; durationUnit code #units-of-time; frequency positiveInt; frequencyMax positiveInt; period decimal; periodMax decimal; periodUnit code #units-of-time; dayOfWeek code* #days-of-week; timeOfDay time*; when code* #event-timing; offset unsignedInt
Patient: identifier Identifier*; active boolean; name HumanName*; telecom ContactPoint*; gender code #administrative-gender; birthDate date; deceased[x] boolean|dateTime; address Address*; maritalStatus CodeableConcept; multipleBirth[x] boolean|integer; photo Attachment*; contact Patient.contact*; communication Patient.communication*; generalPractitioner Reference*; managingOrganization Reference; link Patient.link*
Patient.contact: relationship CodeableConcept*; name HumanName; telecom ContactPoint*; address Address; gender code #administrative-gender; organization Reference; period Period
Patient.communication: language CodeableConcept!; preferred boolean
Patient.link: other Reference!; type code! #link-type
Encounter: identifier Identifier*; status code! #encounter-status; statusHistory Encounter.statusHistory*; class Coding!; classHistory Encounter.classHistory*; type CodeableConcept*; serviceType CodeableConcept; priority CodeableConcept; subject Reference; episodeOfCare Reference*; basedOn Reference*; participant Encounter.participant*; appointment Reference*; period Period; length Duration; reasonCode CodeableConcept*; reasonReference Reference*; diagnosis Encounter.diagnosis*; account Reference*; hospitalization Encounter.hospitalization; location Encounter.location*; serviceProvider Reference; partOf Reference
Encounter.statusHistory: status code! #encounter-status; period Period!
Encounter.classHistory: class Coding!; period Period!
Encounter.participant: type CodeableConcept*; period Period; individual Reference
Encounter.diagnosis: condition Reference!; use CodeableConcept; rank positiveInt
Encounter.hospitalization: preAdmissionIdentifier Identifier; origin Reference; admitSource CodeableConcept; reAdmission CodeableConcept; dietPreference CodeableConcept*; specialCourtesy CodeableConcept*; specialArrangement CodeableConcept*; destination Reference; dischargeDisposition CodeableConcept
Encounter.location: location Reference!; status code #encounter-location-status; physicalType CodeableConcept; period Period
Location: identifier Identifier*; status code #location-status; operationalStatus Coding; name string; alias string*; description string; mode code #location-mode; type CodeableConcept*; telecom ContactPoint*; address Address; physicalType CodeableConcept; position Location.position; managingOrganization Reference; partOf Reference; hoursOfOperation Location.hoursOfOperation*; availabilityExceptions string; endpoint Reference*
Location.position: longitude decimal!; latitude decimal!; altitude decimal
Location.hoursOfOperation: daysOfWeek code* #days-of-week; allDay boolean; openingTime time; closingTime time
Observation: identifier Identifier*; basedOn Reference*; partOf Reference*; status code! #observation-status; category CodeableConcept*; code CodeableConcept!; subject Reference; focus Reference*; encounter Reference; effective[x] dateTime|Period|Timing|instant; issued instant; performer Reference*; value[x] Quantity|CodeableConcept|string|boolean|integer|Range|Ratio|SampledData|time|dateTime|Period; dataAbsentReason CodeableConcept; interpretation CodeableConcept*; note Annotation*; bodySite CodeableConcept; method CodeableConcept; specimen Reference; device Reference; referenceRange Observation.referenceRange*; hasMember Reference*; derivedFrom Reference*; component Observation.component*
Observation.referenceRange: low Quantity; high Quantity; type CodeableConcept; appliesTo CodeableConcept*; age Range; text string
Observation.component: code CodeableConcept!; value[x] Quantity|CodeableConcept|string|boolean|integer|Range|Ratio|SampledData|time|dateTime|Period; dataAbsentReason CodeableConcept; interpretation CodeableConcept*; referenceRange Observation.referenceRange*
ServiceRequest: identifier Identifier*; instantiatesCanonical canonical*; instantiatesUri uri*; basedOn Reference*; replaces Reference*; requisition Identifier; status code! #request-status; intent code! #request-intent; category CodeableConcept*; priority code #request-priority; doNotPerform boolean; code CodeableConcept; orderDetail CodeableConcept*; quantity[x] Quantity|Ratio|Range; subject Reference!; encounter Reference; occurrence[x] dateTime|Period|Timing; asNeeded[x] boolean|CodeableConcept; authoredOn dateTime; requester Reference; performerType CodeableConcept; performer Reference*; locationCode CodeableConcept*; locationReference Reference*; reasonCode CodeableConcept*; reasonReference Reference*; insurance Reference*; supportingInfo Reference*; specimen Reference*; bodySite CodeableConcept*; note Annotation*; patientInstruction string; relevantHistory Reference*
Task: identifier Identifier*; instantiatesCanonical canonical; instantiatesUri uri; basedOn Reference*; groupIdentifier Identifier; partOf Reference*; status code! #task-status; statusReason CodeableConcept; businessStatus CodeableConcept; intent code! #task-intent; priority code #request-priority; code CodeableConcept; description string; focus Reference; for Reference; encounter Reference; executionPeriod Period; authoredOn dateTime; lastModified dateTime; requester Reference; performerType CodeableConcept*; owner Reference; location Reference; reasonCode CodeableConcept; reasonReference Reference; insurance Reference*; note Annotation*; relevantHistory Reference*; restriction Task.restriction; input Task.input*; output Task.output*
Task.restriction: repetitions positiveInt; period Period; recipient Reference*
Task.input: type CodeableConcept!; value[x]! {_OPEN.replace(" ", "|")}
Task.output: type CodeableConcept!; value[x]! {_OPEN.replace(" ", "|")}
Bundle: identifier Identifier; type code! #bundle-type; timestamp instant; total unsignedInt; link Bundle.link*; entry Bundle.entry*; signature Any
Bundle.link: relation string!; url uri!
Bundle.entry: link Bundle.link*; fullUrl uri; resource Any; search Bundle.entry.search; request Bundle.entry.request; response Any
Bundle.entry.search: mode code #search-entry-mode; score decimal
Bundle.entry.request: method code! #http-verb; url uri!; ifNoneMatch string; ifModifiedSince instant; ifMatch string; ifNoneExist string
"""  # noqa: E501 - a line is a type


@dataclass(frozen=True, slots=True)
class Element:
    """One element: the name of its type, whether it is needed and a list, its value set or ''."""

    type: str
    needed: bool = False
    listed: bool = False
    codes: str = ""
    choice: str = ""
    """Name of the choice it belongs to, such as value[x]; of one choice one element stands."""


def _elements(said: str) -> dict[str, Element]:
    found = {}
    for one in said.split("; "):
        name, kind, *codes = one.split()
        needed, name = name.endswith("]!") or kind[-1] in "!+", name.rstrip("!")
        listed, kinds = kind[-1] in "*+", kind.rstrip("!*+")
        named = codes[0][1:] if codes else ""
        for each in kinds.split("|"):
            own = name.replace("[x]", each[0].upper() + each[1:])
            choice = name if "[x]" in name else ""
            found[own] = Element(each, needed, listed, named, choice)
    return found


_EVERY = _elements("id string; extension Extension*")
_PART = _EVERY | _elements("modifierExtension Extension*")
_RESOURCE = _elements("id id; meta Meta; implicitRules uri; language code")
_DOMAIN = _RESOURCE | _elements(
    "text Narrative; contained Any*; extension Extension*; modifierExtension Extension*"
)


def _first(name: str) -> dict[str, Element]:
    if name in RESOURCES:
        return _DOMAIN
    if name == "Bundle":
        return _RESOURCE
    return _PART if "." in name else _EVERY


TYPES: dict[str, dict[str, Element]] = {
    name: _first(name) | _elements(said)
    for name, said in (line.split(": ", 1) for line in _TABLE.strip().splitlines())
}
"""Type to its elements by name."""
TYPES["Element"] = _EVERY
TYPES |= {name: TYPES["Quantity"] for name in ("Duration", "Age", "Count", "Distance")}
