"""In a real browser, framed from another site: the handshake, both themes and languages, every width, no
fault that axe finds, nothing sent where it doesn't belong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from mappings.words import Aspect
from storefront_sync.catalog.models import ScanProgress
from storefront_sync.ledger.marks import mark
from storefront_sync.ledger.models import OrderFeed
from storefront_sync.settings.env import settings
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.problems import open_problem
from tests.apart.neighbours import RunningClock
from tests.browser import browser
from tests.console.dashboard import Dashboard, service
from tests.console.store import ORDER, PRODUCT, Store, saleor

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDGETS = {"home": {}, "product": {"productId": PRODUCT}, "order": {"orderId": ORDER}}


@dataclass
class Scene:
    """A browser's tab before the Dashboard, and what it asked for and complained of."""

    store: Store
    dashboard: Dashboard
    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, width: int = 1280, *, same_site: bool = False) -> Frame:
        """Go to the Dashboard, which a browser takes for another site than ours, unless `same_site`; the
        frame in it."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(self.dashboard.url.replace("localhost", "127.0.0.1" if same_site else "localhost"))
        frame = self.page.frame("app")
        assert frame is not None
        return frame

    def seen(self, kind: str) -> list[dict[str, object]]:
        """The messages of that kind that the Dashboard got."""
        told = self.page.evaluate("seen")
        assert isinstance(told, list)
        return [message["payload"] for message in told if message["type"] == kind]

    def complain(self, text: str) -> None:
        """Remember it, unless it is about the Dashboard's own choice of a sandbox."""
        if "can escape its sandboxing" not in text:
            self.complaints.append(text)

    def overviews(self) -> int:
        """How often the data was asked for."""
        return sum("/console/overview" in url for url in self.requests)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def scene(transactional_db: None, context: BrowserContext) -> Iterator[Scene]:
    clock = RunningClock()
    server = saleor(clock)  # type: ignore[arg-type]
    server.start()
    try:
        store = Store.on(server, clock)  # type: ignore[arg-type]
        with service() as url, Dashboard(url, store.installation.api_url) as dashboard:
            scene = Scene(store, dashboard, context.new_page())
            scene.page.on("request", lambda request: scene.requests.append(request.url))
            scene.page.on("console", lambda message: scene.complain(message.text))
            scene.page.on("pageerror", lambda error: scene.complaints.append(str(error)))
            yield scene
            context.close()
    finally:
        server.stop()


def furnish(store: Store) -> Shop:
    """A shop with something of everything."""
    shop, now = store.shop(), store.clock.now()
    other = store.shop("tokopedia")
    rows = [
        store.linked(shop, store.variant(size, stock=12), f"Kopi Bubuk Asli Temanggung {size}")
        for size in ("250 g", "500 g", "1 kg")
    ]
    store.linked(other, store.variant("Sachet"), "Kopi sachet isi 10", units=10)
    mark([rows[0].pk, rows[1].pk], Aspect.STOCK, now - timedelta(minutes=3))
    for pk in (shop.pk, other.pk):
        OrderFeed.objects.create(shop_id=pk, read_until=now)
        ScanProgress.objects.create(shop_id=pk, started_at=now, finished_at=now)
    order = store.order(shop, "waiting_link", store.listing(shop, "Kopi misterius"))
    for key, subject, detail in (
        ("shopee.campaign_stock", f"listing:{rows[1].pk}", {}),
        ("order.waiting_link", f"order:{order.pk}", {"order": order.external_id}),
    ):
        open_problem(shop.cooperative_id, key, subject, detail, shop_id=shop.pk, now=now)
    return shop


def faults(frame: Frame) -> list[str]:
    """What axe finds wrong, every rule."""
    frame.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    found = frame.evaluate("axe.run(document).then(result => result.violations)")
    assert isinstance(found, list)
    return [
        f"{each['id']}: {each['nodes'][0]['html']} {each['nodes'][0]['failureSummary']}" for each in found
    ]


