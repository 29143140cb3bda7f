"""Raise, tell, acknowledge, clear and rate alerts."""

from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F

from carepath.accounts.models import User
from carepath.analysis import alerting
from carepath.analysis.alerting import CLEARED, RAISED, Watch
from carepath.audit import actions as audit
from carepath.frames.escalation import LEVEL, AlertRule, Rules
from carepath.frames.moments import from_us, to_us
from carepath.outcomes import policies, queries
from carepath.outcomes.models import Alert, Note, Telling, Watching
from carepath.outcomes.queries import Now, Standard
from carepath.places.models import Site
from carepath.work import actions as work


def watch(*, site: Site, standard: Standard, found: Now, at: datetime) -> None:
    """Take one look at every alert rule of a site, inside the door of its score."""
    here, rules = site.time(at), standard.rules
    rows = {row.parameter: row for row in Watching.objects.filter(site=site)}
    watched = {rule.parameter for rule in rules.alerts}
    for rule in rules.alerts:
        row = rows.get(rule.parameter) or Watching(site=site, parameter=rule.parameter)
        _look(row, rule, standard, found, here)
    for row in rows.values():
        if row.parameter not in watched:  # its rule is gone: nothing would ever clear it
            _clear(site, row.parameter, here)
            row.delete()
    _tell(site, rules, at)


def _look(row: Watching, rule: AlertRule, standard: Standard, found: Now, here: datetime) -> None:
    value = _value(rule, found)
    before = Watch(row.is_open, row.since, row.looked)
    after, event = alerting.look(before, rule, value, to_us(here))
    row.is_open, row.since, row.looked = after.is_open, after.since, after.looked
    row.save()
    if event == RAISED and value is not None:
        since = here if before.since is None else from_us(before.since)
        _raise(row.site, rule, standard, found, value, since, here)
    elif event == CLEARED:
        _clear(row.site, rule.parameter, here)
    elif after.is_open and value is not None:
        _worsen(row.site, rule, value)


def _value(rule: AlertRule, found: Now) -> float | None:
    if rule.parameter == LEVEL:
        return float(found.score.level) if found.score.level else None
    value = found.values.get(rule.parameter)
    return None if value is None or value != value else value


def _raise(
    site: Site, rule: AlertRule, standard: Standard, found: Now, value: float, since: datetime,
    here: datetime,
) -> None:  # fmt: skip
    evidence = [[one.key, one.value, one.band, one.points] for one in found.score.parts]
    if rule.parameter not in {one[0] for one in evidence}:
        evidence.append([rule.parameter, value, None, None])
    row = Alert.objects.create(
        site=site, parameter=rule.parameter, rules=standard.name, rule=asdict(rule),
        raised_at=here, since_at=min(since, here), value=value, worst=value, evidence=evidence,
    )  # fmt: skip
    audit.record("alert.raised", row, site=site.slug, of=rule.parameter, value=value)


def _clear(site: Site, parameter: str, here: datetime) -> None:
    for row in Alert.objects.filter(site=site, parameter=parameter, cleared_at=None):
        row.cleared_at = max(here, row.raised_at)
        row.save(update_fields=["cleared_at"])
        audit.record("alert.cleared", row, site=site.slug, of=parameter)


def _worsen(site: Site, rule: AlertRule, value: float) -> None:
    mine = Alert.objects.filter(site=site, parameter=rule.parameter, cleared_at=None)
    worse = {"worst__lt": value} if rule.rises else {"worst__gt": value}
    mine.filter(**worse).update(worst=value)


def _tell(site: Site, rules: Rules, at: datetime) -> None:
    """Tell each role of the open alerts that are for it by now, and mail what may be mailed."""
    here = site.time(at)
    for row in queries.open_alerts(site=site).prefetch_related("tellings"):
        rule = AlertRule(**row.rule)
        told = {telling.role for telling in row.tellings.all()}
        seen = row.acknowledged_at is not None
        due = alerting.roles_told(rule, to_us(row.raised_at), to_us(here), acknowledged=seen)
        for role in due:
            if role not in told:
                _tell_role(row, rule, role, rules.budget, here)
    if not site.synthetic and not rules.is_quiet(here.astimezone(ZoneInfo(site.timezone)).hour):
        _mail(site, at)


def _tell_role(row: Alert, rule: AlertRule, role: str, budget: int, here: datetime) -> None:
    """Tell a role, or its share being used up, leave a note for the owner of the rule."""
    shift = queries.shift_start(here, ZoneInfo(row.site.timezone))
    if queries.told_in_shift(site=row.site, role=role, since=shift) < budget:
        Telling.objects.create(alert=row, role=role, at=here)
        if row.held_back:
            row.held_back = False
            row.save(update_fields=["held_back"])
    elif not row.held_back:
        row.held_back = True
        row.save(update_fields=["held_back"])
        note, _new = Note.objects.get_or_create(
            site=row.site, parameter=rule.parameter, shift_at=shift, defaults={"owner": rule.owner}
        )
        Note.objects.filter(pk=note.pk).update(held_back=F("held_back") + 1)
        audit.record("alert.held_back", row, site=row.site.slug, of=rule.parameter)


def _mail(site: Site, at: datetime) -> None:
    """Write to everybody who holds a role that was told, of alerts that nobody acknowledged.

    Of an invented hospital nobody outside is told. Where a mail was set aside it is looked again
    each time: once the address of its reader is put right they are written to, and nobody twice.
    """
    for telling in queries.tellings_to_mail(site=site):
        mail = work.written("outcomes/emails/alert", {"alert": telling.alert})
        for person in queries.holders(site=site, role=telling.role):
            slot = f"{telling.alert_id}"
            work.send_mail(mail=mail, to=person.email, topic=queries.ALERT_MAIL, slot=slot, at=at)
        Telling.objects.filter(pk=telling.pk, mailed_at=None).update(mailed_at=at)


def acknowledge(*, alert: Alert, by: User, at: datetime) -> bool:
    """Say that somebody sees to an alert: no further role is told; return whether it was new."""
    policies.check_act(by, alert)
    with audit.recording_as(by, at=at) as act:
        mine = Alert.objects.filter(pk=alert.pk, acknowledged_at=None)
        name = act.actor_name[:150]
        done = mine.update(acknowledged_at=alert.site.time(at), acknowledged_by=name)
        if done:
            audit.record("alert.acknowledged", alert, site=alert.site.slug, of=alert.parameter)
    return bool(done)


def rate(*, alert: Alert, useful: bool, by: User, at: datetime) -> None:
    """Keep whether an alert was useful; what is said last counts."""
    policies.check_act(by, alert)
    with audit.recording_as(by, at=at) as act:
        Alert.objects.filter(pk=alert.pk).update(
            useful=useful, rated_at=alert.site.time(at), rated_by=act.actor_name[:150]
        )
        audit.record("alert.rated", alert, site=alert.site.slug, of=alert.parameter, useful=useful)


def settle_note(*, note: Note, by: User, at: datetime) -> bool:
    """Say that a note was read; return whether it was new."""
    policies.check_note(by, note)
    with audit.recording_as(by, at=at) as act:
        mine = Note.objects.filter(pk=note.pk, settled_at=None)
        done = mine.update(settled_at=note.site.time(at), settled_by=act.actor_name[:150])
        if done:
            audit.record("alert.note_read", note, site=note.site.slug, of=note.parameter)
    return bool(done)
