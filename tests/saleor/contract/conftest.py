"""What a contract test is given. `premises` is shared by all tests of a run; goods are made by each.

A test may ask for:

* `premises`: the shop; `premises.run` is what all that a test makes has to be named after;
* `client`: our own client, `app`: plain questions; both with an app's token that has our App's permissions;
* `staff`: plain questions of somebody who may do everything; `nobody`: the same without a token;
* `goods`: makes things to sell and reads their numbers;
* `server`: `now()`, and `wait(seconds)` in which its workers work; `until(server, condition)` waits for one;
* `receiver`: an app on 127.0.0.1 with our manifest, which keeps what a Saleor sends it;
* `installing`: staff who install it, and `ours`: a receiver whose manifest may be installed beside others.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storefront_sync.saleor.client import SaleorClient
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.installing import Installing
from tests.saleor.contract.premises import Premises, premises_on
from tests.saleor.contract.receiver import Receiver, receiving
from tests.saleor.contract.server import Server, open_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The Saleor under test: the simulator, or the one that SALEOR_API_URL names."""
    opened = open_server()
    yield opened
    opened.stop()


@pytest.fixture(scope="session")
def premises(server: Server) -> Iterator[Premises]:
    """A shop of this run, cleared away at its end."""
    with premises_on(server) as made:
        yield made


@pytest.fixture(scope="session")
def goods(premises: Premises) -> Goods:
    """Makes goods."""
    return Goods(premises)


@pytest.fixture
def client(premises: Premises) -> SaleorClient:
    """Our client with the rights of our App."""
    return premises.client


@pytest.fixture
def app(premises: Premises) -> Caller:
    """An app that has the rights of our App."""
    return premises.app


@pytest.fixture
def staff(premises: Premises) -> Caller:
    """A member of staff who may do everything."""
    return premises.staff


@pytest.fixture
def nobody(server: Server) -> Caller:
    """Somebody without a token, as shoppers are."""
    return Caller(server.api_url)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An app of this test's own, not yet installed."""
    with receiving() as made:
        yield made


@pytest.fixture
def installing(premises: Premises) -> Iterator[Installing]:
    """Staff who install apps, and delete them after the test."""
    made = Installing(premises)
    yield made
    made.clear()


@pytest.fixture
def ours(installing: Installing, receiver: Receiver) -> Receiver:
    """A receiver with our manifest, under an identifier of this test's own."""
    return installing.our_own(receiver)
