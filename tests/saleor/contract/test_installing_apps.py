"""Our App is installed from its manifest, fails in Saleor's words, and comes and goes."""

from __future__ import annotations

import pytest

from storefront_sync.saleor.manifest import (
    LOGO_PATH,
    MANIFEST_PATH,
    PERMISSIONS,
    REGISTER_PATH,
    SUBSCRIPTIONS,
)
from tests.saleor.contract.caller import Caller, code
from tests.saleor.contract.installing import Installing
from tests.saleor.contract.premises import Premises
from tests.saleor.contract.receiver import LOGO, Receiver
from tests.saleor.contract.server import until

OWN = "{ app { id identifier } }"


HOOK = {"name": "h", "targetUrl": "http://127.0.0.1:9999/h", "isActive": True}
WRONG_QUERY = {**HOOK, "asyncEvents": ["ORDER_CREATED"], "query": "subscription { event { nonsense } }"}
WRONG_EVENT = {
    **HOOK,
    "asyncEvents": ["NONSENSE"],
    "query": "subscription { event { ... on OrderCreated { order { id } } } }",
}
OUT_OF_SCOPE = {
    "label": "x",
    "url": "/x",
    "mount": "NAVIGATION_CATALOG",
    "target": "APP_PAGE",
    "permissions": ["MANAGE_USERS"],
}
SMALL_LOGO = LOGO[:16] + (255).to_bytes(4, "big") * 2 + LOGO[24:]
"""The same picture that says it has 255 pixels each way."""


def test_our_manifest_installs_with_the_permissions_that_staff_grant(
    installing: Installing, ours: Receiver
) -> None:
    app = installing.install(ours)
    there = app.there()
    assert {row["code"] for row in there["permissions"]} == set(PERMISSIONS)
    assert (there["isActive"], there["version"]) == (True, ours.document["version"])
    assert there["manifestUrl"] == ours.manifest_url
    assert there["appUrl"] == ours.url
    assert (there["aboutApp"], there["author"]) == (ours.document["about"], ours.document["author"])


def test_all_of_our_webhooks_are_stored_with_their_queries_as_we_wrote_them(
    installing: Installing, ours: Receiver
) -> None:
    there = installing.install(ours).there()
    wanted = {row["name"]: row for row in ours.document["webhooks"]}  # type: ignore[attr-defined]
    assert sorted(row["name"] for row in there["webhooks"]) == sorted(SUBSCRIPTIONS)
    for row in there["webhooks"]:
        assert row["isActive"]
        assert row["targetUrl"] == ours.webhook_url
        assert row["subscriptionQuery"] == wanted[row["name"]]["query"]
        assert {event["eventType"] for event in row["asyncEvents"]} == set(SUBSCRIPTIONS[row["name"]])


def test_all_of_our_places_in_the_dashboard_are_stored(installing: Installing, ours: Receiver) -> None:
    there = installing.install(ours).there()
    wanted = {row["identifier"]: row for row in ours.document["extensions"]}  # type: ignore[attr-defined]
    assert {row["identifier"] for row in there["extensions"]} == set(wanted)
    for row in there["extensions"]:
        asked = wanted[row["identifier"]]
        assert (row["label"], row["mountName"], row["targetName"]) == (
            asked["label"],
            asked["mount"],
            asked["target"],
        )
        assert [one["code"] for one in row["permissions"]] == asked["permissions"]
        assert row["settings"] == asked.get("options", {})


def test_a_large_logo_is_shown_and_a_small_one_is_left_out_without_a_word(
    installing: Installing, ours: Receiver
) -> None:
    app = installing.install(ours)
    assert until(installing.premises.server, lambda: app.there()["brand"] is not None)
    assert ours.files[LOGO_PATH].startswith(b"\x89PNG")
    app.delete()
    ours.files[LOGO_PATH] = SMALL_LOGO
    small = installing.install(ours)
    installing.premises.server.wait(1)
    assert small.there()["brand"] is None


