"""The doors of FHIR: programs of other systems give resources and read them back."""
