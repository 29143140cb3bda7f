"""Resources for tests: invented, with times in minutes after nine o'clock."""

from carepath.formats.fhir import vitals

PATIENT = {"resourceType": "Patient", "id": "p1"}


def at(minute):
    return f"2026-03-02T{9 + minute // 60:02}:{minute % 60:02}:00Z"


def encounter(status="finished", start=None, end=None, **more):
    period = {name: at(one) for name, one in (("start", start), ("end", end)) if one is not None}
    said = {"resourceType": "Encounter", "status": status, "class": {"code": "IMP"}, "id": "e1"}
    return said | ({"period": period} if period else {}) | more


def place(name, start=None, end=None, status="active"):
    period = {key: at(one) for key, one in (("start", start), ("end", end)) if one is not None}
    return {"location": {"display": name}, "status": status} | (
        {"period": period} if period else {}
    )


def told(status, start, end=None):
    return {"status": status, "period": {"start": at(start)} | ({"end": at(end)} if end else {})}


def sign(loinc="8867-4", status="final", **quantity):
    return {
        "resourceType": "Observation",
        "status": status,
        "code": {"coding": [{"system": vitals.LOINC, "code": loinc}]},
        "effectiveDateTime": "2026-03-02T09:00:00Z",
        "valueQuantity": quantity,
    }


def entry(resource, method="POST", url=None, full_url="", **request):
    kind = resource["resourceType"]
    address = url or (kind if method == "POST" else f"{kind}/{resource['id']}")
    said = {"resource": resource, "request": {"method": method, "url": address} | request}
    return said | ({"fullUrl": full_url} if full_url else {})


def bundle(*entries, kind="transaction"):
    return {"resourceType": "Bundle", "type": kind} | ({"entry": list(entries)} if entries else {})
