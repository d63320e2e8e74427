"""No secret and no buyer's data passes the redactor, wherever in a text it stands."""

from __future__ import annotations

import base64
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storefront_sync.core.redaction import HIDDEN, redact, redact_value, tells_secret

_ALPHABET = string.ascii_letters + string.digits
_MANTLES = st.text(alphabet=string.ascii_letters + " .,:;!?()\n", max_size=40)
_VALUES = st.text(alphabet=_ALPHABET, min_size=5, max_size=60)
_NAMES = st.sampled_from(
    [
        "access_token",
        "refresh_token",
        "accessToken",
        "token",
        "app_secret",
        "partner_key",
        "sign",
        "signature",
        "Saleor-Signature",
        "X-Api-Key",
        "password",
        "shop_cipher",
        "push_key",
        "encryption_keys",
        "client_secret",
        "SESSIONID",
        "STOREFRONT_SECRET",
    ]
)
_FORMS = st.sampled_from(
    [
        "{n}={v}",
        "{n}: {v}",
        '"{n}": "{v}"',
        "'{n}': '{v}'",
        '{{\\"{n}\\":\\"{v}\\"}}',
        "?a=1&{n}={v}&b=2",
        "{n} => {v}",
    ]
)


@given(before=_MANTLES, name=_NAMES, form=_FORMS, value=_VALUES, after=_MANTLES)
def test_what_stands_under_a_telling_name_is_hidden(
    before: str, name: str, form: str, value: str, after: str
) -> None:
    assume(value not in before + after + name + form + HIDDEN)
    cleaned = redact(f"{before} {form.format(n=name, v=value)} {after}")
    assert value not in cleaned
    assert HIDDEN in cleaned
    assert redact(cleaned) == cleaned


@given(before=_MANTLES, secret=st.binary(min_size=16, max_size=64), after=_MANTLES)
def test_a_long_hexadecimal_secret_is_hidden_without_a_name(before: str, secret: bytes, after: str) -> None:
    assume(any(character.isalpha() for character in secret.hex()))
    assert secret.hex() not in redact(f"{before} {secret.hex()} {after}")


@given(
    before=_MANTLES,
    secret=st.text(alphabet=_ALPHABET, min_size=24, max_size=200),
    after=_MANTLES,
    quote=st.sampled_from("'\" "),
)
def test_a_generated_secret_is_hidden_without_a_name(
    before: str, secret: str, after: str, quote: str
) -> None:
    digits = sum(character.isdigit() for character in secret)
    upper = sum(character.isupper() for character in secret)
    lower = sum(character.islower() for character in secret)
    # What random generators make: on average a sixth are digits and two fifths of either case.
    assume(digits >= 2 and upper >= 3 and lower >= 3 and (digits + min(upper, lower)) * 5 >= len(secret))
    assert secret not in redact(f"{before}{quote}{secret}{quote}{after}")


@given(
    before=_MANTLES,
    scheme=st.sampled_from(["Bearer", "bearer", "Basic", "JWT"]),
    value=st.text(alphabet=_ALPHABET + "._-", min_size=6, max_size=60),
)
def test_a_value_of_the_authorization_header_is_hidden(before: str, scheme: str, value: str) -> None:
    assume(value not in before and value.strip("._-"))
    assert value not in redact(f"{before} {scheme} {value}")
    assert value not in redact(f"Authorization: {scheme} {value}\nHost: example.id")


@given(
    before=_MANTLES,
    prefix=st.sampled_from(["08", "+628", "628", "+62 8", "62-8"]),
    digits=st.text(alphabet=string.digits, min_size=8, max_size=10),
    separator=st.sampled_from(["", "-", " "]),
)
def test_a_telephone_number_is_hidden(before: str, prefix: str, digits: str, separator: str) -> None:
    number = prefix + separator.join([digits[:3], digits[3:6], digits[6:]])
    cleaned = redact(f"{before} {number}, ok")
    assert number not in cleaned
    assert digits not in cleaned


@given(
    local=st.text(alphabet=_ALPHABET + "._+-", min_size=1, max_size=30),
    domain=st.from_regex(r"[a-z]{2,10}(\.[a-z]{2,6}){1,2}", fullmatch=True),
)
def test_an_e_mail_address_is_hidden(local: str, domain: str) -> None:
    assert f"{local}@{domain}" not in redact(f"to <{local}@{domain}>")


@given(text=st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(redact(text), str)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("postgresql://koperasi:rahasia@db/storefront", "rahasia"),
        ("redis://:rahasia@valkey:6379/0", "rahasia"),
        ("GET /callback?code=SECRETCODE&shop_id=12 HTTP/1.1", "SECRETCODE"),
        ("Cookie: sessionid=abc; csrftoken=def", "abc"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln", "eyJpc3MiOiJ4In0"),
        ('{"recipient": {"phone_number": "(031) 5678901"}}', "5678901"),
        ("gAAAAABnRkJ9" + "x1Y2z3-_" * 8, "x1Y2z3-_x1Y2z3"),
        (base64.b64encode(bytes(range(1, 64))).decode(), "AQIDBAUGBwgJCgsMDQ4P"),
    ],
)
def test_known_shapes_are_hidden(text: str, secret: str) -> None:
    assert secret not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "listing 8423117045 of shop 2200315 shows 3, wanted 5",
        "variant UHJvZHVjdFZhcmlhbnQ6MzQ4 read 100 rows in 0.21 s",
        "order 576461413038785752 of 2026-11-23T01:00:00Z is unpaid",
        "storefront_sync/saleor/simulator/resolvers/orders.py line 31",
        "order 7f3f3c0c-9a52-4c8e-9d0e-0f4e5d3a1b2c completed",
        "Seragam SD putih lengan pendek ukuran 12, Rp85.000",
        "design: merah, keyboard: ada",
    ],
)
def test_what_a_developer_needs_stays(text: str) -> None:
    assert redact(text) == text


def test_values_are_cleaned_however_deep_they_lie() -> None:
    cleaned = redact_value(
        {
            "shop": 12,
            "headers": [{"X-Auth-Token": "abc"}],
            "buyer": {"name": "Siti"},
            "note": b"token=abc",
            "ok": True,
        }
    )
    assert cleaned == {
        "shop": 12,
        "headers": [{"X-Auth-Token": HIDDEN}],
        "buyer": HIDDEN,
        "note": f"token={HIDDEN}",
        "ok": True,
    }


@pytest.mark.parametrize(
    "name", ["access_token", "buyerPhone", "X-Api-Key", "sign", "recipient_address", "email"]
)
def test_a_telling_name_is_known(name: str) -> None:
    assert tells_secret(name)


@pytest.mark.parametrize("name", ["shop", "listing_id", "design", "signal", "quantity", "path", "keyboard"])
def test_an_ordinary_name_is_not_taken_for_a_telling_one(name: str) -> None:
    assert not tells_secret(name)
