"""A stay that says which one it follows is linked to it, once; its attributes do not name it."""

import pytest

from carepath.journeys.actions import linking
from carepath.journeys.models import Journey, JourneyLink
from tests.journeys.frames import event, frame
from tests.journeys.worlds import declared, record

pytestmark = pytest.mark.django_db
AFTER_A = '{"readmission_of":"A","ward":"M"}'


@pytest.fixture
def source():
    return declared()


def back(start=100, attributes=AFTER_A):
    return event("B", "Triage", start, start + 5, case_attributes=attributes)


def linked():
    return list(JourneyLink.objects.values_list("earlier__case_ref", "later__case_ref", "kind"))


def test_a_return_is_linked_to_the_stay_before(source):
    record(source, event("A", "Triage", 0, 5))
    record(source, back())
    assert linked() == [("A", "B", "readmission")]
    assert Journey.objects.get(case_ref="B").attributes == {"ward": "M"}


def test_both_may_come_at_once_and_again(source):
    for _ in range(2):
        record(source, back(), event("A", "Triage", 0, 5))
        record(source, back(200))
    assert linked() == [("A", "B", "readmission")]


def test_one_whose_stay_before_is_not_known_yet_is_linked_with_its_next_event(source):
    record(source, back())
    record(source, event("A", "Triage", 0, 5))
    assert linked() == []
    record(source, back(200))
    assert linked() == [("A", "B", "readmission")]


@pytest.mark.parametrize(
    "said",
    ['{"readmission_of":"B"}', '{"readmission_of":7}', '{"note":"readmission_of"}', "{}", None],
)
def test_nonsense_makes_no_link(source, said):
    record(source, event("A", "Triage", 0, 5), back(attributes=said))
    assert linked() == []


def test_a_case_of_another_source_is_not_meant(source):
    record(declared("other"), event("A", "Triage", 0, 5))
    record(source, back())
    assert linked() == []


def test_it_tells_how_many_are_new(source):
    record(source, event("A", "Triage", 0, 5), event("B", "Triage", 9, 12))
    ids = dict(Journey.objects.values_list("case_ref", "pk"))
    assert linking.link(frame(back()), ids, source) == 1
    assert linking.link(frame(back()), ids, source) == 0
