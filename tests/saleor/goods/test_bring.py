"""A product list comes into the store again and again, and each row ends in a result of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from requests import PreparedRequest, ReadTimeout, Response, Session
from requests.adapters import HTTPAdapter

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.goods.bring import bring
from storefront_sync.saleor.goods.outcome import RowOutcome, RowResult
from storefront_sync.saleor.goods.plan import Target
from storefront_sync.saleor.setup.blueprint_file import default_blueprint
from storefront_sync.saleor.setup.renaming import renamed
from storefront_sync.saleor.setup.run import set_up
from storefront_sync.saleor.sheet.rows import VariantRow, parse_row
from storefront_sync.saleor.simulator.state.store import Store
from tests.conftest import HandSetClock
from tests.saleor.empty import EmptySaleor

Cells = dict[str, str]
SHIRT: Cells = {"product": "Seragam SD", "category": "Seragam Sekolah", "producer": "Benang Emas"}
CAKE: Cells = {
    "product": "Kue Kering",
    "category": "Kue",
    "halal": "ID35110001234560923",
    "price_idr": "20000",
}


def shirt(size: str, **more: str) -> Cells:
    return {**SHIRT, "sku": f"SD-{size}", "options": f"Ukuran={size}", "price_idr": "78000", **more}


class Koperasi:
    """A cooperative whose shop was set up, and a client for it."""

    def __init__(self, clock: HandSetClock) -> None:
        self.saleor = EmptySaleor.start(clock)
        self.shop = set_up(self.saleor.staff(), default_blueprint()).shop
        self.client: SaleorClient = self.saleor.staff()
        self.target = Target("koperasi", self.shop.channel_id, self.shop.warehouse_id)

    @property
    def books(self) -> Store:
        return self.saleor.simulator.store

    def bring(self, *cells: Cells, dry: bool = False, target: Target | None = None) -> list[RowResult]:
        rows = [parse_row(line, row) for line, row in enumerate(cells, start=2)]
        fit = [row for row in rows if isinstance(row, VariantRow)]
        assert len(fit) == len(rows)
        results: list[RowResult] = []
        bring(self.client, fit, target or self.target, results.append, dry=dry)
        return sorted(results, key=lambda result: result.line)

    def shown(self, sku: str) -> tuple[object, ...]:
        variant = self.books.variant_by_sku[sku]
        (listing,) = variant.listings.values()
        (stock,) = variant.stocks.values()
        return variant.product.name, variant.name, listing.price, variant.weight_g, stock.quantity


@pytest.fixture
def store(clock: HandSetClock) -> Iterator[Koperasi]:
    made = Koperasi(clock)
    yield made
    made.saleor.simulator.stop()


def outcomes(results: list[RowResult]) -> list[str]:
    return [result.outcome.value for result in results]


def test_new_products_get_all_that_the_row_says(store: Koperasi) -> None:
    results = store.bring(
        shirt("S", weight_g="220", on_hand="9", barcode="8994280387017"), {**CAKE, "sku": "K"}
    )
    assert outcomes(results) == ["created", "created"]
    assert store.shown("SD-S") == ("Seragam SD", "S", 78000, 220, 9)
    product = store.books.variant_by_sku["K"].product
    said = {
        row.slug: product.attributes[row.pk][0].name
        for row in product.product_type.product_attributes
        if row.pk in product.attributes
    }
    assert product.product_type.slug == "makanan"
    assert said == {"nomor-halal": "ID35110001234560923"}


def test_the_same_list_again_changes_nothing_and_writes_nothing(store: Koperasi) -> None:
    rows = (shirt("S", on_hand="9"), shirt("M"), {**CAKE, "sku": "K"})
    store.bring(*rows)
    before = store.books.journal.after(0, 10_000)
    assert outcomes(store.bring(*rows)) == ["same"] * 3
    written = [row for row in store.books.journal.after(len(before), 10_000) if row.get("write")]
    assert written == []


def test_a_renamed_product_is_the_same_product_with_its_new_sizes(store: Koperasi) -> None:
    store.bring(shirt("S"), shirt("M"))
    name = "Seragam SD Lengan Pendek"
    results = store.bring(shirt("S", product=name, price_idr="80000"), shirt("L", product=name))
    assert outcomes(results) == ["changed", "created"]
    assert [(row.column, row.before, row.after) for row in results[0].changes] == [
        ("product", "Seragam SD", name),
        ("price_idr", "78000", "80000"),
    ]
    assert len(store.books.products) == 1
    assert [variant.sku for variant in store.books.products[0].variants] == ["SD-S", "SD-M", "SD-L"]


def test_a_trial_says_the_same_and_changes_nothing(store: Koperasi) -> None:
    store.bring(shirt("S"))
    told = store.bring(
        shirt("S", price_idr="1000"), shirt("M"), {**CAKE, "sku": "K", "category": "Baru"}, dry=True
    )
    assert outcomes(told) == ["changed", "created", "created"]
    assert store.shown("SD-S")[2] == 78000
    assert list(store.books.variant_by_sku) == ["SD-S"]
    assert all(category.name != "Baru" for category in store.books.categories)


def test_stock_of_what_is_there_is_touched_only_when_asked(store: Koperasi) -> None:
    store.bring(shirt("S", on_hand="9"))
    assert outcomes(store.bring(shirt("S", on_hand="4"))) == ["same"]
    assert store.shown("SD-S")[4] == 9
    counting = Target(store.target.channel, store.target.channel_id, store.target.warehouse_id, stock=True)
    (result,) = store.bring(shirt("S", on_hand="4"), target=counting)
    assert [(row.column, row.before, row.after) for row in result.changes] == [("on_hand", "9", "4")]
    assert store.shown("SD-S")[4] == 4


def test_empty_cells_leave_what_is_there(store: Koperasi) -> None:
    store.bring(shirt("S", weight_g="220", barcode="8994280387017"))
    assert outcomes(store.bring({"product": "Seragam SD", "sku": "SD-S"})) == ["same"]


def test_one_bad_row_holds_up_no_other(store: Koperasi) -> None:
    results = store.bring(
        shirt("S"),
        {**SHIRT, "sku": "SD-X", "options": "Rasa=Pedas", "price_idr": "1000"},
        {**SHIRT, "sku": "SD-Y", "options": "Ukuran=Y"},
        {**CAKE, "sku": "K", "school": "SD"},
        {**CAKE, "sku": "TWICE"},
        {**CAKE, "sku": "TWICE"},
    )
    assert outcomes(results) == ["created", *["faulty"] * 5]
    assert [result.faults[0].key for result in results[1:]] == [
        "import.no_option",
        "sheet.empty",
        "import.no_place",
        "import.sku_twice",
        "import.sku_twice",
    ]


def test_a_sku_of_another_cooperative_is_refused_and_untouched(store: Koperasi) -> None:
    store.bring(shirt("S"))
    other = renamed(default_blueprint(), name="Koperasi Melati", slug="melati")
    shop = set_up(store.saleor.staff(), other).shop
    target = Target("melati", shop.channel_id, shop.warehouse_id, frozenset({"koperasi"}))
    results = store.bring(shirt("S", price_idr="1000"), shirt("M"), target=target)
    assert outcomes(results) == ["faulty", "created"]
    assert results[0].faults[0].key == "import.sku_of_another"
    assert store.shown("SD-S")[2] == 78000
    assert len(store.books.products) == 2


def test_an_interrupted_list_goes_on(store: Koperasi) -> None:
    rows = [{**CAKE, "product": f"Kue {n}", "sku": f"K-{n}"} for n in range(150)]

    class Cut(Exception):
        pass

    seen: list[RowResult] = []

    def cut(result: RowResult) -> None:
        seen.append(result)
        if len(seen) == 120:
            raise Cut

    parsed = [row for row in map(parse_row, range(150), rows) if isinstance(row, VariantRow)]
    with pytest.raises(Cut):
        bring(store.client, parsed, store.target, cut)
    assert Counter(outcomes(store.bring(*rows)))["faulty"] == 0
    assert len(store.books.products) == 150


class LosesAnswer(HTTPAdapter):
    """A connection that breaks after the first call of a name has arrived."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name.encode()
        self.lost = 0

    def send(  # type: ignore[override]
        self, request: PreparedRequest, *arguments: object, **more: object
    ) -> Response:
        """Pass the call on, and lose its answer once."""
        answer = super().send(request, *arguments, **more)  # type: ignore[arg-type]
        if not self.lost and isinstance(request.body, bytes) and self._name in request.body:
            self.lost += 1
            answer.close()
            raise ReadTimeout
        return answer


@pytest.mark.parametrize("name", ["CreateProducts", "UpdateProduct"])
def test_after_a_lost_answer_nothing_is_made_twice(store: Koperasi, name: str) -> None:
    store.bring(shirt("S"))
    losing = LosesAnswer(name)
    session = Session()
    session.mount("http://", losing)
    client = SaleorClient(store.saleor.api_url, store.books.staff_token, session=session)
    cells = (shirt("S", product="Seragam SD Baru"), {**CAKE, "sku": "K"})
    rows = [row for row in map(parse_row, (2, 3), cells) if isinstance(row, VariantRow)]
    results: list[RowResult] = []
    bring(client, rows, store.target, results.append)
    assert losing.lost == 1
    assert {result.outcome for result in results} <= {
        RowOutcome.CREATED,
        RowOutcome.CHANGED,
        RowOutcome.UNKNOWN,
    }
    assert outcomes(store.bring(*cells)) == ["same", "same"]
    assert sorted(store.books.variant_by_sku) == ["K", "SD-S"]
    session.close()