def test_the_token_comes_unsigned_with_a_host_that_has_no_port(
    installing: Installing, ours: Receiver, premises: Premises
) -> None:
    installing.install(ours)
    (call,) = (letter for letter in ours.letters if letter.path == REGISTER_PATH)
    domain = premises.server.api_url.removeprefix("http://").partition("/")[0]
    assert list(call.json()) == ["auth_token"]
    assert {
        name: call.headers.get(name)
        for name in (
            "content-type",
            "user-agent",
            "host",
            "saleor-api-url",
            "saleor-domain",
            "x-saleor-domain",
        )
    } == {
        "content-type": "application/json",
        "user-agent": "Saleor/3.23",
        "host": "127.0.0.1",
        "saleor-api-url": premises.server.api_url,
        "saleor-domain": domain,
        "x-saleor-domain": domain,
    }
    assert call.headers["saleor-schema-version"] == "3.23"
    assert not any("signature" in name for name in call.headers)


def test_the_manifest_is_fetched_by_a_worker_that_names_its_version_only(
    installing: Installing, ours: Receiver
) -> None:
    installing.install(ours)
    fetched = [letter for letter in ours.letters if letter.path == MANIFEST_PATH]
    assert len(fetched) == 1
    names = {name for name in fetched[0].headers if "saleor" in name}
    assert names == {"saleor-schema-version"}
    assert (fetched[0].headers["host"], fetched[0].headers["saleor-schema-version"]) == ("127.0.0.1", "3.23")


def test_the_token_works_while_the_register_call_waits(
    installing: Installing, ours: Receiver, premises: Premises
) -> None:
    seen: list[object] = []
    ours.on_register = lambda token: seen.append(
        Caller(premises.server.api_url, token).ask(OWN)["data"]["app"]
    )
    app = installing.install(ours)
    assert seen == [{"id": app.id, "identifier": ours.document["id"]}]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (500, b"{}", "App internal error (500). Try later or contact with app support."),
        (403, b'{"error": {"message": "Not on our list."}}', "Not on our list."),
        (404, b"nothing here", "App internal error (404). Try later or contact with app support."),
    ],
)
def test_a_register_call_that_is_refused_leaves_no_app_and_says_why(
    installing: Installing, ours: Receiver, premises: Premises, status: int, body: bytes, reason: str
) -> None:
    ours.answers[REGISTER_PATH] = [status]
    ours.bodies[REGISTER_PATH] = body
    assert installing.fails(ours) == reason
    assert installing.find(str(ours.document["id"])) == ""
    assert code(Caller(premises.server.api_url, ours.token).ask(OWN)) == "PermissionDenied"
    assert len([letter for letter in ours.letters if letter.path == REGISTER_PATH]) == 1


@pytest.mark.parametrize(
    ("status", "document", "reason"),
    [
        (404, b"{}", "App internal error (404). Try later or contact with app support."),
        (500, b"{}", "App internal error (500). Try later or contact with app support."),
        (200, b"<html>", "Failed to connect to app. Try later or contact with app support."),
        (200, b"[]", "Unknown error. Contact with app support."),
    ],
)
def test_a_manifest_that_cannot_be_had_is_told_at_once(
    installing: Installing, ours: Receiver, status: int, document: bytes, reason: str
) -> None:
    ours.answers[MANIFEST_PATH] = [status]
    ours.files[MANIFEST_PATH] = document
    assert installing.fails(ours) == reason
    assert [letter.path for letter in ours.letters] == [MANIFEST_PATH]


def test_an_app_that_does_not_answer_with_its_token_is_not_installed(
    installing: Installing, ours: Receiver
) -> None:
    ours.document["tokenTargetUrl"] = "http://127.0.0.1:59999/api/register"
    assert installing.fails(ours) == "Failed to connect to app. Try later or contact with app support."
    assert installing.find(str(ours.document["id"])) == ""


