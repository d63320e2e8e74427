"""A real Chromium for the tests that drive one: the system's; else Debian's package is installed (as root);
else Playwright's own is downloaded. Where none can be had, those tests fail and say what to run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from django.db import connections
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.programs import Run, Which, alone, found_at, program, run

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OWN: Final = ((sys.executable, "-m", "playwright", "install", "chromium"),)
FLAGS: Final = (
    # Root has no sandbox; and nothing is to call anybody on its own account.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(Exception):
    """There is no Chromium, and none could be installed."""

    def __init__(self) -> None:
        super().__init__(
            "These tests drive Chromium, and there is none. Install it: `apt-get install chromium` as root,"
            " or `.venv/bin/python -m playwright install chromium`; `make test-nobrowser` runs all others."
        )


def chromium(own: Path, which: Which, run: Run, *, root: bool) -> str:
    """The path of a Chromium, installed where there was none; `own` is where Playwright keeps its own. Raises
    NoBrowser."""
    ready = str(own) if own.exists() else None
    found = program(NAMES, "chromium", which, run, root=root and ready is None) or ready
    if found is None:
        all(run(command) for command in OWN)
        found = str(own) if own.exists() else None
    if found is None:
        raise NoBrowser
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium, ended with the module.

    While it lives, Playwright's loop runs in this thread: a second Playwright couldn't start, and Django
    has other connections inside a loop than outside, so that a test that forks hands its child one of ours.
    """
    # Django's guard takes every query for one inside the loop.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        started = _started(playwright)
        yield started
        started.close()
        # Django keeps connections of their own for code inside a loop, and wouldn't find them outside.
        connections.close_all()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


def _started(playwright: Playwright) -> Browser:
    own = Path(playwright.chromium.executable_path)
    try:
        with alone():
            path = chromium(own, found_at, run, root=os.geteuid() == 0)
    except NoBrowser as error:
        pytest.fail(str(error), pytrace=False)
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))
