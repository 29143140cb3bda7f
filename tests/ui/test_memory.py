from threading import Barrier, Thread

import pytest

from carepath.ui.memory import Memory


def test_an_answer_is_computed_once():
    asked = []
    memory = Memory(2)
    for _ in range(3):
        assert memory.recall("how many", lambda: asked.append(1) or 42) == 42
    assert len(asked) == 1


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
