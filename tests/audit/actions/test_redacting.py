"""Two people make changes unreadable; the chain holds, and nobody does it alone or by SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from carepath.audit import actions, queries, verifier
from carepath.audit.models import Alert, Change, Entry, Redaction, RedactionDecision
from carepath.audit.policies import NotNow
from carepath.audit.queries import chain
from carepath.journeys.models import Source, Target
from tests.audit.changed import run, without_triggers
from tests.factories import AT, person, site

pytestmark = pytest.mark.django_db(databases="__all__")
SECRET = "Jansen-1947-0311"


@pytest.fixture
def two():
    return person("ada", "AUDITOR"), person("eve", "AUDITOR")


@pytest.fixture
def target():
    """A governed row whose values and reasons once held what they should not."""
    source = Source.objects.create(name="log", site=site())
    with actions.acting_as("test", at=AT, why=f"for {SECRET}"):
        row = Target.objects.create(source=source, from_stage=SECRET, to_stage="B", within_s=60)
        actions.record("target.set", row, stage=SECRET)
    with actions.acting_as("test", at=AT, why="corrected"):
        row.from_stage = "A"
        row.save()
        actions.record("target.set", row)
    return row


def asked(row, by):
    return actions.ask_redaction(
        label=row._meta.label, key=str(row.pk), by=by, at=AT, reason="a name was typed"
    )


def decided(request, by, *, approve=True):
    return actions.decide_redaction(asked=request, approve=approve, by=by, at=AT, reason="agreed")


def everything():
    """Every text of every table of the database that holds what should go."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield from (f"{table}: {row}" for row in cursor.fetchall() if SECRET in str(row))


def test_nothing_readable_remains_and_the_chain_holds(target, two):
    actions.seal(at=AT)
    assert len({text.partition(":")[0] for text in everything()}) >= 3
    decided(asked(target, two[0]), two[1])
    assert list(everything()) == []
    found = queries.verdict()
    assert found.first_bad_seq is None and found.roots_checked == 1
    assert list(found.redacted.values()) == [2]
    blank = Change.objects.filter(redaction__isnull=False)
    assert {(r.old, r.new, r.salt, r.reason) for r in blank} == {(None, None, None, None)}
    assert {r.actor for r in blank} == {"test"}, "who and when stays"


def test_the_verifier_says_under_which_decision(target, two, tmp_path, capsys):
    request = asked(target, two[0])
    decided(request, two[1])
    file = tmp_path / "ledger.ndjson"
    file.write_text("".join(chain.line(row) + "\n" for row in queries.rows()))
    assert verifier.main([str(file)]) == 0
    assert f"2 rows are redacted under {request.pk}." in capsys.readouterr().out


def test_the_reconciler_finds_nothing_and_still_sees_a_later_write(target, two):
    decided(asked(target, two[0]), two[1])
    actions.look_at_witnesses(at=AT)
    assert not Alert.objects.exists()
    newest = Change.objects.filter(table_name="journeys_target").order_by("-seq").first()
    assert newest.operation == "adopt" and SECRET not in newest.new
    with without_triggers():
        run("UPDATE journeys_target SET within_s = 1")
    actions.look_at_witnesses(at=AT)
    assert Alert.objects.get().kind == Alert.Kind.UNRECORDED


def test_a_governed_change_goes_on_after_it(target, two):
    decided(asked(target, two[0]), two[1])
    with actions.acting_as("test", at=AT, why="later"):
        target.within_s = 90
        target.save()
        actions.record("target.set", target)
    actions.look_at_witnesses(at=AT)
    assert not Alert.objects.exists()
    assert queries.verdict().first_bad_seq is None


def test_nobody_decides_alone(target, two):
    request = asked(target, two[0])
    with pytest.raises(NotNow):
        decided(request, two[0])
    assert not RedactionDecision.objects.exists() and list(everything())


def test_the_database_itself_asks_for_two(target, two):
    request = asked(target, two[0])
    with actions.acting_as(two[0], at=AT, why="alone"):
        me = actions.actor_of(two[0])[0]
        for by in (me, "user:999"):
            with pytest.raises(DatabaseError), transaction.atomic():
                RedactionDecision.objects.create(
                    redaction=request.pk, approved=True, why="x", decided_by=by,
                    decided_by_name="x", decided_at=AT,
                )  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            Redaction.objects.create(
                table_name="journeys_target", key="1", until=9, why="x", asked_by="user:999",
                asked_by_name="x", asked_at=AT,
            )  # fmt: skip
    assert list(everything())


def test_declined_leaves_all_as_it_is_and_is_final(target, two):
    request = asked(target, two[0])
    decided(request, two[1], approve=False)
    assert list(everything())
    with pytest.raises(NotNow):
        decided(request, two[1])


def test_by_sql_a_row_is_blanked_neither_before_nor_after(target, two):
    blank = "UPDATE audit_change SET old=NULL, new=NULL, salt=NULL, reason=NULL, redaction=%s"
    request = asked(target, two[0])
    for _ in range(2):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(blank, request.pk)
        if not RedactionDecision.objects.exists():
            decided(request, two[1])
    with pytest.raises(DatabaseError), transaction.atomic():
        run("UPDATE audit_change SET actor = 'x' WHERE redaction IS NOT NULL")


def test_blanked_by_an_owner_without_a_decision_is_named_by_the_verifier(target):
    with without_triggers():
        run(
            "UPDATE audit_change SET old=NULL, new=NULL, salt=NULL, reason=NULL, redaction=1"
            " WHERE seq = 1"
        )
    found = queries.verdict()
    assert (found.first_bad_seq, "without the decision of two" in found.reason) == (1, True)


def test_a_decision_reaches_no_other_row(target, two):
    decided(asked(target, two[0]), two[1])
    first = Change.objects.filter(table_name="accounts_grant").earliest("seq")
    with without_triggers():
        run(
            "UPDATE audit_change SET old=NULL, new=NULL, salt=NULL, reason=NULL,"
            " redaction=(SELECT max(redaction) FROM audit_redactiondecision) WHERE seq = %s",
            first.seq,
        )
    assert queries.verdict().first_bad_seq == first.seq


def test_a_row_without_readable_changes_is_not_asked_for(two):
    with pytest.raises(NotNow):
        actions.ask_redaction(label="journeys.Target", key="99", by=two[0], at=AT, reason="x")


def test_sentences_keep_who_and_what_was_done(target, two):
    decided(asked(target, two[0]), two[1])
    said = Entry.objects.filter(verb="target.set")
    assert {(one.actor, one.why, str(one.detail)) for one in said} == {("test", "", "{}")}
    with pytest.raises(DatabaseError), transaction.atomic():
        run("UPDATE audit_entry SET why = 'other' WHERE verb = 'target.set'")


def test_a_row_that_is_gone_is_redacted_too(target, two):
    key = str(target.pk)
    with actions.acting_as("test", at=AT, why="gone"):
        target.delete()
        actions.record("target.dropped", f"journeys.Target:{key}")
    request = actions.ask_redaction(
        label="journeys.Target", key=key, by=two[0], at=AT, reason="a name"
    )
    decided(request, two[1])
    assert list(everything()) == []
    actions.look_at_witnesses(at=AT)
    assert not Alert.objects.exists()
