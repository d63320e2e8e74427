"""A container's health check sees whether the process in it works, whatever happened to Valkey meanwhile."""

from __future__ import annotations

import socket

import pytest
from redis import Redis
from rq import Queue

from storefront_sync.jobs import pulse
from storefront_sync.jobs.pulse import beat, beats
from storefront_sync.jobs.ticks import BeatingTimetable
from storefront_sync.jobs.worker import BEAT_LASTS_SECONDS, IDLE_SECONDS, BeatingWorker


def test_a_host_that_said_nothing_is_not_well(redis: Redis) -> None:
    beat(redis, "another", 60)
    assert not beats(redis, "here")
    assert beats(redis, "another")


def test_a_sign_of_life_ends_by_itself(redis: Redis) -> None:
    beat(redis, "here", 60)
    (key,) = redis.keys("*here*")
    assert 0 < redis.ttl(key) <= 60


def test_a_worker_gives_it_again_after_valkey_was_emptied(redis: Redis) -> None:
    worker = BeatingWorker([Queue("scan", connection=redis)], connection=redis)
    worker.heartbeat()
    redis.flushall()
    assert not beats(redis, socket.gethostname())
    worker.heartbeat()
    assert beats(redis, socket.gethostname())


def test_the_timetable_gives_it_too(redis: Redis) -> None:
    BeatingTimetable(connection=redis).heartbeat()
    assert beats(redis, socket.gethostname())


def test_an_idle_worker_is_never_taken_for_a_dead_one(redis: Redis) -> None:
    worker = BeatingWorker([Queue("scan", connection=redis)], connection=redis, worker_ttl=IDLE_SECONDS)
    assert worker.dequeue_timeout < BEAT_LASTS_SECONDS


@pytest.mark.parametrize(("said", "code"), [(True, 0), (False, 1)])
def test_the_exit_code_tells_it(
    redis: Redis, redis_url: str, said: bool, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert redis_url
    if said:
        beat(redis, socket.gethostname(), 60)
    assert pulse.main() == code
    assert capsys.readouterr().out == ""
