"""A seller in a real browser: the whole trip to a marketplace on another site and back, on a phone too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page, expect

from connectors.base.simulator.consent import Seller
from storefront_sync.core.sentences import sentence
from storefront_sync.settings.env import settings
from storefront_sync.tenants.consent_requests import Reason
from storefront_sync.tenants.models import ConsentRequest, Shop
from tests.apart.neighbours import RunningClock
from tests.browser import browser
from tests.console.dashboard import service
from tests.console.seller import PLACE, Road, road

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = 360
LAPTOP = 1280


@pytest.fixture
def way(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Road]:
    """The service at an address of its own, which the marketplace sends the browser back to."""
    with road(RunningClock()) as made, service() as url:  # type: ignore[arg-type]
        monkeypatch.setenv("STOREFRONT_PUBLIC_URL", url)
        settings.cache_clear()
        made.simulator.register_return_page(f"{url}/connect/return/{PLACE}")
        yield made
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture(params=[(PHONE, "id"), (LAPTOP, "en")], ids=lambda param: f"{param[0]}-{param[1]}")
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab, on a phone in Indonesian and on a laptop in English."""
    width, language = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 740}, locale={"id": "id-ID", "en": "en-GB"}[language]
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def is_sound(page: Page) -> None:
    """Nothing that axe finds, nothing wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    found = page.evaluate(
        f"() => {{ {AXE_FILE_PATH.read_text(encoding='utf-8')}; return axe.run(document) }}"
    )
    assert [(fault["id"], fault["nodes"]) for fault in found["violations"]] == []


def test_a_seller_goes_there_and_comes_back_with_a_shop(way: Road, page: Page) -> None:
    way.simulator.desk.seller = Seller(("7001", "7002"))
    page.goto(settings().public_url + way.link())
    is_sound(page)
    page.get_by_role("button").click()
    page.wait_for_url("**/connect/result/*")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Koperasi Melati", exact=True)).to_be_visible()
    expect(page.get_by_text("Toko 7001")).to_be_visible()
    assert "code" not in page.url
    is_sound(page)
    assert Shop.objects.count() == 2
    # Back in the history is our first page, not the address with the code.
    page.reload()
    expect(page.get_by_text("Toko 7002")).to_be_visible()


def test_the_other_language_is_one_press_away(way: Road, page: Page) -> None:
    page.goto(settings().public_url + way.link())
    before = page.locator("html").get_attribute("lang")
    page.locator("a[hreflang]").click()
    after = page.locator("html").get_attribute("lang")
    assert {before, after} == {"id", "en"}
    page.get_by_role("button").click()
    page.wait_for_url("**/connect/result/*")
    expect(page.locator("html")).to_have_attribute("lang", str(after))


def test_a_seller_who_declines_reads_what_to_do(way: Road, page: Page) -> None:
    way.simulator.desk.seller = Seller((), declines=True)
    page.goto(settings().public_url + way.link())
    page.get_by_role("button").click()
    page.wait_for_url("**/connect/result/*")
    language = str(page.locator("html").get_attribute("lang"))
    told = sentence(f"console.connect.refused.{Reason.DECLINED.value}", language)
    expect(page.get_by_text(told)).to_be_visible()
    is_sound(page)
    assert ConsentRequest.objects.get().outcome == Reason.DECLINED.value
