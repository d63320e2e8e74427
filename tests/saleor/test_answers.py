"""How the simulated server says no: nearly always with HTTP 200."""

from __future__ import annotations

from storefront_sync.saleor.simulator.http import BODY_LIMIT
from tests.saleor.shop import SmallShop
from tests.saleor.wire import Tree


def code(answer: Tree) -> str:
    return str(answer["errors"][0]["extensions"]["exception"]["code"])


def test_a_body_over_the_limit_is_413(shop: SmallShop) -> None:
    headers = {"Content-Length": str(BODY_LIMIT + 1)}
    answer = shop.session.post(shop.api_url, data=b"", headers=headers, timeout=5)
    assert answer.status_code == 413


def test_an_error_inside_saleor_says_200_too(shop: SmallShop) -> None:
    shop.faults(server_error_rate=1)
    answers = [shop.post("{ shop { name } }") for _ in range(12)]
    told = {answer.status_code for answer in answers}
    assert told == {200, 503}
    failed = next(answer.json() for answer in answers if answer.status_code == 200)
    assert failed["errors"][0]["message"] == "Internal Server Error"
    assert code(failed) in ("OperationalError", "IntegrityError")
