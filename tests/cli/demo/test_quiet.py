"""Quiet is not just one lucky look."""

from storefront_sync.cli.demo.quiet import QUIET_SECONDS, Look, Quiet


def test_it_is_quiet_once_nothing_moved_for_long_enough() -> None:
    quiet = Quiet()
    assert not quiet.look(Look(0, 0, 7), 0.0)
    assert not quiet.look(Look(0, 0, 7), 1.0)
    assert quiet.look(Look(0, 0, 7), 1.0 + QUIET_SECONDS)


def test_a_write_in_between_starts_the_wait_anew() -> None:
    quiet = Quiet()
    quiet.look(Look(0, 0, 7), 0.0)
    quiet.look(Look(0, 0, 7), 1.0)
    assert not quiet.look(Look(0, 0, 8), 3.9)
    assert not quiet.look(Look(0, 0, 8), 4.1)
    assert quiet.look(Look(0, 0, 8), 4.1 + QUIET_SECONDS)


def test_a_listing_apart_or_an_order_missing_is_never_quiet() -> None:
    quiet = Quiet()
    for at in range(20):
        assert not quiet.look(Look(at % 2, 1 - at % 2, 7), float(at))
