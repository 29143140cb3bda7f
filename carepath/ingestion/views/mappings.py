"""Saved mappings: every version, and what each changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from carepath.accounts import policies as rights
from carepath.accounts.permissions import Permission
from carepath.ingestion import queries


@rights.requires(Permission.IMPORT)
def mappings(request: HttpRequest) -> HttpResponse:
    """Mappings by site and name, the newest version of each first."""
    return render(
        request, "ingestion/mappings.html", {"groups": queries.histories(by=request.user)}
    )
