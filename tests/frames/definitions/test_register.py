from carepath.frames.definitions import REGISTER, TOPICS
from carepath.frames.definitions.register import gettext_noop


def test_every_definition_says_all_that_a_reader_asks():
    for found in REGISTER:
        texts = (found.title, found.formula, found.unit, found.excludes, found.owner)
        assert all(texts), found.key
        assert found.topic in TOPICS
        assert found.version >= 1


def test_keys_are_unique_words():
    keys = [found.key for found in REGISTER]
    assert len(keys) == len(set(keys)) == len(REGISTER)
    assert all(key.isidentifier() for key in keys)


def test_each_topic_lists_its_own():
    listed = [found for topic in TOPICS for found in REGISTER.of_topic(topic)]
    assert listed == list(REGISTER)


def test_a_definition_is_found_by_its_key():
    assert REGISTER["journeys"].title == "Journeys"
    assert "journeys" in REGISTER
    assert "no_such_number" not in REGISTER


def test_texts_are_their_own_message_ids():
    assert gettext_noop("As it stands") == "As it stands"
