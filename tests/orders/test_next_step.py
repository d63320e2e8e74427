"""Whatever order parcels leave in, however often answers are lost: what left is sent once, all of it, and
nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.money import Rupiah
from storefront_sync.orders.next_step import Adopt, Free, Send, Shipment, TakeBack, Write, next_step
from storefront_sync.orders.sending import sendings_of
from storefront_sync.saleor.types import AllocationRead, FulfilmentRead, OrderLineRead, OrderRead, Sending

MOST_STEPS = 40
PARCELS = st.lists(
    st.dictionaries(st.sampled_from("XYZ"), st.integers(1, 3), min_size=1), min_size=1, max_size=3
)
MOMENTS = st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=8)


@dataclass
class Books:
    """An order in Saleor as far as parcels go, and what we remember of it. `two_places`: each line lies in
    a warehouse of its own, so that one sending makes several parcels."""

    order: OrderRead
    claims: dict[str, list[str]] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    two_places: bool = False

    def settle(self, shipments: list[Shipment], *, forgetful: bool = False, over: bool = False) -> None:
        """Do what there is to do; `forgetful`: the answer to the first sending is lost, and the worker
        dies."""
        for _ in range(MOST_STEPS):
            known = [replace(row, written=self.written.get(row.parcel_id, "")) for row in shipments]
            step = next_step(known, self.order, self.claims, all_told=True, over=over)
            if step is None:
                return
            if isinstance(step, Adopt):
                for one in step.fulfilment_ids:
                    self.claims.setdefault(one, []).append(step.parcel_id)
            elif isinstance(step, Write):
                self._mark(step.fulfilment_id, tracking_number=step.label)
                self.written |= dict.fromkeys(step.parcel_ids, step.label)
            elif isinstance(step, TakeBack):
                self._move(step.fulfilment.pieces, -1)
                self._mark(step.fulfilment.id, status="CANCELED")
            else:
                self._take(step, forgetful=forgetful)
                if forgetful:
                    return
        raise AssertionError("it never ends")

    def _take(self, step: Send | Free, *, forgetful: bool) -> None:
        sent = isinstance(step, Send)
        parts = [dict(step.pieces)]
        if self.two_places and sent and len(step.pieces) > 1:
            parts = [{line: count} for line, count in step.pieces.items()]
        made = [
            FulfilmentRead(
                f"F{len(self.order.fulfilments) + at}",
                "FULFILLED" if sent else "RETURNED",
                step.label if isinstance(step, Send) else "",
                f"W{at}",
                part,
            )
            for at, part in enumerate(parts)
        ]
        self._move(step.pieces, 1)
        self.order = replace(self.order, fulfilments=(*self.order.fulfilments, *made))
        if isinstance(step, Send) and not forgetful:
            self.claims |= {row.id: [step.parcel_id] for row in made}
            self.written[step.parcel_id] = step.label

    def _move(self, pieces: object, sign: int) -> None:
        counts = dict(pieces)  # type: ignore[call-overload]
        lines = [
            replace(line, fulfilled=line.fulfilled + sign * counts.get(line.id, 0))
            for line in self.order.lines
        ]
        assert all(0 <= line.fulfilled <= line.quantity for line in lines)
        self.order = replace(self.order, lines=tuple(lines))

    def _mark(self, fulfilment_id: str, **changes: str) -> None:
        rows = [
            replace(row, **changes) if row.id == fulfilment_id else row  # type: ignore[arg-type]
            for row in self.order.fulfilments
        ]
        self.order = replace(self.order, fulfilments=tuple(rows))

    def sent(self) -> dict[str, int]:
        """Pieces on their way by variant."""
        variants = {line.id: line.variant_id for line in self.order.lines}
        pieces: dict[str, int] = {}
        for row in self.order.fulfilments:
            if row.status == "FULFILLED":
                for line, count in row.pieces.items():
                    pieces[variants[line]] = pieces.get(variants[line], 0) + count
        return pieces


def together(parcels: list[dict[str, int]]) -> dict[str, int]:
    """What is in all of them."""
    pieces: dict[str, int] = {}
    for parcel in parcels:
        for variant, count in parcel.items():
            pieces[variant] = pieces.get(variant, 0) + count
    return pieces


def books(parcels: list[dict[str, int]], *, split: bool) -> Books:
    """An order of these pieces; `split`: a variant's pieces are in two lines, as a pack's may be."""
    lines = []
    for variant, count in sorted(together(parcels).items()):
        parts = [1, count - 1] if split and count > 1 else [count]
        lines += [
            OrderLineRead(f"{variant}{at}", variant, part, 0, Rupiah(1)) for at, part in enumerate(parts)
        ]
    return Books(OrderRead("O", "1", "UNFULFILLED", "", "c", Rupiah(1), tuple(lines), ()))


def shipments(parcels: list[dict[str, int]], left: set[int], *, numbered: bool) -> list[Shipment]:
    """The marketplace's parcels; those in `left` have left."""
    return [
        Shipment(f"p{at}", at in left, label=f"JP{at}" if numbered and at in left else "", variants=pieces)
        for at, pieces in enumerate(parcels)
    ]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(PARCELS, MOMENTS, st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_what_left_is_sent_once_whatever_the_order_and_whatever_is_lost(
    parcels: list[dict[str, int]],
    moments: list[tuple[int, bool]],
    split: bool,
    numbered: bool,
    over: bool,
    two_places: bool,
) -> None:
    made = books(parcels, split=split)
    made.two_places = two_places
    left: set[int] = set()
    for at, forgetful in moments:
        left |= {at} & set(range(len(parcels)))
        made.settle(shipments(parcels, left, numbered=numbered), forgetful=forgetful)
    made.settle(shipments(parcels, left, numbered=numbered), over=over)
    assert made.sent() == together([parcels[at] for at in left])
    if numbered:
        told = ", ".join(row.tracking_number for row in made.order.fulfilments)
        assert all(f"JP{at}" in told for at in left)
    if over:
        assert all(line.fulfilled == line.quantity for line in made.order.lines)
    before = made.order
    made.settle(shipments(parcels, left, numbered=numbered), over=over)
    assert made.order == before


@settings(max_examples=200, deadline=None, derandomize=True)
@given(PARCELS, st.lists(st.integers(0, 2), max_size=6))
def test_what_staff_sent_all_at_once_is_sent_no_second_time(
    parcels: list[dict[str, int]], leaving: list[int]
) -> None:
    made = books(parcels, split=False)
    everything = {line.id: line.quantity for line in made.order.lines}
    lines = tuple(replace(line, fulfilled=line.quantity) for line in made.order.lines)
    staffs = FulfilmentRead("staff", "FULFILLED", "", "W", everything)
    made.order = replace(made.order, lines=lines, fulfilments=(staffs,))
    left: set[int] = set()
    for at in leaving:
        left |= {at} & set(range(len(parcels)))
        made.settle(shipments(parcels, left, numbered=True))
    (row,) = made.order.fulfilments
    assert row.tracking_number == ", ".join(f"JP{at}" for at in sorted(left))


def test_a_parcel_that_was_called_off_is_taken_back_before_another_is_sent() -> None:
    parcels = [{"X": 2}]
    made = books(parcels, split=False)
    made.settle([Shipment("old", left=True, variants={"X": 2})])
    gone = Shipment("old", left=False, called_off=True, variants={"X": 2})
    made.settle([gone, Shipment("new", left=True, variants={"X": 2})])
    assert [row.status for row in made.order.fulfilments] == ["CANCELED", "FULFILLED"]
    assert made.claims["F1"] == ["new"]


def test_pieces_go_from_where_they_lie_and_uncounted_ones_from_the_first_warehouse() -> None:
    lines = (
        OrderLineRead("a", "X", 5, 0, Rupiah(1), (AllocationRead("W1", 2), AllocationRead("W2", 3))),
        OrderLineRead("b", "Y", 2, 0, Rupiah(1)),
        OrderLineRead("c", "Z", 4, 0, Rupiah(1), (AllocationRead("W2", 1),)),
    )
    order = OrderRead("O", "1", "UNFULFILLED", "", "c", Rupiah(1), lines, ())
    assert sendings_of(order, {"a": 4, "b": 2, "c": 3}, "W1") == [
        Sending("a", "W1", 2),
        Sending("a", "W2", 2),
        Sending("b", "W1", 2),
        Sending("c", "W2", 3),
    ]


def test_a_parcel_is_known_by_its_number_though_the_marketplace_shows_fewer_pieces_since() -> None:
    made = books([{"X": 3}], split=False)
    made.settle([Shipment("a", left=True, label="JP", variants={"X": 2}), REST], forgetful=True)
    made.settle([Shipment("a", left=True, label="JP", variants={"X": 1}), REST])
    assert [row.pieces for row in made.order.fulfilments] == [{"X0": 2}]
    assert made.claims == {"F0": ["a"]}


REST = Shipment("b", left=False, variants={"X": 1})