def too_wide(frame: Frame) -> bool:
    """Whether it scrolls sideways."""
    return bool(frame.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_the_page_shows_the_shops_after_the_handshake_and_asks_politely(scene: Scene) -> None:
    shop = furnish(scene.store)
    scene.dashboard.shows_app(scene.store.token())
    frame = scene.open()
    expect(frame.get_by_text(f"Shopee · {shop.name}").first).to_be_visible()
    expect(frame.get_by_role("heading", level=1)).to_have_text(
        "Keadaan toko di marketplace", use_inner_text=True
    )
    expect(frame.get_by_text("Stok ini dikunci oleh promosi Shopee")).to_be_visible()
    # The Dashboard loads the page twice and shakes hands three times.
    assert 1 <= scene.overviews() <= 2
    assert scene.complaints == []


def test_it_renews_itself_while_it_is_looked_at(scene: Scene) -> None:
    shop = furnish(scene.store)
    scene.page.clock.install()
    scene.dashboard.shows_app(scene.store.token())
    frame = scene.open()
    expect(frame.get_by_text(f"Shopee · {shop.name}").first).to_be_visible()
    Shop.objects.filter(pk=shop.pk).update(name="Toko Baru")
    before = scene.overviews()
    scene.page.clock.run_for(20_000)
    assert scene.overviews() == before
    scene.page.clock.run_for(11_000)
    expect(frame.get_by_text("Shopee · Toko Baru").first).to_be_visible()
    assert scene.overviews() == before + 1


def test_a_token_that_ended_is_told_and_the_next_one_used(scene: Scene) -> None:
    shop = furnish(scene.store)
    scene.dashboard.shows_app(scene.store.token(exp=int(scene.store.clock.now().timestamp()) - 60))
    frame = scene.open()
    expect(frame.get_by_text("Waktu masuk Anda sudah lewat")).to_be_visible()
    scene.page.evaluate("fresh => post('tokenRefresh', { token: fresh })", scene.store.token())
    expect(frame.get_by_text(f"Shopee · {shop.name}").first).to_be_visible()
    expect(frame.get_by_text("Waktu masuk Anda sudah lewat")).to_have_count(0)


def test_numbers_stay_and_are_called_stale_while_the_service_is_away(scene: Scene) -> None:
    shop = furnish(scene.store)
    scene.page.clock.install()
    scene.dashboard.shows_app(scene.store.token())
    frame = scene.open()
    expect(frame.get_by_text(f"Shopee · {shop.name}").first).to_be_visible()
    scene.page.route("**/console/overview*", lambda route: route.abort())
    scene.page.clock.run_for(31_000)
    expect(frame.get_by_text("Angka ini belum bisa diperbarui")).to_be_visible()
    expect(frame.get_by_text(f"Shopee · {shop.name}").first).to_be_visible()
    scene.page.unroute("**/console/overview*")
    scene.page.clock.run_for(31_000)
    expect(frame.get_by_text("Angka ini belum bisa diperbarui")).to_be_hidden()


def test_the_language_follows_the_dashboard_where_nothing_can_be_remembered(scene: Scene) -> None:
    """A browser that blocks other sites' storage, as a private window does."""
    furnish(scene.store)
    scene.dashboard.shows_app(scene.store.token(), locale="en")
    frame = scene.open()
    expect(frame.get_by_text("Waiting to be sent").first).to_be_visible()
    assert scene.complaints == []


def test_the_language_follows_the_dashboard_and_is_remembered(scene: Scene) -> None:
    furnish(scene.store)
    scene.dashboard.shows_app(scene.store.token(), locale="en")
    frame = scene.open(same_site=True)
    expect(frame.get_by_role("heading", level=1)).to_have_text(
        "Your shops on the marketplaces", use_inner_text=True
    )
    expect(frame.get_by_text("Waiting to be sent").first).to_be_visible()
    scene.dashboard.shows_app(scene.store.token())
    frame = scene.open(same_site=True)
    expect(frame.get_by_text("Waiting to be sent").first).to_be_visible()
    assert frame.evaluate("document.documentElement.lang") == "en"
    scene.page.evaluate("post('localeChanged', { locale: 'id' })")
    expect(frame.get_by_text("Menunggu dikirim").first).to_be_visible()
    expect(frame.get_by_role("heading", level=1)).to_have_text(
        "Keadaan toko di marketplace", use_inner_text=True
    )


def test_without_a_handshake_it_says_where_to_open_it(scene: Scene) -> None:
    furnish(scene.store)
    scene.page.clock.install()
    scene.dashboard.shows_app(scene.store.token(), silent=True)
    frame = scene.open()
    expect(frame.get_by_text("Memuat")).to_be_visible()
    expect(frame.get_by_text("Buka halaman ini dari Dashboard Saleor")).to_be_hidden()
    scene.page.clock.run_for(10_500)
    expect(frame.get_by_text("Buka halaman ini dari Dashboard Saleor")).to_be_visible()
    assert scene.overviews() == 0


def test_opened_by_itself_it_says_so_at_once(scene: Scene) -> None:
    scene.dashboard.shows_app(scene.store.token())
    address = urlsplit(scene.open().url)
    scene.page.goto(f"{address.scheme}://{address.netloc}/")
    expect(scene.page.get_by_text("Buka halaman ini dari Dashboard Saleor")).to_be_visible()
    assert faults(scene.page.main_frame) == []


def test_a_handshake_from_anybody_but_the_frame_around_it_is_not_taken(scene: Scene) -> None:
    furnish(scene.store)
    scene.dashboard.shows_app(scene.store.token(), silent=True)
    frame = scene.open()
    expect(frame.get_by_text("Memuat")).to_be_visible()
    frame.evaluate(
        "token => postMessage({ type: 'handshake', payload: { token } }, '*')", scene.store.token()
    )
    scene.page.evaluate(
        """token => new Promise(done => {
            const other = document.createElement('iframe');
            const message = JSON.stringify({ type: 'handshake', payload: { token } });
            other.srcdoc = `<script>parent.frames[0].postMessage(${message}, '*')</script>`;
            other.onload = done;
            document.body.append(other);
        })""",
        scene.store.token(),
    )
    frame.evaluate("new Promise(done => { addEventListener('message', done); postMessage('last', '*'); })")
    assert scene.overviews() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [350, 1000, 1440])
