"""Set-up installs our App as staff do, waits for the outcome with a bound, and tells Saleor's own words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storefront_sync.saleor.manifest import APP_ID
from storefront_sync.saleor.setup.app_install import AppFound, InstallFailed, install_app
from tests.conftest import HandSetClock
from tests.saleor.empty import EmptySaleor
from tests.saleor.test_installing import AppServer, app

__all__ = ["app"]


@pytest.fixture
def saleor(clock: HandSetClock) -> Iterator[EmptySaleor]:
    made = EmptySaleor.start(clock)
    yield made
    made.simulator.stop()


def install(saleor: EmptySaleor, app: AppServer) -> AppFound:
    """Saleor's worker runs while we wait."""
    return install_app(saleor.staff(), f"{app.url}/api/manifest", lambda seconds: _work(saleor))


def _work(saleor: EmptySaleor) -> None:
    saleor.simulator.pump()


def test_the_app_is_installed_once(saleor: EmptySaleor, app: AppServer) -> None:
    assert install(saleor, app) is AppFound.INSTALLED
    assert install(saleor, app) is AppFound.THERE
    assert [row.identifier for row in saleor.simulator.store.apps].count(APP_ID) == 1


def test_a_failure_is_told_in_saleors_words_and_may_be_tried_again(
    saleor: EmptySaleor, app: AppServer
) -> None:
    app.answer = 500
    with pytest.raises(InstallFailed) as failure:
        install(saleor, app)
    assert failure.value.key == "setup.app.failed"
    assert "App internal error (500)" in failure.value.technical
    app.answer = 200
    assert install(saleor, app) is AppFound.INSTALLED
    assert saleor.simulator.store.installations == []


def test_a_worker_that_never_runs_is_not_waited_for_for_ever(saleor: EmptySaleor, app: AppServer) -> None:
    waited: list[float] = []
    with pytest.raises(InstallFailed) as failure:
        install_app(saleor.staff(), f"{app.url}/api/manifest", waited.append)
    assert failure.value.key == "setup.app.no_answer"
    assert sum(waited) == 90


def test_an_app_that_is_off_or_lacks_a_permission_is_told(saleor: EmptySaleor, app: AppServer) -> None:
    install(saleor, app)
    ours = next(row for row in saleor.simulator.store.apps if row.identifier == APP_ID)
    ours.permissions = frozenset({"MANAGE_PRODUCTS"})
    assert install(saleor, app) is AppFound.LACKS_PERMISSION
    ours.is_active = False
    assert install(saleor, app) is AppFound.SWITCHED_OFF
