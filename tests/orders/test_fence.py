"""The fence between holds and the mirror: units of an order are subtracted once, never twice for long,
never not."""

from datetime import timedelta

from django.db import transaction

from storefront_sync.catalog import mirror
from storefront_sync.catalog.reading import ReadWindow
from storefront_sync.ledger import holds
from storefront_sync.ledger.models import Hold, Look
from storefront_sync.orders.models import Order
from storefront_sync.saleor.simulator.control import NewOrder, OrderPiece
from storefront_sync.saleor.types import StockRead, VariantRead
from storefront_sync.sync import desired
from storefront_sync.sync.absorb import write_reads
from tests.orders.whole_world import WholeWorld


def wanted(whole: WholeWorld) -> int | None:
    """What listing M of the first cooperative should show on Tokopedia."""
    listing = whole.listing("sumber", "tokopedia", "M")
    return desired.stock([listing.pk])[listing.pk].value


def read_now(whole: WholeWorld) -> VariantRead:
    """Variant M as Saleor has it now."""
    saleor_id = whole.variant("sumber", "M").saleor_id
    return whole.client().variants_by_ids([saleor_id], "sumber")[0]


def write(whole: WholeWorld, read: VariantRead, window: ReadWindow) -> None:
    with transaction.atomic():
        write_reads(whole.cooperatives["sumber"].pk, [read], window)


def held(whole: WholeWorld) -> Order:
    """An order for two pieces, taken in and not imported yet."""
    whole.buy("sumber", "shopee", [("M", 2)])
    whole.clock.forward(3)
    whole.drain("sumber", "shopee")
    return Order.objects.get()


def test_a_hold_is_subtracted_until_a_read_that_began_after_the_completion(whole: WholeWorld) -> None:
    order = held(whole)
    assert wanted(whole) == 3
    whole.settle("sumber")
    assert wanted(whole) == 3  # by the answer's own stocks
    assert Hold.objects.filter(order_id=order.pk).exists()
    whole.sweep("sumber")
    assert wanted(whole) == 3
    assert holds.forget_contained(whole.clock.now() + timedelta(days=1)) == 1
    assert wanted(whole) == 3


def test_a_read_from_before_the_completion_that_lands_after_it_changes_nothing(
    whole: WholeWorld,
) -> None:
    held(whole)
    started = whole.clock.now()
    stale = read_now(whole)
    whole.settle("sumber")
    window = ReadWindow(started, whole.clock.now())
    with transaction.atomic():
        mirror.write_variants(whole.cooperatives["sumber"].pk, [stale], window)
    assert wanted(whole) == 3


def test_a_read_during_the_completion_is_not_believed_but_asked_for_again(whole: WholeWorld) -> None:
    order = held(whole)
    before_it = read_now(whole)
    holds.completion_sent(order.pk, whole.clock.now())
    write(whole, before_it, ReadWindow(whole.clock.now(), whole.clock.now()))
    assert wanted(whole) == 3
    assert Look.objects.filter(ref=before_it.variant_id).exists()


def test_a_stale_sweep_that_replaces_the_answers_row_brings_the_hold_back(whole: WholeWorld) -> None:
    order = held(whole)
    before_it = read_now(whole)
    whole.settle("sumber")
    row = Hold.objects.get(order_id=order.pk)
    assert row.completion_sent_at is not None
    assert row.completion_returned_at is not None
    inside = row.completion_sent_at + timedelta(microseconds=1)
    with transaction.atomic():  # past the check above, as if the hold's times had not been known yet
        mirror.write_variants(whole.cooperatives["sumber"].pk, [before_it], ReadWindow(inside, inside))
    assert wanted(whole) == 3  # five on hand by that read, and the two still held
    whole.sweep("sumber")
    assert wanted(whole) == 3


def test_a_completion_that_never_answered_does_not_blind_the_mirror_for_ever(whole: WholeWorld) -> None:
    order = held(whole)
    holds.completion_sent(order.pk, whole.clock.now())
    whole.clock.forward(holds.COMPLETION_TAKES.total_seconds() + 1)
    whole.staff_sets("sumber", "M", 9)
    whole.sweep("sumber")
    assert wanted(whole) == 7


def test_an_older_read_never_replaces_a_newer_one(whole: WholeWorld) -> None:
    started = whole.clock.now()
    old = read_now(whole)
    whole.staff_sets("sumber", "M", 1)
    whole.sweep("sumber")
    write(whole, old, ReadWindow(started, whole.clock.now()))
    assert wanted(whole) == 1


def test_a_negative_stock_shows_as_nothing(whole: WholeWorld) -> None:
    read = read_now(whole)
    short = VariantRead(
        **{
            **{name: getattr(read, name) for name in read.__dataclass_fields__},
            "stocks": (StockRead(read.stocks[0].warehouse_id, -3, 0, 0),),
        }
    )
    write(whole, short, ReadWindow(whole.clock.now(), whole.clock.now()))
    assert wanted(whole) == 0


def test_a_completion_that_leaves_the_numbers_as_they_were_still_ends_the_hold_for_buyers(
    whole: WholeWorld,
) -> None:
    status, placed = whole.saleor.world.place_order(
        NewOrder(lines=[OrderPiece(sku=whole.sku("sumber", "M"), quantity=2)], channel="sumber")
    )
    assert status == 200
    whole.sweep("sumber")
    held(whole)
    whole.drain("sumber", "tokopedia")
    assert whole.shown("sumber", "tokopedia")["M"][0] == 1
    # The store's order is cancelled before ours is completed: Saleor has as many as at the last reading.
    assert whole.saleor.world.change_order(str(placed["order_id"]), "cancel")[0] == 200
    whole.settle("sumber")
    whole.drain("sumber", "tokopedia")
    assert whole.shown("sumber", "tokopedia")["M"][0] == 3