def test_the_page_has_no_fault_at_any_width_in_either_theme(scene: Scene, theme: str, width: int) -> None:
    furnish(scene.store)
    scene.dashboard.shows_app(scene.store.token(), theme=theme)
    frame = scene.open(width)
    expect(frame.get_by_text("Shopee ·").first).to_be_visible()
    assert frame.evaluate("document.documentElement.dataset.theme") == theme
    assert faults(frame) == []
    assert not too_wide(frame)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_tells_its_height_and_has_no_fault(scene: Scene, name: str, theme: str) -> None:
    furnish(scene.store)
    scene.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    scene.dashboard.shows_widget(name, scene.store.token(), **WIDGETS[name])
    frame = scene.open(350)
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    expect(scene.page.locator("iframe")).not_to_have_css("height", "200px")
    assert faults(frame) == []
    assert not too_wide(frame)
    content = frame.evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")
    heights = scene.seen("widgetResize")
    assert heights[-1]["height"] == content
    assert all(message["actionId"] for message in heights)
    assert scene.seen("notifyReady") == []
    assert scene.complaints == []


def test_a_refused_widget_tells_why_in_its_own_height(scene: Scene) -> None:
    furnish(scene.store)
    scene.dashboard.shows_widget("home", scene.store.token(permissions=()))
    frame = scene.open(350)
    expect(frame.get_by_text("Anda memerlukan izin MANAGE_PRODUCTS")).to_be_visible()
    assert faults(frame) == []


def test_no_token_is_in_an_address_no_cookie_is_set_and_nobody_else_is_asked(
    scene: Scene, context: BrowserContext
) -> None:
    furnish(scene.store)
    token = scene.store.token()
    scene.dashboard.shows_app(token)
    expect(scene.open().get_by_text("Shopee ·").first).to_be_visible()
    for name, fields in WIDGETS.items():
        scene.dashboard.shows_widget(name, token, **fields)
        expect(scene.open().get_by_role("heading", level=1)).to_be_visible()
    assert {urlsplit(url).hostname for url in scene.requests} == {"127.0.0.1", "localhost"}
    for part in (token, *token.split(".")):
        assert not [url for url in scene.requests if part in url]
    assert context.cookies() == []


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Name the one origin that may frame us."""

    def name(origin: str) -> None:
        monkeypatch.setenv("STOREFRONT_DASHBOARD_ORIGINS", origin)
        settings.cache_clear()

    yield name
    monkeypatch.undo()
    settings.cache_clear()


def test_a_dashboard_that_is_not_named_cannot_frame_us(scene: Scene, only: Callable[[str], None]) -> None:
    furnish(scene.store)
    scene.dashboard.shows_widget("home", scene.store.token())
    only("https://dashboard.example")
    with scene.page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        frame = scene.open()
    expect(frame.get_by_role("heading", level=1)).to_have_count(0)
    only(scene.dashboard.url.rstrip("/"))
    expect(scene.open().get_by_role("heading", level=1)).to_have_text("Toko di marketplace")
