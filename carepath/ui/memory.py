"""Remember the last answers of this process, so that what many requests ask is computed once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import TypeVar

Answer = TypeVar("Answer")


class Memory:
    """At most `size` answers by question; the one not asked for longest goes first.

    Of several threads with the same question one computes and the others wait for it. An error is
    raised in each and not remembered.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Future] = OrderedDict()
        self._lock = Lock()

    def recall(self, question: Hashable, compute: Callable[[], Answer]) -> Answer:
        """Return the remembered answer, or what `compute` returns."""
        with self._lock:
            future = self._kept.get(question)
            mine = future is None
            if mine:
                future = self._kept[question] = Future()
            self._kept.move_to_end(question)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        if mine:
            self._fill(question, future, compute)
        return future.result()

    def _fill(self, question: Hashable, future: Future, compute: Callable[[], Answer]) -> None:
        try:
            future.set_result(compute())
        except BaseException as error:
            with self._lock:
                if self._kept.get(question) is future:
                    del self._kept[question]
            future.set_exception(error)
