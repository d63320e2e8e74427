"""A pytest plugin: the environment of the tests, decided before Django reads it.

The embedded servers live in a folder of this run. pytest loads this module before pytest-django loads the
settings; the servers themselves start when a test first asks for them (with several processes: at the start,
once for all). `DATABASE_URL` and `REDIS_URL` are respected.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from storefront_sync.core.crypto import new_key
from storefront_sync.services.postgres import EmbeddedPostgres
from storefront_sync.services.supervisor import Supervisor
from storefront_sync.services.valkey import EmbeddedValkey

_STARTED = "STOREFRONT_TEST_POSTGRES"
"""Set by the first process of a run with several, so that the others use its database server."""

_HERE = Path(tempfile.mkdtemp(prefix="storefront-test-"))
_POSTGRES_AT = Path(os.environ.get(_STARTED, _HERE))
_GIVEN_DATABASE = bool(os.environ.get("DATABASE_URL")) and _STARTED not in os.environ
_GIVEN_REDIS = bool(os.environ.get("REDIS_URL")) and "PYTEST_XDIST_WORKER" not in os.environ

_POSTGRES = EmbeddedPostgres(_POSTGRES_AT, durable=False)
_VALKEY = EmbeddedValkey(_HERE)
_SUPERVISOR = Supervisor()

_HERE.chmod(0o711)
for _name in [name for name in os.environ if name.startswith("STOREFRONT_") and name != _STARTED]:
    del os.environ[_name]
os.environ["STOREFRONT_STATE_DIR"] = str(_HERE)
os.environ["STOREFRONT_SECRET_KEY"] = "a key of the tests, worth nothing"
os.environ["STOREFRONT_ENCRYPTION_KEYS"] = new_key()
os.environ["STOREFRONT_LOG_FORMAT"] = "json"
os.environ["STOREFRONT_LOG_LEVEL"] = "warning"
if not _GIVEN_DATABASE:
    os.environ["DATABASE_URL"] = _POSTGRES.url
if not _GIVEN_REDIS:
    os.environ["REDIS_URL"] = _VALKEY.url


def start_postgres() -> None:
    """Start the run's database server where nobody has yet."""
    if not (_GIVEN_DATABASE or _STARTED in os.environ):
        _SUPERVISOR.start(_POSTGRES.child())
        os.environ[_STARTED] = str(_HERE)


def start_valkey() -> str:
    """Start this process's Valkey where it isn't; returns the address."""
    if not _GIVEN_REDIS and "valkey" not in _SUPERVISOR.pids():
        _SUPERVISOR.start(_VALKEY.child())
    return os.environ["REDIS_URL"]


def pytest_configure(config: pytest.Config) -> None:
    """With several processes, the first one starts the database server for all."""
    if config.getoption("numprocesses", None) and "PYTEST_XDIST_WORKER" not in os.environ:
        start_postgres()


def pytest_unconfigure() -> None:
    """Stop the servers and remove the folder."""
    _SUPERVISOR.stop()
    shutil.rmtree(_HERE, ignore_errors=True)
