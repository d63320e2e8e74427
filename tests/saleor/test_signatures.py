"""Only what the installation's own key signed over these very bytes passes."""

from __future__ import annotations

import json
import random
from base64 import urlsafe_b64encode

import pytest
from joserfc import jws
from joserfc.jwk import OctKey

from connectors.base.webhooks import ForgedWebhook
from storefront_sync.saleor.errors import SaleorTransient
from storefront_sync.saleor.signatures import (
    FIRST_FETCH_SECONDS,
    MAX_AGE_SECONDS,
    REFETCH_SECONDS,
    KeyCache,
    jwks_fetcher,
    read_jwks,
    verify,
)
from storefront_sync.saleor.simulator.keys import SigningKey, shared_key
from tests.conftest import HandSetClock
from tests.saleor.shop import SmallShop
from tests.saleor.wire import Tree

BODY = b'{"issuedAt": "2026-11-24T02:03:12.882034+00:00", "order": {"id": "T3JkZXI6MQ=="}}'


class Fetcher:
    """Counts how often the keys are fetched; `failing` raises instead."""

    def __init__(self, *keys: SigningKey) -> None:
        self.keys = list(keys)
        self.times = 0
        self.failing = False

    def __call__(self) -> bytes:
        """The JWKS document."""
        self.times += 1
        if self.failing:
            raise SaleorTransient("saleor.unreachable", "no answer")
        rows: list[Tree] = [key.jwks()["keys"] for key in self.keys]
        return json.dumps({"keys": [row for found in rows for row in found]}).encode()


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(shared_key())


@pytest.fixture
def keys(fetcher: Fetcher, clock: HandSetClock) -> KeyCache:
    return KeyCache(fetcher, clock.time)


def test_a_right_signature_passes(keys: KeyCache) -> None:
    verify(shared_key().sign(BODY), BODY, keys)


def test_thousands_of_altered_bodies_are_forged(keys: KeyCache) -> None:
    signature = shared_key().sign(BODY)
    rng = random.Random(3)
    for _ in range(2000):
        altered = bytearray(BODY)
        altered[rng.randrange(len(altered))] ^= 1 << rng.randrange(8)
        with pytest.raises(ForgedWebhook):
            verify(signature, bytes(altered), keys)


def test_truncated_and_lengthened_bodies_are_forged(keys: KeyCache) -> None:
    signature = shared_key().sign(BODY)
    for body in (b"", BODY[:-1], BODY + b" ", BODY * 2):
        with pytest.raises(ForgedWebhook):
            verify(signature, body, keys)


def test_a_signature_with_a_flipped_character_is_forged(keys: KeyCache) -> None:
    signature = shared_key().sign(BODY)
    rng = random.Random(4)
    for _ in range(500):
        place = rng.randrange(len(signature) - 1)
        swapped = "A" if signature[place] != "A" else "B"
        with pytest.raises((ForgedWebhook, SaleorTransient)):  # another key's id is another key perhaps
            verify(signature[:place] + swapped + signature[place + 1 :], BODY, keys)


@pytest.mark.parametrize(
    "signature",
    ["", ".", "..", "a.b.c", "....", "e30..e30", "!!..!!", "é..é", "W10..", "bnVsbA..x"],
)
def test_what_is_no_detached_signature_is_forged(keys: KeyCache, signature: str) -> None:
    with pytest.raises(ForgedWebhook):
        verify(signature, BODY, keys)


def test_another_key_under_a_known_id_is_forged(keys: KeyCache) -> None:
    stranger = SigningKey.generate()
    stranger.kid = shared_key().kid
    with pytest.raises(ForgedWebhook):
        verify(stranger.sign(BODY), BODY, keys)


def _header(**fields: object) -> str:
    return urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


def test_no_algorithm_and_the_public_key_as_a_shared_secret_are_forged(keys: KeyCache) -> None:
    kid = shared_key().kid
    none = _header(alg="none", b64=False, crit=["b64"], kid=kid) + ".."
    with pytest.raises(ForgedWebhook):
        verify(none, BODY, keys)
    secret = OctKey.import_key(json.dumps(shared_key().jwks()))
    header = {"alg": "HS256", "b64": False, "crit": ["b64"], "kid": kid}
    parts = jws.serialize_compact(header, BODY, secret, algorithms=["HS256"])
    with pytest.raises(ForgedWebhook):
        verify(f"{parts.split('.', 1)[0]}..{parts.rsplit('.', 1)[1]}", BODY, keys)


def test_a_header_that_hides_its_encoding_is_forged(keys: KeyCache) -> None:
    signature = shared_key().sign(BODY).split("..")[1]
    for header in (
        _header(alg="RS256", kid=shared_key().kid),
        _header(alg="RS256", b64=True, crit=["b64"], kid=shared_key().kid),
        _header(alg="RS256", b64=False, crit=["b64"]),
        _header(alg="RS256", b64=False, crit=["b64"], kid=7),
    ):
        with pytest.raises(ForgedWebhook):
            verify(f"{header}..{signature}", BODY, keys)


