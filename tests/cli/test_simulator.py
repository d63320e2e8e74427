"""`simulator` is a process that tells how to reach it, serves, and ends when told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from connectors.base.registry import marketplaces
from connectors.base.simulator.faults import Faults
from storefront_sync.cli.simulator import UnusableFaults, read_faults

_HEADER = "product,category,sku,barcode,options,price_idr,weight_g,on_hand,producer,pirt,halal,made_to_order"


@contextmanager
def _serving(*arguments: str) -> Iterator[dict[str, object]]:
    """The first line of a simulator that runs meanwhile."""
    process = subprocess.Popen(
        [sys.executable, "-m", "storefront_sync.cli", "simulator", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    assert process.stdout is not None
    try:
        with process.stdout:
            yield json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def _truth(line: dict[str, object]) -> dict[str, object]:
    answer = requests.get(
        f"{line['url']}/_sim/truth", headers={"X-Sim-Key": str(line["control_key"])}, timeout=10
    )
    assert answer.status_code == 200
    found = answer.json()
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("name", sorted(marketplaces()))
def test_a_marketplace_serves_the_sample_and_tells_its_test_credentials(name: str) -> None:
    with _serving(name, "--seed", "1") as line:
        shops = _truth(line)["shops"]
        credentials = line["credentials"]
    assert isinstance(shops, dict)
    assert sum(len(shop["listings"]) for shop in shops.values()) >= 70
    assert isinstance(credentials, dict)
    assert {"app_key", "app_secret", "shops"} <= credentials.keys()


def test_a_saleor_without_a_catalogue_is_empty_and_with_one_has_its_goods(tmp_path: Path) -> None:
    with _serving("saleor") as line:
        assert _truth(line)["variants"] == []
    (tmp_path / "products.csv").write_text(
        f"{_HEADER}\nKerupuk,Camilan,KRP-1,,,12000,200,7,Bu Siti,,,no\n", encoding="utf-8"
    )
    with _serving("saleor", "--catalog", str(tmp_path)) as line:
        variants = _truth(line)["variants"]
    assert isinstance(variants, list)
    assert [variant["sku"] for variant in variants] == ["KRP-1"]


def test_without_the_key_the_controls_stay_shut() -> None:
    with _serving("shopee", "--control-key", "kunci") as line:
        assert requests.get(f"{line['url']}/_sim/truth", timeout=10).status_code == 403
        assert line["control_key"] == "kunci"


def test_faults_are_read_from_a_file_and_a_wrong_name_is_told(tmp_path: Path) -> None:
    file = tmp_path / "faults.json"
    file.write_text('{"server_error_rate": 0.5}')
    assert read_faults(file).server_error_rate == 0.5
    assert read_faults(None) == Faults()
    file.write_text('{"server_eror_rate": 0.5}')
    with pytest.raises(UnusableFaults, match="server_eror_rate"):
        read_faults(file)


def test_a_folder_without_the_file_is_refused_by_name(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "storefront_sync.cli", "simulator", "saleor", "--catalog", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "products.csv" in done.stderr
    assert "Traceback" not in done.stderr
