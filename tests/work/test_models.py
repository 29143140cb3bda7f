from carepath.work.models import Delivery


def test_each_state_of_a_mail_has_its_words():
    said = {state: Delivery(state=state).state_words for state in Delivery.State.values}
    assert said["in_doubt"] == "in doubt" and said["quarantined"] == "set aside"
    assert all(said.values())
