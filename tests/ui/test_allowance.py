from concurrent.futures import ThreadPoolExecutor

from carepath.ui.allowance import Allowance


def test_so_many_in_a_while_and_no_more():
    allowance = Allowance(most=2, seconds=60)
    assert [allowance.take(now=t) for t in (100, 130, 159.9)] == [True, True, False]
    assert [allowance.take(now=t) for t in (160, 161, 162)] == [True, True, False]


def test_a_clock_that_goes_back_shuts_nobody_out():
    allowance = Allowance(most=1, seconds=60)
    assert allowance.take(now=1000)
    assert allowance.take(now=10)


def test_threads_share_it():
    allowance = Allowance(most=50, seconds=60)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: allowance.take(now=1), range(400))) == 50
