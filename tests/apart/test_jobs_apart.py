"""Every job function, run for one cooperative, leaves the others alone."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from redis import Redis
from rq import Queue

from storefront_sync import jobs
from storefront_sync.fulfilment.models import Enquiry
from storefront_sync.jobs import (
    boundary,
    consents,
    enquiries,
    erasures,
    fulfilments,
    installations,
    monies,
    parcels,
    publications,
    retention,
    returned,
    ticks,
    work,
)
from storefront_sync.services.fleet import QUEUES
from storefront_sync.tenants.models import Cooperative, Shop
from storefront_sync.tenants.problems import close_problem
from tests.apart.belongings import outside, rows
from tests.apart.neighbours import ACTOR, Neighbours
from tests.apart.watchman import watched

Job = Callable[[int, str], None]

OF_A_SHOP: dict[Job, str] = {
    work.drain_shop: "urgent",
    work.scan_shop: "scan",
    consents.look_at_consent: "scan",
    fulfilments.fulfil_shop: "bulk",
    monies.money_of_shop: "scan",
    parcels.read_parcels: "bulk",
    publications.publish_shop: "bulk",
    returned.returns_of_shop: "scan",
}
OF_A_COOPERATIVE: dict[Job, str] = {
    enquiries.answer_enquiries: "bulk",
    erasures.erase_in_saleor: "scan",
    work.settle_cooperative: "orders",
    work.absorb_cooperative: "urgent",
    work.sweep_cooperative: "scan",
    work.poll_cooperative: "scan",
    returned.restock_cooperative: "orders",
}
OF_AN_INSTALLATION: dict[Job, str] = {
    installations.check_installation: "scan",
    installations.tell_installation: "scan",
}
"""The cooperatives of a server share its App, and are all told what is wrong with that: see tests/tenants."""
OF_ALL: dict[Job, str] = {ticks.find_work: "bulk", retention.delete_old: "scan"}


def _every_job() -> Iterator[Job]:
    """What `@job` has made, in every module of the jobs layer."""
    for found in pkgutil.iter_modules(jobs.__path__):
        module = importlib.import_module(f"{jobs.__name__}.{found.name}")
        for value in vars(module).values():
            code = getattr(value, "__code__", None)
            if hasattr(value, "__wrapped__") and code and code.co_filename == boundary.__file__:
                yield value


def test_no_job_is_left_out_here() -> None:
    assert set(_every_job()) == {*OF_A_SHOP, *OF_A_COOPERATIVE, *OF_AN_INSTALLATION, *OF_ALL}


@pytest.mark.parametrize("work_on", OF_A_SHOP, ids=lambda each: each.__name__)
def test_a_shops_job_touches_that_shops_cooperative_only(
    world: Neighbours, caplog: pytest.LogCaptureFixture, work_on: Job
) -> None:
    for key in world.simulators:
        with watched(world, caplog):
            work_on(world.shops[ACTOR, key].pk, OF_A_SHOP[work_on])


@pytest.mark.parametrize("work_on", OF_A_COOPERATIVE, ids=lambda each: each.__name__)
def test_a_cooperatives_job_touches_that_cooperative_only(
    world: Neighbours, caplog: pytest.LogCaptureFixture, work_on: Job
) -> None:
    for key in world.simulators:
        work.drain_shop(world.shops[ACTOR, key].pk, "urgent")  # so that there are orders to settle
    with watched(world, caplog):
        work_on(world.cooperatives[ACTOR].pk, OF_A_COOPERATIVE[work_on])


@pytest.mark.parametrize("work_on", OF_AN_INSTALLATION, ids=lambda each: each.__name__)
def test_an_installations_job_touches_no_other_saleor(
    world: Neighbours, caplog: pytest.LogCaptureFixture, work_on: Job
) -> None:
    other = world.cooperatives["anggrek"]
    before = rows(other), outside(world, "anggrek")
    work_on(world.cooperatives[ACTOR].installation_id, OF_AN_INSTALLATION[work_on])
    assert "job.failed" not in caplog.text
    assert (rows(other), outside(world, "anggrek")) == before


def test_what_is_old_of_one_goes_and_what_others_have_stays(
    world: Neighbours, caplog: pytest.LogCaptureFixture
) -> None:
    queue = OF_ALL[retention.delete_old]
    retention.delete_old(0, queue)
    long_ago = world.clock.now() - timedelta(days=400)
    close_problem(world.cooperatives[ACTOR].pk, "saleor.unreachable", f"of {ACTOR}", now=long_ago)
    with watched(world, caplog):
        retention.delete_old(0, queue)


def test_the_sweeper_wakes_each_for_its_own_work_and_changes_nobodys_rows(
    world: Neighbours, caplog: pytest.LogCaptureFixture, redis: Redis
) -> None:
    Shop.objects.exclude(cooperative__slug=ACTOR).update(state=Shop.State.BLOCKED)
    Cooperative.objects.update(swept_at=world.clock.now())
    over = Enquiry.objects.filter(cooperative__slug=ACTOR).exclude(closed_at=None)
    assert over.update(expires_at=world.clock.now())
    with watched(world, caplog, acts=False):
        ticks.find_work(0, OF_ALL[ticks.find_work])
    queued = [one for queue in QUEUES for one in Queue(queue, connection=redis).jobs]
    asked = {one.args[0] for one in queued if one.func_name.rpartition(".")[2] == "answer_enquiries"}
    assert asked == {cooperative.pk for cooperative in world.cooperatives.values()}
    assert not over.exists(), "labels don't wait for the hourly clearing"
    work_of_shops = {work_on.__name__ for work_on in OF_A_SHOP} - {"look_at_consent"}
    drained = {one.args[0] for one in queued if one.func_name.rpartition(".")[2] in work_of_shops}
    assert drained == {world.shops[ACTOR, key].pk for key in world.simulators}
