"""The mirror: whatever is read in whatever order, each row is of the read that began last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mappings.money import Rupiah
from storefront_sync.catalog import mirror
from storefront_sync.catalog.models import Variant
from storefront_sync.catalog.reading import Changes, ReadWindow
from storefront_sync.saleor.types import StockRead, VariantRead
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.onboarding import register_cooperative, register_installation
from tests.catalog.row_by_row import Row, RowByRow, Told

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
KEYS = ("V-a", "V-b")
NUMBERS = st.integers(-2, 4)
STOCKS = st.dictionaries(
    st.sampled_from(("W-1", "W-2")), st.tuples(NUMBERS, st.integers(0, 1), st.integers(0, 1))
)
DETAILS = st.tuples(
    st.sampled_from(("Kemeja", "K" * 400)), st.sampled_from((None, 10_000, 10_000)), st.booleans()
)


@st.composite
def windows(draw: st.DrawFn) -> ReadWindow:
    """Of few moments, so that reads overlap, are late, and begin at the same one."""
    began = draw(st.integers(0, 8))
    takes = draw(st.integers(0, 4))
    answer_of = draw(st.sampled_from((None, None, 7)))
    return ReadWindow(_at(began), _at(began + takes), answer_of)


@dataclass(frozen=True)
class VariantsRead:
    """Whole variants were read."""

    reads: tuple[VariantRead, ...]
    window: ReadWindow


@dataclass(frozen=True)
class StocksRead:
    """Stock alone was read."""

    stocks: dict[str, tuple[StockRead, ...]]
    window: ReadWindow


@dataclass(frozen=True)
class Missed:
    """Variants were asked for by id and not there."""

    keys: tuple[str, ...]
    window: ReadWindow


Step = VariantsRead | StocksRead | Missed


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """One reading, of any kind."""
    window = draw(windows())
    keys = tuple(draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1)))
    kind = draw(st.sampled_from((VariantsRead, VariantsRead, StocksRead, Missed)))
    if kind is Missed:
        return Missed(keys, window)
    if kind is StocksRead:
        return StocksRead({key: _stocks(draw(STOCKS)) for key in keys}, window)
    return VariantsRead(tuple(_read(key, draw(DETAILS), draw(STOCKS)) for key in keys), window)


@pytest.fixture
def cooperative(db: None) -> Cooperative:
    return _cooperative()


def _cooperative() -> Cooperative:
    installation = register_installation("http://saleor.test/graphql/", "app", "token", START)
    return register_cooperative(
        installation, "sumber", "Sumber", channel_slug="sumber", channel_id="ch", warehouse_ids=["W-1"]
    )


def _at(second: int) -> datetime:
    return START + timedelta(seconds=second)


def _read(
    key: str, details: tuple[str, int | None, bool], stocks: dict[str, tuple[int, int, int]]
) -> VariantRead:
    name, price, tracked = details
    return VariantRead(
        variant_id=key,
        product_id=f"P-{key}",
        product_name=name,
        category="Batik",
        name="M",
        sku=f"SKU-{key}",
        barcode="",
        track_inventory=tracked,
        updated_at=START,
        price=None if price is None else Rupiah(price),
        stocks=_stocks(stocks),
    )


def _stocks(stocks: dict[str, tuple[int, int, int]]) -> tuple[StockRead, ...]:
    return tuple(StockRead(place, *pieces) for place, pieces in stocks.items())


def _shirt(key: str, price: int = 10_000, quantity: int = 5, places: int = 1) -> VariantRead:
    return _read(key, ("Kemeja", price, True), {f"W-{n}": (quantity, 0, 0) for n in range(places)})


def _mirrored(cooperative: Cooperative) -> dict[str, Row]:
    rows = {}
    for row in Variant.objects.filter(cooperative=cooperative).prefetch_related("stocks"):
        details = (
            row.product_id,
            row.product_name,
            row.options,
            row.category,
            row.sku,
            row.barcode,
            row.price,
            row.track_inventory,
        )
        stocks = {one.warehouse_id: (one.quantity, one.allocated, one.reserved) for one in row.stocks.all()}
        stamps = (row.stock_read_started, row.stock_read_ended, row.stock_answer_of)
        rows[row.saleor_id] = Row(details, row.details_read_started, row.gone_at, stocks, stamps)
    return rows


def _told(cooperative: Cooperative, changes: Changes) -> Told:
    names = dict(Variant.objects.filter(cooperative=cooperative).values_list("pk", "saleor_id"))
    return Told(
        *(
            {names[pk] for pk in found}
            for found in (changes.stock, changes.raised, changes.price, changes.new)
        )
    )


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=st.lists(steps(), min_size=3, max_size=8))
def test_reads_in_any_order_leave_what_writing_row_by_row_would(story: list[Step]) -> None:
    plain = RowByRow()
    with transaction.atomic():
        cooperative = _cooperative()
        for step in story:
            changes, told = _both(cooperative, plain, step)
            assert _told(cooperative, changes) == told
            assert _mirrored(cooperative) == plain.rows
        transaction.set_rollback(True)


def _both(cooperative: Cooperative, plain: RowByRow, step: Step) -> tuple[Changes, Told]:
    match step:
        case VariantsRead(reads, window):
            return mirror.write_variants(cooperative.pk, reads, window), plain.write_variants(reads, window)
        case StocksRead(stocks, window):
            return mirror.write_stocks(cooperative.pk, stocks, window), plain.write_stocks(stocks, window)
        case Missed(keys, window):
            return mirror.gone(cooperative.pk, keys, window), plain.gone(keys, window)


def test_a_page_that_changed_nothing_costs_three_statements(cooperative: Cooperative) -> None:
    page = [_shirt(f"V-{number:03}", places=3) for number in range(100)]
    mirror.write_variants(cooperative.pk, page, ReadWindow(_at(0), _at(1)))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        changes = mirror.write_variants(cooperative.pk, page, ReadWindow(_at(2), _at(3)))
    assert changes == Changes()
    assert len(captured) == 3


def test_a_page_of_new_and_changed_variants_costs_as_many_statements_as_one_variant(
    cooperative: Cooperative,
) -> None:
    known = [_shirt(f"V-{number:03}", places=2) for number in range(50)]
    mirror.write_variants(cooperative.pk, known, ReadWindow(_at(0), _at(1)))
    page = [_shirt(f"V-{number:03}", price=12_000, quantity=9) for number in range(100)]
    with CaptureQueriesContext(connection) as captured:
        changes = mirror.write_variants(cooperative.pk, page, ReadWindow(_at(2), _at(3)))
    assert len(changes.new) == 50
    assert len(changes.stock) == len(changes.price) == 100
    assert len(captured) <= 9


def test_a_variant_that_is_there_again_is_shown_again(cooperative: Cooperative) -> None:
    mirror.write_variants(cooperative.pk, [_shirt("V-a")], ReadWindow(_at(0), _at(1)))
    variant = Variant.objects.get(saleor_id="V-a").pk
    assert mirror.gone(cooperative.pk, ["V-a"], ReadWindow(_at(2), _at(3))).stock == {variant}
    changes = mirror.write_variants(cooperative.pk, [_shirt("V-a")], ReadWindow(_at(4), _at(5)))
    assert changes.stock == {variant}
    assert Variant.objects.get(pk=variant).gone_at is None


def test_a_text_that_no_database_holds_stops_no_page(cooperative: Cooperative) -> None:
    odd = _read("V-a", ("Kemeja \0 \ud800", 10_000, True), {"W-1": (5, 0, 0)})
    mirror.write_variants(cooperative.pk, [odd, _shirt("V-b")], ReadWindow(_at(0), _at(1)))
    assert Variant.objects.get(saleor_id="V-a").product_name == "Kemeja \ufffd \ufffd"
    assert Variant.objects.filter(saleor_id="V-b").exists()


def test_rows_are_locked_in_the_order_of_saleors_ids(cooperative: Cooperative) -> None:
    with CaptureQueriesContext(connection) as captured:
        mirror.write_variants(cooperative.pk, [_shirt("V-b"), _shirt("V-a")], ReadWindow(_at(0), _at(1)))
    lock, add = (query["sql"] for query in captured.captured_queries[:2])
    assert "ORDER BY saleor_id FOR NO KEY UPDATE" in lock
    assert "INSERT INTO catalog_variant" in add
    assert "ORDER BY key" in add
