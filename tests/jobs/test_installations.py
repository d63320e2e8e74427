"""The timetable looks after each installation by the rows alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq import Queue

from connectors.base.simulator.server import Incoming, Outgoing, SimulatorServer
from storefront_sync.jobs import ticks, work
from storefront_sync.jobs.installations import (
    check_installation,
    due_check_ups,
    due_tellings,
    tell_installation,
)
from storefront_sync.ledger import leases
from storefront_sync.tenants.models import Cooperative, Installation
from storefront_sync.tenants.onboarding import register_cooperative, register_installation
from storefront_sync.tenants.problems import open_problem
from tests.tenants.installed import Installed, open_keys

UNKNOWN = b"""{"data": null, "errors": [{"message": "Cannot query field",
    "extensions": {"exception": {"code": "GraphQLError"}}}]}"""


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def old_saleor() -> Iterator[SimulatorServer]:
    """A server that knows no problems of Apps: it refuses the question."""
    server = SimulatorServer(lambda request: _refuse(request))
    yield server
    server.stop()


def _refuse(request: Incoming) -> Outgoing:
    return Outgoing(400, UNKNOWN)


def test_an_installation_is_looked_at_when_it_is_new_and_then_by_the_period(app: Installed) -> None:
    assert list(due_check_ups(now())) == [app.row]
    Installation.objects.update(checked_at=now())
    assert not due_check_ups(now()).exists()
    assert due_check_ups(now() + timedelta(seconds=301)).exists()


def test_one_whose_token_is_dead_is_looked_at_more_often_and_its_dashboard_not_at_all(app: Installed) -> None:
    Installation.objects.update(checked_at=now(), dead_since=now())
    assert due_check_ups(now() + timedelta(seconds=61)).exists()
    assert not due_tellings(now() + timedelta(days=2)).exists()


def test_the_sweeper_wakes_both(app: Installed, redis: Redis) -> None:
    ticks.find_work(0, "bulk")
    names = {one.func_name.rpartition(".")[2] for one in Queue("scan", connection=redis).jobs}
    assert {"check_installation", "tell_installation"} <= names


def test_a_check_up_is_put_off_first_so_that_one_that_fails_is_not_repeated_at_once(
    app: Installed, redis: Redis
) -> None:
    app.shop.stop()
    check_installation(app.row.pk, "scan")
    assert not due_check_ups(now()).exists()
    assert open_keys() == ["saleor.unreachable"]


def test_two_workers_do_not_mend_at_the_same_time(app: Installed, redis: Redis) -> None:
    app.break_webhooks()
    held = leases.take(f"app:{app.row.pk}", now(), 30)
    assert held is not None
    check_installation(app.row.pk, "scan")
    assert len(app.there.webhooks) == 5
    leases.release(held)
    check_installation(app.row.pk, "scan")
    assert len({row.name for row in app.there.webhooks}) == len(app.there.webhooks) == 5


def test_a_sweep_that_meets_a_dead_token_has_the_app_looked_at_once(app: Installed, redis: Redis) -> None:
    Installation.objects.update(checked_at=now())
    app.there.is_active = False
    cooperative = Cooperative.objects.get()
    work.sweep_cooperative(cooperative.pk, "scan")
    assert due_check_ups(now()).exists()
    check_installation(app.row.pk, "scan")
    work.sweep_cooperative(cooperative.pk, "scan")
    assert not due_check_ups(now()).exists()
    assert open_keys() == ["saleor.token_dead"]


def test_a_reading_that_succeeds_again_has_the_app_looked_at(app: Installed, redis: Redis) -> None:
    app.there.is_active = False
    check_installation(app.row.pk, "scan")
    app.there.is_active = True
    work.absorb_cooperative(Cooperative.objects.get().pk, "urgent")
    assert due_check_ups(now()).exists()
    check_installation(app.row.pk, "scan")
    assert (app.row.dead_since, app.swept_at, open_keys()) == (None, None, [])


def test_what_the_check_up_found_is_shown_at_once(app: Installed, redis: Redis) -> None:
    Installation.objects.update(tell_after=now() + timedelta(seconds=60))
    app.grant("MANAGE_PRODUCTS", "MANAGE_ORDERS")
    check_installation(app.row.pk, "scan")
    assert due_tellings(now()).exists()
    tell_installation(app.row.pk, "scan")
    assert list(app.shown()) == ["app.permissions_missing"]
    assert not due_tellings(now()).exists()


def test_a_saleor_without_problems_of_apps_is_not_asked_again_for_a_day(
    transactional_db: None, redis: Redis, old_saleor: SimulatorServer
) -> None:
    installation = register_installation(f"{old_saleor.start()}/graphql/", "app", "a-token", now())
    cooperative = register_cooperative(
        installation, "melati", "Melati", channel_slug="m", channel_id="m", warehouse_ids=[]
    )
    open_problem(cooperative.pk, "order.short", now=now())
    tell_installation(installation.pk, "scan")
    assert not due_tellings(now() + timedelta(hours=23)).exists()
    assert due_tellings(now() + timedelta(hours=25)).exists()
