"""Starts the simulated marketplaces of a run, in processes of their own: their CPU isn't counted as ours."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel

from storefront_sync.cli.demo.control import MarketControl
from tests.bench.market import CONTROL_KEY
from tests.bench.scale import Scale


class _First(BaseModel):
    url: str


@contextmanager
def serve(of: list[str], scale: Scale) -> Iterator[tuple[dict[str, MarketControl], dict[str, str]]]:
    """Controls and addresses by marketplace, with as many shops each as its channels have."""
    started: list[subprocess.Popen[bytes]] = []
    controls: dict[str, MarketControl] = {}
    urls: dict[str, str] = {}
    try:
        for name in sorted(set(of)):
            shops = scale.shops * of.count(name)
            command = ["tests.bench.market", name, str(shops), str(scale.items), str(scale.models)]
            process = subprocess.Popen(
                [sys.executable, "-m", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            started.append(process)
            assert process.stdout is not None
            urls[name] = _First.model_validate_json(process.stdout.readline()).url
            controls[name] = MarketControl(name, urls[name], CONTROL_KEY)
        yield controls, urls
    finally:
        for control in controls.values():
            control.close()
        for process in started:
            process.communicate(timeout=10)
