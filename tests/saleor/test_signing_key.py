"""The simulator signs with the key that it publishes."""

from concurrent.futures import ThreadPoolExecutor

from storefront_sync.saleor.simulator.keys import SharedKey


def test_threads_that_need_the_key_at_once_get_the_same_one() -> None:
    shared = SharedKey()
    with ThreadPoolExecutor(4) as pool:
        kids = {made.kid for made in pool.map(lambda _: shared(), range(4))}
    assert len(kids) == 1
