"""EDGE: other systems; the FHIR R4 face of CarePath, in and out."""
