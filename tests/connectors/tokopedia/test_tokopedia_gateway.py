"""The simulator lets in what the vendor's documents let in, and the connector names every refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import requests

from connectors.base.errors import AuthExpired, ConfigError, OutcomeUnknown, RateLimited, Transient
from connectors.base.services import Services, Timeouts
from connectors.base.simulator.faults import Faults
from connectors.base.types import ItemId, ModelId, ShopAccess, StockRow
from connectors.tokopedia import MARKETPLACE
from connectors.tokopedia.sign import sign_request
from connectors.tokopedia.simulator.gate import APP, cipher_of
from tests.connectors.tokopedia.shop import (
    BEANS,
    COFFEE,
    OTHER_SHOP,
    SHOP,
    ConnectedShop,
    MemoryTokens,
    OpenBudget,
)

Ask = Callable[..., dict[str, object]]


@pytest.fixture
def ask(shop: ConnectedShop) -> Ask:
    """A signed call written out by hand; `query` and `token` replace the right ones, None leaves one out."""

    def asked(
        method: str,
        path: str,
        query: dict[str, str | None] | None = None,
        body: bytes = b"",
        *,
        token: str = "",
        more: tuple[tuple[str, str], ...] = (),
        sign: str = "",
    ) -> dict[str, object]:
        given: dict[str, str | None] = {
            "app_key": APP.key,
            "timestamp": str(int(shop.clock.time())),
            "shop_cipher": cipher_of(SHOP),
            **(query or {}),
        }
        pairs = [*((key, value) for key, value in given.items() if value is not None), *more]
        signature = sign or sign_request(APP.secret, path, pairs, body)
        answer = requests.request(
            method,
            shop.simulator.base_url + path,
            params=[*pairs, ("sign", signature)],
            data=body,
            headers={
                "x-tts-access-token": token or shop.tokens.pair.access,
                "content-type": "application/json",
            },
            timeout=5,
        )
        envelope: dict[str, object] = answer.json()
        return envelope

    return asked


SEARCH = "/product/202502/products/search"
SHOPS = "/authorization/202309/shops"


def test_the_window_of_the_timestamp_is_five_minutes_back_and_half_a_minute_ahead(
    shop: ConnectedShop, ask: Ask
) -> None:
    now = int(shop.clock.time())
    codes = [ask("POST", SEARCH, {"timestamp": str(now + offset)})["code"] for offset in (-301, -300, 30, 31)]
    assert codes == [36009004, 0, 0, 36009004]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"shop_cipher": None}, 106013),
        ({"shop_cipher": "GCP_nobody"}, 101000),
        ({"shop_cipher": cipher_of(OTHER_SHOP)}, 101000),
        ({"app_key": "wrong"}, 36009004),
        ({"timestamp": None}, 36009004),
        ({"page_size": "101"}, 12019109),
        ({"page_token": "%%%"}, 12019108),
    ],
)
def test_each_wrong_parameter_has_its_documented_code(
    ask: Ask, query: dict[str, str | None], code: int
) -> None:
    assert ask("POST", SEARCH, query)["code"] == code


def test_a_wrong_signature_is_refused(ask: Ask) -> None:
    assert ask("POST", SEARCH, sign="0" * 64)["code"] == 106001


def test_the_list_of_shops_takes_no_cipher(ask: Ask) -> None:
    assert ask("GET", SHOPS)["code"] == 36009004
    assert ask("GET", SHOPS, {"shop_cipher": None})["code"] == 0


def test_path_and_method_are_checked(ask: Ask) -> None:
    assert ask("GET", "/api/orders/detail")["code"] == 36009009
    assert ask("GET", SEARCH)["code"] == 36009010


def test_a_list_is_taken_as_commas_and_as_repeated_keys(shop: ConnectedShop, ask: Ask) -> None:
    placed = [shop.simulator.place_order(SHOP, [(COFFEE, BEANS, 1)]) for _ in range(2)]
    commas = ask("GET", "/order/202507/orders", {"ids": ",".join(placed)})
    repeated = ask("GET", "/order/202309/orders", more=(("ids", placed[0]), ("ids", placed[1])))
    assert commas["data"] == repeated["data"]
    assert isinstance(commas["data"], dict)
    assert len(commas["data"]["orders"]) == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"skus":[]}', 12052902),
        (b'{"skus":[{"id":"1","inventory":"x"}]}', 12052910),
        (b"not json", 12052910),
        (b'{"skus":[{"id":"1","inventory":[]},{"id":"1","inventory":[]}]}', 12052553),
        (b'{"skus":[' + b",".join(b'{"id":"%d","inventory":[]}' % n for n in range(101)) + b"]}", 12052050),
    ],
)
def test_bodies_out_of_bounds_have_their_documented_codes(ask: Ask, body: bytes, code: int) -> None:
    path = f"/product/202309/products/{COFFEE}/inventory/update"
    assert ask("POST", path, body=body)["code"] == code


def test_an_unknown_warehouse_is_named_inside_the_rows_error(ask: Ask) -> None:
    body = b'{"skus":[{"id":"%s","inventory":[{"warehouse_id":"9","quantity":1}]}]}' % BEANS.encode()
    answer = ask("POST", f"/product/202309/products/{COFFEE}/inventory/update", body=body)
    assert answer["code"] == 0
    assert answer["data"] == {
        "errors": [
            {
                "code": 12052990,
                "message": "Check failed",
                "detail": {
                    "sku_id": BEANS,
                    "extra_errors": [
                        {"warehouse_id": "9", "code": 12052097, "message": "The warehouse does not exist"}
                    ],
                },
            }
        ]
    }


def test_an_expired_token_is_refreshed_once_and_the_call_made_again(shop: ConnectedShop) -> None:
    shop.simulator.expire_token(SHOP)
    assert shop.connector.check() == "Koperasi Contoh"
    assert shop.calls() == ["authorization/shops", "token/refresh", "authorization/shops"]
    assert shop.tokens.pair == shop.simulator.token_pair(SHOP)
    assert shop.tokens.pair.access_expires_at == shop.clock.now() + timedelta(days=7)


def test_a_token_is_refreshed_before_it_ends(shop: ConnectedShop) -> None:
    shop.clock.forward(7 * 86_400 - 30)
    shop.connector.check()
    assert shop.calls() == ["token/refresh", "authorization/shops"]


def test_a_withdrawn_consent_asks_for_the_seller(shop: ConnectedShop) -> None:
    shop.simulator.revoke_token(SHOP)
    with pytest.raises(ConfigError) as refused:
        shop.connector.check()
    assert refused.value.key == "tokopedia.consent_ended"


def test_a_token_of_another_shop_names_itself(shop: ConnectedShop) -> None:
    shop.tokens.pair = shop.simulator.token_pair(OTHER_SHOP)
    with pytest.raises(ConfigError) as refused:
        shop.connector.pull_listings()
    assert refused.value.key == "tokopedia.token_of_another_shop"
    with pytest.raises(ConfigError) as refused:
        shop.connector.check()
    assert refused.value.key == "tokopedia.shop_unknown"


@pytest.mark.parametrize(
    ("app", "access", "key"),
    [
        (replace(APP, secret="wrong"), ShopAccess(SHOP, cipher_of(SHOP)), "tokopedia.signature"),
        (replace(APP, key="wrong"), ShopAccess(SHOP, cipher_of(SHOP)), "tokopedia.app_credentials"),
    ],
)
def test_wrong_app_credentials_are_for_the_operator(
    shop: ConnectedShop, app: object, access: ShopAccess, key: str
) -> None:
    assert isinstance(app, type(APP))
    services = Services(shop.tokens, shop.budget, shop.clock.now, Timeouts(), host=shop.simulator.base_url)
    with pytest.raises(ConfigError) as refused:
        MARKETPLACE.connect(app, access, services).check()
    assert refused.value.key == key


def test_a_clock_that_is_off_is_named(shop: ConnectedShop) -> None:
    services = Services(
        MemoryTokens(shop.tokens.pair),
        OpenBudget(),
        lambda: shop.clock.now() + timedelta(minutes=2),
        Timeouts(),
        host=shop.simulator.base_url,
    )
    connector = MARKETPLACE.connect(APP, ShopAccess(SHOP, cipher_of(SHOP)), services)
    with pytest.raises(ConfigError) as refused:
        connector.check()
    assert refused.value.key == "tokopedia.clock"


def test_too_many_calls_are_known_by_status_and_by_code(shop: ConnectedShop) -> None:
    shop.simulator.set_faults(Faults(calls_per_second=0.001, burst=1))
    shop.connector.check()
    for _ in range(8):
        with pytest.raises(RateLimited):
            shop.connector.check()
    assert len(shop.budget.told) == 8


def test_a_broken_server_leaves_a_write_unknown_and_a_read_to_be_repeated(shop: ConnectedShop) -> None:
    shop.simulator.set_faults(Faults(server_error_rate=1))
    with pytest.raises(Transient):
        shop.connector.pull_listings()
    with pytest.raises(OutcomeUnknown):
        shop.connector.push_stock(ItemId(COFFEE), [StockRow(ModelId(BEANS), 1)])


def test_no_refusal_tells_a_secret(shop: ConnectedShop) -> None:
    secrets = {APP.secret, shop.tokens.pair.access, shop.tokens.pair.refresh, cipher_of(SHOP)}
    shop.simulator.revoke_token(SHOP)
    with pytest.raises((ConfigError, AuthExpired)) as refused:
        shop.connector.check()
    told = f"{refused.value!r} {refused.value} {refused.value.__cause__!r} {shop.tokens.pair!r}"
    assert not any(secret in told for secret in secrets)
