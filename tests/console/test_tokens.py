"""Only a token that the installation's own Saleor signed, for our App and now, is believed."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from joserfc.jwk import RSAKey

from storefront_sync.console.token import LEEWAY_SECONDS, LONGEST, VisitRefused, verify
from storefront_sync.inbox.keys import Keyring
from storefront_sync.saleor.errors import SaleorTransient
from storefront_sync.saleor.signatures import REFETCH_SECONDS, Fetch
from storefront_sync.tenants.models import Installation
from storefront_sync.tenants.onboarding import register_installation
from tests.conftest import HandSetClock
from tests.console.staff import EVERYTHING, USER, claims, signed
from tests.inbox.saleor_sender import base64url, jwks, private_key

OURS, OTHER = "https://toko.koperasi.example/graphql/", "https://lain.koperasi.example/graphql/"
APP, OTHER_APP = "QXBwOjQ=", "QXBwOjk="


class Keys:
    """The Saleor servers' keys; remembers who was asked."""

    def __init__(self, clock: HandSetClock) -> None:
        self.asked: list[str] = []
        self.silent = False
        self.ring = Keyring(self.fetcher, clock.time)

    def fetcher(self, api_url: str) -> Fetch:
        """One server's."""

        def fetch() -> bytes:
            self.asked.append(api_url)
            if self.silent:
                raise SaleorTransient("saleor.unreachable", "no answer")
            return jwks("ours" if api_url == OURS else "other")

        return fetch


@pytest.fixture
def keys(db: None, clock: HandSetClock) -> Keys:
    register_installation(OURS, APP, "token", clock.now())
    register_installation(OTHER, OTHER_APP, "token", clock.now())
    return Keys(clock)


@pytest.fixture
def make(clock: HandSetClock) -> Callable[..., str]:
    def token(kid: str = "ours", *, header: dict[str, object] | None = None, **other: object) -> str:
        body = claims(OURS, APP, clock.now(), **other)  # type: ignore[arg-type]
        kept = {name: value for name, value in body.items() if value is not None}
        return signed(json.dumps(kept).encode(), kid, **(header or {}))

    return token


def refusal(token: str, keys: Keys, clock: HandSetClock) -> VisitRefused:
    with pytest.raises(VisitRefused) as refused:
        verify(token, clock.now(), keys.ring)
    return refused.value


def test_a_right_token_says_who_comes_and_what_they_may(
    keys: Keys, make: Callable[..., str], clock: HandSetClock
) -> None:
    visitor = verify(make(), clock.now(), keys.ring)
    assert visitor.user_id == USER
    assert visitor.permissions == frozenset(EVERYTHING)
    assert visitor.installation_id == Installation.objects.get(api_url=OURS).pk
    assert USER not in repr(visitor)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"type": "access"}, "console.refused.token"),
        ({"type": "refresh"}, "console.refused.token"),
        ({"type": None}, "console.refused.token"),
        ({"is_staff": False}, "console.refused.token"),
        ({"is_staff": None}, "console.refused.token"),
        ({"app": OTHER_APP}, "console.refused.another_app"),
        ({"app": ""}, "console.refused.another_app"),
        ({"app": None}, "console.refused.token"),
        ({"exp": None}, "console.refused.token"),
        ({"exp": "soon"}, "console.refused.token"),
        ({"user_id": None}, "console.refused.token"),
        ({"user_permissions": None}, "console.refused.token"),
        ({"iss": None}, "console.refused.token"),
        ({"iss": "https://\0/"}, "console.refused.token"),
        ({"iss": OURS.rstrip("/")}, "console.refused.unknown_saleor"),
        ({"iss": "https://jahat.example/graphql/"}, "console.refused.unknown_saleor"),
        # Another Saleor of ours, whose keys it isn't signed with.
        ({"iss": OTHER}, "console.refused.token"),
    ],
)
def test_a_token_for_something_else_is_refused(
    keys: Keys, make: Callable[..., str], clock: HandSetClock, change: dict[str, object], key: str
) -> None:
    refused = refusal(make(**change), keys, clock)
    assert (refused.key, refused.status) == (key, 401)


