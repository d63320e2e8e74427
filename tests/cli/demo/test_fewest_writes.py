"""The lower bound on writes really is one, and is met."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from storefront_sync.cli.demo.stabbing import Event, Unit

GRID = 0.25


def right_enough(unit_rows: int, events: list[Event], instants: tuple[float, ...], tolerance: float) -> bool:
    """Plays one choice of instants forward, step by step on a grid, with no cleverness."""
    wanted, shown = [0] * unit_rows, [0] * unit_rows
    wrong_since: list[float | None] = [None] * unit_rows
    steps = [number * GRID for number in range(60)]
    for at in steps:
        for row in range(unit_rows):
            since = wrong_since[row]
            if since is not None and at - since > tolerance:
                return False
        for event in events:
            if event.at == at:
                if event.wanted is not None:
                    wanted[event.row] = event.wanted
                if event.moved is not None:
                    shown[event.row] = max(shown[event.row] + event.moved, 0)
                if event.typed is not None:
                    shown[event.row] = event.typed
        if at in instants:
            shown = list(wanted)
        for row in range(unit_rows):
            if shown[row] == wanted[row]:
                wrong_since[row] = None
            elif wrong_since[row] is None:
                wrong_since[row] = at
    return shown == wanted


def fewest_by_trying_all(unit_rows: int, events: list[Event], tolerance: float) -> int:
    candidates = sorted({0.0, *(event.at + shift * GRID for event in events for shift in range(5))})
    for count in range(len(events) + 2):
        for instants in combinations(candidates, count):
            if right_enough(unit_rows, events, instants, tolerance):
                return count
    raise AssertionError("a write after each event is always enough")


def as_late_as_possible(unit_rows: int, events: list[Event], tolerance: float) -> int:
    """The plain greedy rule: write at the first deadline, then start again."""
    instants: list[float] = []
    for _ in range(len(events) + 1):
        if right_enough(unit_rows, events, tuple(instants), tolerance):
            return len(instants)
        last = instants[-1] if instants else -GRID
        later = [number * GRID for number in range(60) if number * GRID > last]
        fitting = [
            at for at in later if right_enough_until(unit_rows, events, (*instants, at), tolerance, at)
        ]
        instants.append(max(fitting))
    return len(instants)


def right_enough_until(
    unit_rows: int, events: list[Event], instants: tuple[float, ...], tolerance: float, until: float
) -> bool:
    before = [event for event in events if event.at <= until]
    return right_enough(unit_rows, before, instants, tolerance)


moments = st.integers(min_value=1, max_value=16).map(lambda number: number * GRID)


@st.composite
def event(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from(["wanted", "moved", "typed"]))
    at, row = draw(moments), draw(st.integers(0, 1))
    if kind == "wanted":
        return Event(at, row, wanted=draw(st.integers(0, 3)))
    if kind == "moved":
        return Event(at, row, moved=draw(st.integers(-2, 2)))
    return Event(at, row, typed=draw(st.integers(0, 3)))


@given(st.lists(event(), max_size=5))
def test_no_choice_of_instants_does_with_fewer(events: list[Event]) -> None:
    fewest = Unit(0.0, [0, 0], [0, 0], events).fewest_writes()
    assert fewest == fewest_by_trying_all(2, events, 1.0)


@given(st.lists(event(), max_size=8))
def test_writing_as_late_as_possible_never_does_with_fewer(events: list[Event]) -> None:
    assert Unit(0.0, [0, 0], [0, 0], events).fewest_writes() <= as_late_as_possible(2, events, 1.0)


def test_nothing_changes_so_nothing_is_written() -> None:
    assert Unit(0.0, [5, 7], [5, 7], []).fewest_writes() == 0


def test_rows_wrong_at_the_start_need_one_write_together() -> None:
    assert Unit(0.0, [5, 7, 9], [4, 7, 8], []).fewest_writes() == 1


def test_two_changes_within_a_second_are_one_write() -> None:
    events = [Event(10.0, 0, wanted=4), Event(10.9, 1, wanted=6)]
    assert Unit(0.0, [5, 7], [5, 7], events).fewest_writes() == 1


def test_two_changes_further_apart_are_two_writes() -> None:
    events = [Event(10.0, 0, wanted=4), Event(11.1, 1, wanted=6)]
    assert Unit(0.0, [5, 7], [5, 7], events).fewest_writes() == 2


def test_the_marketplaces_own_decrement_needs_none() -> None:
    events = [Event(10.0, 0, wanted=4), Event(10.00001, 0, moved=-1)]
    assert Unit(0.0, [5], [5], events).fewest_writes() == 0


def test_a_change_taken_back_within_a_second_needs_none() -> None:
    events = [Event(10.0, 0, wanted=4), Event(10.6, 0, wanted=5)]
    assert Unit(0.0, [5], [5], events).fewest_writes() == 0


def test_a_number_typed_into_seller_center_needs_one() -> None:
    assert Unit(0.0, [5], [5], [Event(3.0, 0, typed=9)]).fewest_writes() == 1


def test_writing_early_can_save_a_write_that_comes_back() -> None:
    events = [Event(0.5, 0, wanted=1), Event(1.4, 0, wanted=2), Event(1.6, 0, wanted=1)]
    assert Unit(0.0, [0], [0], events).fewest_writes() == 1
