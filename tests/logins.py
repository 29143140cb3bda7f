"""The portal's login and the auditor's on PostgreSQL, for tests of what they may do."""

import os

from django.db import connection

from carepath.audit import database_roles

APP, AUDITOR = f"care'path_app_{os.getpid()}", f"carepath_auditor_{os.getpid()}"


def made():
    """Make both in this test's transaction; they are gone with it."""
    database_roles.grant(app=APP, password="p'w", auditor=AUDITOR)
    with connection.cursor() as cursor:
        for role in (APP, AUDITOR):  # a login that makes roles need not be able to become them
            cursor.execute(f'GRANT "{role}" TO CURRENT_USER')


def become(role):
    """Do the rest of this test's transaction as this login."""
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