def test_another_saleors_signature_does_not_open_ours(
    keys: Keys, make: Callable[..., str], clock: HandSetClock
) -> None:
    """It may sign for itself, not with our address, whatever key id it names."""
    for header in ({"signing_kid": "other"}, {}):
        for kid in ("ours", "other"):
            if (kid, header) == ("ours", {}):
                continue
            clock.forward(REFETCH_SECONDS)  # else a key that isn't known might only be a fresh one
            assert refusal(make(kid, header=dict(header)), keys, clock).key == "console.refused.token"
    theirs = signed(json.dumps(claims(OTHER, OTHER_APP, clock.now())).encode(), "other")
    assert (
        verify(theirs, clock.now(), keys.ring).installation_id == Installation.objects.get(api_url=OTHER).pk
    )


def test_a_token_ends_when_it_says_with_some_seconds_for_the_clocks(
    keys: Keys, make: Callable[..., str], clock: HandSetClock
) -> None:
    token = make(exp=int(clock.now().timestamp()))
    clock.forward(LEEWAY_SECONDS - 1)
    verify(token, clock.now(), keys.ring)
    clock.forward(1)
    assert refusal(token, keys, clock).key == "console.refused.expired"
    clock.forward(timedelta(days=400).total_seconds())
    assert refusal(token, keys, clock).key == "console.refused.expired"


def test_no_other_algorithm_is_taken(keys: Keys, make: Callable[..., str], clock: HandSetClock) -> None:
    """The classic forgeries: none at all, the public key as a shared secret, a key brought along."""
    body = base64url(json.dumps(claims(OURS, APP, clock.now())).encode())
    nothing = base64url(json.dumps({"alg": "none", "kid": "ours"}).encode())
    assert refusal(f"{nothing}.{body}.", keys, clock).key == "console.refused.token"

    public = RSAKey.import_key(private_key("ours").public_key()).as_pem(private=False)
    head = base64url(json.dumps({"alg": "HS256", "kid": "ours"}).encode())
    shared = base64url(hmac.digest(public, f"{head}.{body}".encode(), "sha256"))
    assert refusal(f"{head}.{body}.{shared}", keys, clock).key == "console.refused.token"

    own = RSAKey.import_key(private_key("mallory")).as_dict(private=False)
    brought = make(header={"signing_kid": "mallory", "jwk": own})
    assert refusal(brought, keys, clock).key == "console.refused.token"


@pytest.mark.parametrize("part", range(3))
def test_one_altered_character_is_enough(
    keys: Keys, make: Callable[..., str], clock: HandSetClock, part: int
) -> None:
    parts = make().split(".")
    middle = len(parts[part]) // 2
    swapped = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + swapped + parts[part][middle + 1 :]
    assert refusal(".".join(parts), keys, clock).status == 401


@pytest.mark.parametrize(
    "token", ["", ".", "..", "a.b.c", "null", "é.é.é", "e30.e30.e30", "W10.W10.W10", "bnVsbA..x", "a" * 9000]
)
def test_what_is_no_token_is_refused_and_nobody_is_asked(keys: Keys, clock: HandSetClock, token: str) -> None:
    assert refusal(token, keys, clock).key == "console.refused.token"
    assert keys.asked == []


def test_a_stranger_cannot_choose_whom_we_ask_for_keys(
    keys: Keys, make: Callable[..., str], clock: HandSetClock
) -> None:
    refusal(make(iss="https://jahat.example/graphql/"), keys, clock)
    assert keys.asked == []


def test_a_token_too_long_is_not_looked_at(keys: Keys, make: Callable[..., str], clock: HandSetClock) -> None:
    assert refusal(make(note="x" * LONGEST), keys, clock).key == "console.refused.token"


def test_without_keys_it_is_neither_believed_nor_called_forged(
    keys: Keys, make: Callable[..., str], clock: HandSetClock
) -> None:
    keys.silent = True
    refused = refusal(make(), keys, clock)
    assert (refused.key, refused.status) == ("console.refused.saleor_silent", 503)


def test_an_installation_that_ended_lets_nobody_in(
    keys: Keys, make: Callable[..., str], clock: HandSetClock
) -> None:
    Installation.objects.filter(api_url=OURS).update(revoked_at=clock.now())
    assert refusal(make(), keys, clock).key == "console.refused.unknown_saleor"


def test_no_refusal_repeats_the_token(keys: Keys, make: Callable[..., str], clock: HandSetClock) -> None:
    for token in (make(), make(app=OTHER_APP), make(exp=1), make(type="access")):
        refused = refusal(token + "x", keys, clock)
        told = repr(refused) + str(refused) + repr(refused.__cause__)
        assert not [part for part in (token, *token.split(".")) if part in told]
        assert "siti@" not in told