def test_keys_are_fetched_once_for_many_deliveries(keys: KeyCache, fetcher: Fetcher) -> None:
    for _ in range(50):
        verify(shared_key().sign(BODY), BODY, keys)
    assert fetcher.times == 1


def test_a_new_key_is_found_by_one_more_fetch(keys: KeyCache, fetcher: Fetcher, clock: HandSetClock) -> None:
    verify(shared_key().sign(BODY), BODY, keys)
    fresh = SigningKey.generate()
    fetcher.keys = [fresh]
    clock.forward(REFETCH_SECONDS)
    verify(fresh.sign(BODY), BODY, keys)
    assert fetcher.times == 2
    clock.forward(REFETCH_SECONDS)
    with pytest.raises(ForgedWebhook):
        verify(shared_key().sign(BODY), BODY, keys)


def test_forged_key_ids_cannot_make_us_fetch_all_the_time(
    keys: KeyCache, fetcher: Fetcher, clock: HandSetClock
) -> None:
    verify(shared_key().sign(BODY), BODY, keys)
    for n in range(1200):
        with pytest.raises((ForgedWebhook, SaleorTransient)):
            verify(f"{_header(alg='RS256', b64=False, crit=['b64'], kid=f'made-up-{n}')}..x", BODY, keys)
        clock.forward(0.1)
    assert fetcher.times == 2


def test_a_key_that_came_a_moment_after_the_last_fetch_is_not_judged_but_waited_for(
    keys: KeyCache, fetcher: Fetcher, clock: HandSetClock
) -> None:
    verify(shared_key().sign(BODY), BODY, keys)
    fresh = SigningKey.generate()
    fetcher.keys = [shared_key(), fresh]
    for _ in range(20):
        with pytest.raises(SaleorTransient):
            verify(fresh.sign(BODY), BODY, keys)
    assert fetcher.times == 1
    clock.forward(REFETCH_SECONDS)
    verify(fresh.sign(BODY), BODY, keys)


def test_an_unknown_key_is_not_judged_while_saleor_cannot_be_asked(
    keys: KeyCache, fetcher: Fetcher, clock: HandSetClock
) -> None:
    verify(shared_key().sign(BODY), BODY, keys)
    clock.forward(REFETCH_SECONDS)
    fetcher.failing = True
    with pytest.raises(SaleorTransient):
        verify(SigningKey.generate().sign(BODY), BODY, keys)
    verify(shared_key().sign(BODY), BODY, keys)


def test_an_installation_without_keys_is_not_asked_at_every_delivery(
    keys: KeyCache, fetcher: Fetcher
) -> None:
    fetcher.failing = True
    for _ in range(100):
        with pytest.raises(SaleorTransient):
            verify(shared_key().sign(BODY), BODY, keys)
    assert fetcher.times == 1


def test_a_withdrawn_key_is_forgotten_within_the_hour(
    keys: KeyCache, fetcher: Fetcher, clock: HandSetClock
) -> None:
    verify(shared_key().sign(BODY), BODY, keys)
    fetcher.keys = [SigningKey.generate()]
    clock.forward(MAX_AGE_SECONDS)
    with pytest.raises(ForgedWebhook):
        verify(shared_key().sign(BODY), BODY, keys)


def test_without_any_key_the_delivery_is_not_judged(
    keys: KeyCache, fetcher: Fetcher, clock: HandSetClock
) -> None:
    fetcher.failing = True
    with pytest.raises(SaleorTransient):
        verify(shared_key().sign(BODY), BODY, keys)
    fetcher.failing = False
    clock.forward(FIRST_FETCH_SECONDS)
    verify(shared_key().sign(BODY), BODY, keys)


def test_known_keys_outlive_an_unreachable_saleor(
    keys: KeyCache, fetcher: Fetcher, clock: HandSetClock
) -> None:
    verify(shared_key().sign(BODY), BODY, keys)
    fetcher.failing = True
    clock.forward(MAX_AGE_SECONDS)
    verify(shared_key().sign(BODY), BODY, keys)


@pytest.mark.parametrize(
    "document", [b"", b"{}", b"[]", b'{"keys": 3}', b'{"keys": [{"kty": "RSA", "kid": "x"}]}']
)
def test_another_document_is_no_key_set(document: bytes) -> None:
    with pytest.raises(SaleorTransient):
        read_jwks(document)


def test_the_keys_come_from_beside_the_api(shop: SmallShop) -> None:
    assert list(read_jwks(jwks_fetcher(shop.api_url)())) == [shared_key().kid]


def test_an_unreachable_key_document_is_transient(shop: SmallShop) -> None:
    shop.simulator.stop()
    with pytest.raises(SaleorTransient):
        jwks_fetcher(shop.api_url)()
