"""Whatever order parcels leave in, however often answers are lost: what left is sent once, all of it, and
nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.money import Rupiah
from storefront_sync.orders.next_step import Adopt, Free, Send, Shipment, TakeBack, Write, next_step
from storefront_sync.saleor.types import FulfilmentRead, OrderLineRead, OrderRead

MOST_STEPS = 40
PARCELS = st.lists(
    st.dictionaries(st.sampled_from("XYZ"), st.integers(1, 3), min_size=1), min_size=1, max_size=3
)
MOMENTS = st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=8)


@dataclass
class Books:
    """An order in Saleor as far as parcels go, and what we remember of it."""

    order: OrderRead
    claims: dict[str, list[str]] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

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
        name = f"F{len(self.order.fulfilments)}"
        sent = isinstance(step, Send)
        made = FulfilmentRead(
            name,
            "FULFILLED" if sent else "RETURNED",
            step.label if isinstance(step, Send) else "",
            "W",
            step.pieces,
        )
        self._move(step.pieces, 1)
        self.order = replace(self.order, fulfilments=(*self.order.fulfilments, made))
        if isinstance(step, Send) and not forgetful:
            self.claims[name] = [step.parcel_id]
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
@given(PARCELS, MOMENTS, st.booleans(), st.booleans(), st.booleans())
def test_what_left_is_sent_once_whatever_the_order_and_whatever_is_lost(
    parcels: list[dict[str, int]],
    moments: list[tuple[int, bool]],
    split: bool,
    numbered: bool,
    over: bool,
) -> None:
    made = books(parcels, split=split)
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
