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
        self._versions: dict[Hashable, Hashable] = {}
        self._lock = Lock()

    def recall(
        self,
        question: Hashable,
        compute: Callable[[], Answer],
        *,
        about: Hashable = None,
        version: Hashable = None,
    ) -> Answer:
        """Return the remembered answer, or what `compute` returns.

        Answers `about` one thing are forgotten as soon as it is asked about in another version: of
        data that change each second nothing old is held.
        """
        question = (about, version, question)
        with self._lock:
            self._forget_other_versions(about, version)
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

    def knows(
        self, question: Hashable, *, about: Hashable = None, version: Hashable = None
    ) -> bool:
        """Return whether the answer is remembered, so that asking takes no time."""
        with self._lock:
            future = self._kept.get((about, version, question))
        return future is not None and future.done()

    def _forget_other_versions(self, about: Hashable, version: Hashable) -> None:
        if about is None or self._versions.get(about) == version:
            return
        self._versions[about] = version
        for key in [key for key in self._kept if key[0] == about and key[1] != version]:
            del self._kept[key]

    def _fill(self, question: Hashable, future: Future, compute: Callable[[], Answer]) -> None:
        try:
            future.set_result(compute())
        except BaseException as error:
            with self._lock:
                if self._kept.get(question) is future:
                    del self._kept[question]
            future.set_exception(error)
