"""The required value sets of what is read: a code that is none of its set is refused.

Reference: FHIR R4 (4.0.1), the page of each value set.
"""

SETS: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "encounter-status": "planned arrived triaged in-progress onleave finished cancelled"
        " entered-in-error unknown",
        "encounter-location-status": "planned active reserved completed",
        "location-status": "active suspended inactive",
        "location-mode": "instance kind",
        "days-of-week": "mon tue wed thu fri sat sun",
        "observation-status": "registered preliminary final amended corrected cancelled"
        " entered-in-error unknown",
        "request-status": "draft active on-hold revoked completed entered-in-error unknown",
        "request-intent": "proposal plan directive order original-order reflex-order filler-order"
        " instance-order option",
        "request-priority": "routine urgent asap stat",
        "task-status": "draft requested received accepted rejected ready cancelled in-progress"
        " on-hold failed completed entered-in-error",
        "task-intent": "unknown proposal plan order original-order reflex-order filler-order"
        " instance-order option",
        "administrative-gender": "male female other unknown",
        "link-type": "replaced-by replaces refer seealso",
        "identifier-use": "usual official temp secondary old",
        "name-use": "usual official temp nickname anonymous old maiden",
        "address-use": "home work temp old billing",
        "address-type": "postal physical both",
        "contact-point-system": "phone fax email pager url sms other",
        "contact-point-use": "home work temp old mobile",
        "quantity-comparator": "< <= >= >",
        "narrative-status": "generated extensions additional empty",
        "bundle-type": "document message transaction transaction-response batch batch-response"
        " history searchset collection",
        "http-verb": "GET HEAD POST PUT DELETE PATCH",
        "search-entry-mode": "match include outcome",
        "units-of-time": "s min h d wk mo a",
        "event-timing": "MORN MORN.early MORN.late NOON AFT AFT.early AFT.late EVE EVE.early"
        " EVE.late NIGHT PHS HS WAKE C CM CD CV AC ACM ACD ACV PC PCM PCD PCV",
    }.items()
}
"""Name of a value set to its codes."""

CLASS_OF = {
    "EMER": "E",
    "IMP": "I",
    "ACUTE": "I",
    "NONAC": "I",
    "AMB": "O",
    "PRENC": "P",
}
"""Class of an Encounter to the letter HL7 v2 has for it; any other keeps its own name.

Reference: HL7's map of table 0004 (patient class) to ActEncounterCode, read backwards.
"""
