from threading import Barrier, Thread
from weakref import WeakSet

import pytest

from carepath.ui.memory import Memory


def test_an_answer_is_computed_once():
    asked = []
    memory = Memory(2)
    for _ in range(3):
        assert memory.recall("how many", lambda: asked.append(1) or 42) == 42
    assert len(asked) == 1


def test_it_tells_what_it_knows_and_forgets_nothing_by_telling():
    memory = Memory(1)
    assert not memory.knows("a", about="log", version=1)
    memory.recall("a", lambda: 1, about="log", version=1)
    assert memory.knows("a", about="log", version=1)
    assert not memory.knows("a", about="log", version=2)
    assert memory.knows("a", about="log", version=1)


def test_the_answer_not_asked_for_longest_goes_first():
    memory, asked = Memory(2), []

    def ask(question):
        return memory.recall(question, lambda: asked.append(question) or question)

    for question in ("a", "b", "a", "c", "a", "b"):
        assert ask(question) == question
    assert asked == ["a", "b", "c", "b"]


def test_an_error_is_raised_and_not_remembered():
    memory = Memory(2)
    with pytest.raises(ZeroDivisionError):
        memory.recall("share", lambda: 1 / 0)
    assert memory.recall("share", lambda: 0.5) == 0.5


def test_threads_with_one_question_compute_it_once():
    memory, asked, answers, ready = Memory(2), [], [], Barrier(4)

    def ask():
        ready.wait()
        answers.append(memory.recall("how many", lambda: asked.append(1) or 42))

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [42] * 4
    assert len(asked) == 1


def test_a_new_version_of_one_thing_lets_go_of_the_old_and_leaves_others():
    memory, asked = Memory(9), []

    def ask(about, version):
        question = (about, version)
        return memory.recall(
            "edges", lambda: asked.append(question) or question, about=about, version=version
        )

    for about, version in (("ward", 1), ("clinic", 1), ("ward", 2), ("ward", 2), ("clinic", 1)):
        assert ask(about, version) == (about, version)
    assert asked == [("ward", 1), ("clinic", 1), ("ward", 2)]
    assert ask("ward", 1) == ("ward", 1)  # somebody still asks about the old one
    assert asked[3:] == [("ward", 1)]


def test_what_is_no_longer_the_version_is_not_held():
    memory, held = Memory(9), WeakSet()

    class Large:
        def __init__(self):
            held.add(self)

    for version in range(5):
        memory.recall("whole", Large, about="ward", version=version)
    assert len(held) == 1