def test_a_redirect_counts_as_success_and_is_not_followed(installing: Installing, ours: Receiver) -> None:
    ours.answers[REGISTER_PATH] = [302]
    app = installing.install(ours)
    assert app.there()["isActive"]
    assert {letter.path for letter in ours.letters} <= {MANIFEST_PATH, REGISTER_PATH, LOGO_PATH}


def test_the_same_app_is_not_installed_twice(installing: Installing, ours: Receiver) -> None:
    app = installing.install(ours)
    assert installing.fails(ours) == (
        f"identifier: ['App with the same identifier is already installed: {ours.document['name']}']"
    )
    assert app.there()["isActive"]


def test_a_deleted_app_comes_back_with_another_id_and_token(
    installing: Installing, ours: Receiver, premises: Premises
) -> None:
    first = installing.install(ours)
    old = ours.token
    first.delete()
    assert code(Caller(premises.server.api_url, old).ask(OWN)) == "PermissionDenied"
    second = installing.install(ours)
    assert (second.id != first.id, ours.token != old) == (True, True)
    assert code(Caller(premises.server.api_url, old).ask(OWN)) == "PermissionDenied"
    assert second.caller.data(OWN)["app"]["id"] == second.id


def test_an_app_may_be_installed_switched_off(installing: Installing, ours: Receiver) -> None:
    app = installing.install(ours, activate=False)
    assert not app.there()["isActive"]
    assert code(app.caller.ask(OWN)) == "PermissionDenied"


def test_an_app_that_is_switched_off_is_a_stranger_until_it_is_on_again(
    installing: Installing, ours: Receiver
) -> None:
    app = installing.install(ours)
    app.switch(on=False)
    assert code(app.caller.ask(OWN)) == "PermissionDenied"
    app.switch(on=True)
    assert app.caller.data(OWN)["app"]["id"] == app.id


def test_a_permission_that_staff_take_away_is_gone_at_once(installing: Installing, ours: Receiver) -> None:
    app = installing.install(ours)
    stocks = "{ stocks(first: 1) { edges { node { id } } } }"
    assert "errors" not in app.caller.ask(stocks)
    app.grant("MANAGE_ORDERS")
    assert code(app.caller.ask(stocks)) == "PermissionDenied"
    assert [row["code"] for row in app.there()["permissions"]] == ["MANAGE_ORDERS"]


def test_the_permissions_are_those_that_staff_grant_not_those_of_the_manifest(
    installing: Installing, ours: Receiver
) -> None:
    ours.document["extensions"] = []
    asked = installing.ask(ours, permissions=["MANAGE_ORDERS"])
    assert installing.outcome(asked["appInstallation"]["id"]) is None
    there = installing.premises.staff.data(
        "query($id: ID!) { app(id: $id) { permissions { code } } }",
        id=installing.find(str(ours.document["id"])),
    )
    assert there["app"]["permissions"] == [{"code": "MANAGE_ORDERS"}]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"requiredSaleorVersion": ">=3.99.0"},
            "requiredSaleorVersion: ['Saleor version 3.23.28 is not supported by the app.']",
        ),
        ({"author": "  "}, "author: ['Incorrect value for field: author']"),
        ({"version": None}, "version: ['Input should be a valid string']"),
        (
            {"webhooks": [WRONG_QUERY]},
            "webhooks: ['Subscription query is not valid: "
            """Cannot query field "nonsense" on type "Event".']""",
        ),
        ({"webhooks": [{**WRONG_EVENT, "targetUrl": "nonsense"}]}, "webhooks: ['Invalid target url.']"),
        ({"webhooks": [WRONG_EVENT]}, "webhooks: ['Invalid asynchronous event.']"),
        (
            {"extensions": [OUT_OF_SCOPE]},
            'extensions: ["Extension permission must be listed in App\'s permissions."]',
        ),
    ],
)
def test_a_manifest_that_saleor_does_not_take_is_told(
    installing: Installing, ours: Receiver, change: dict[str, object], reason: str
) -> None:
    ours.document |= change
    assert installing.fails(ours) == reason
    assert installing.find(str(ours.document["id"])) == ""
