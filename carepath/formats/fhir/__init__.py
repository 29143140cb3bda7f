"""FHIR R4: bytes of JSON in; checked resources, visits' events and measured values out."""
