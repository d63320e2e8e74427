"""Staff log in with a password and get a signed token for five minutes."""

from __future__ import annotations

import base64
import json
from urllib.parse import urljoin

import pytest
import requests
from joserfc import jws
from joserfc.jwk import KeySet

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import StaffRefused, TokenDead
from storefront_sync.saleor.staff import find_server, login
from tests.saleor.contract.caller import LOGIN, Caller, code
from tests.saleor.contract.premises import Premises
from tests.saleor.contract.server import Server
from tests.saleor.wire import Tree

REFRESH = """mutation($token: String!) { tokenRefresh(refreshToken: $token) {
  token errors { field code } } }"""
BOTH = """mutation($email: String!, $password: String!) { tokenCreate(email: $email, password: $password) {
  token refreshToken user { isStaff userPermissions { code } } errors { field code } } }"""
ME = "{ channels { id } }"
PAUSE = 2.0
"""Seconds after which a first wrong password is forgiven."""


@pytest.fixture
def session(server: Server, nobody: Caller) -> Tree:
    """What a log-in answers."""
    made = nobody.do(BOTH, email=server.email, password=server.password)
    assert made["errors"] == []
    return made


def part(token: str, index: int) -> Tree:
    text = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def test_a_server_tells_who_it_is_to_anybody(server: Server) -> None:
    found = find_server(server.api_url)
    assert (found.api_url, found.version) == (server.api_url, "3.23")


def test_a_token_says_whose_it_is_and_for_how_long(server: Server, session: Tree) -> None:
    header, claims = part(session["token"], 0), part(session["token"], 1)
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    assert claims["iss"] == server.api_url
    assert (claims["owner"], claims["type"], claims["email"]) == ("saleor", "access", server.email)
    assert claims["is_staff"] is True
    assert claims["user_id"]
    assert claims["exp"] - claims["iat"] == 300
    assert abs(claims["iat"] - server.now().timestamp()) < 60


def test_a_token_is_signed_by_the_servers_published_key(server: Server, session: Tree) -> None:
    keys = requests.get(urljoin(server.api_url, "/.well-known/jwks.json"), timeout=10).json()
    assert part(session["token"], 0)["kid"] in {key["kid"] for key in keys["keys"]}
    signed = jws.deserialize_compact(session["token"], KeySet.import_key_set(keys), algorithms=["RS256"])
    assert json.loads(signed.payload)["email"] == server.email


def test_staff_are_told_what_they_may_do(session: Tree) -> None:
    assert session["user"]["isStaff"] is True
    held = {row["code"] for row in session["user"]["userPermissions"]}
    assert held >= {"MANAGE_PRODUCTS", "MANAGE_ORDERS", "MANAGE_APPS", "MANAGE_CHANNELS", "MANAGE_STAFF"}


def test_a_token_with_another_signature_is_refused(session: Tree, server: Server) -> None:
    head, claims, signature = session["token"].split(".")
    forged = f"{head}.{claims}.{signature[:-12]}{'A' * 12}"
    answer = Caller(server.api_url, forged).ask(ME)
    assert code(answer) == "InvalidSignatureError"


def test_a_refresh_token_gives_another_access_token(session: Tree, server: Server, nobody: Caller) -> None:
    again = nobody.do(REFRESH, token=session["refreshToken"])
    assert again["errors"] == []
    assert Caller(server.api_url, again["token"]).data(ME)["channels"]
    (error,) = nobody.do(REFRESH, token="nonsense")["errors"]
    assert (error["field"], error["code"]) == ("refreshToken", "JWT_DECODE_ERROR")


def test_a_wrong_password_is_named_then_the_pause_after_it(server: Server, nobody: Caller) -> None:
    with pytest.raises(StaffRefused) as wrong:
        login(server.api_url, server.email, "not-this-one-7q", server.now)
    with pytest.raises(StaffRefused) as early:
        login(server.api_url, server.email, server.password, server.now)
    server.wait(PAUSE)
    assert [wrong.value.key, early.value.key] == ["saleor.staff.wrong_password", "saleor.staff.wait"]
    assert nobody.do(LOGIN, email=server.email, password=server.password)["errors"] == []


def test_an_unknown_person_is_refused_as_a_wrong_password_is(server: Server, nobody: Caller) -> None:
    (error,) = nobody.do(LOGIN, email="nobody-at-all@example.com", password="x")["errors"]
    server.wait(PAUSE)
    assert (error["field"], error["code"]) == ("email", "INVALID_CREDENTIALS")


def test_an_access_token_ends_after_five_minutes(premises: Premises, server: Server) -> None:
    token = premises.first_token
    server.wait(max(part(token, 1)["exp"] - server.now().timestamp() + 2, 0))
    answer = Caller(server.api_url, token).ask(ME)
    assert code(answer) == "ExpiredSignatureError"
    assert answer["errors"][0]["message"] == "Signature has expired"
    with pytest.raises(TokenDead):
        SaleorClient(server.api_url, token).channels()
