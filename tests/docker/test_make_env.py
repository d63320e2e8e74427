"""docker/make-env writes secrets that work, once, and for its owner's eyes only."""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from dotenv import dotenv_values

from tests.docs.tables import ROOT


def _run(folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    script = folder / "make-env"
    if not script.exists():
        shutil.copy(ROOT / "docker" / "make-env", script)
    return subprocess.run(["sh", script, *names], capture_output=True, text=True, timeout=60, check=False)


def _values(folder: Path) -> dict[str, str]:
    return {name: value or "" for name, value in dotenv_values(folder / ".env").items()}


def test_its_keys_are_of_the_kind_that_each_needs(tmp_path: Path) -> None:
    assert _run(tmp_path).returncode == 0
    values = _values(tmp_path)
    Fernet(values["SYNC_ENCRYPTION_KEYS"])
    assert isinstance(load_pem_private_key(values["SALEOR_RSA_PRIVATE_KEY"].encode(), None), RSAPrivateKey)
    secrets = [value for name, value in values.items() if name.endswith(("PASSWORD", "_KEY", "_KEYS"))]
    assert len(secrets) == 7
    assert all(len(secret) >= 24 for secret in secrets)
    assert len(set(secrets)) == len(secrets)


def test_two_installations_share_no_secret(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        _run(tmp_path / name)
        values = _values(tmp_path / name)
        made.append({value for key, value in values.items() if key.endswith(("PASSWORD", "_KEY", "_KEYS"))})
    assert not made[0] & made[1]


def test_only_its_owner_can_read_it_and_it_is_told_nobody(tmp_path: Path) -> None:
    done = _run(tmp_path)
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert not [value for value in _values(tmp_path).values() if len(value) >= 24 and value in done.stdout]


def test_an_env_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("KEPT=1\n")
    assert _run(tmp_path).returncode == 1
    assert (tmp_path / ".env").read_text() == "KEPT=1\n"


def test_for_the_public_the_addresses_are_https_and_saleor_calls_no_private_one(tmp_path: Path) -> None:
    assert _run(tmp_path, "api.koperasi.example", "sync.koperasi.example").returncode == 0
    values = _values(tmp_path)
    assert values["SALEOR_URL"] == "https://api.koperasi.example"
    assert values["SYNC_URL"] == "https://sync.koperasi.example"
    assert values["SALEOR_IP_FILTER"] == "True"
    assert "SALEOR_ALIAS" not in values


def test_on_this_machine_both_names_lead_to_the_proxy_inside_too(tmp_path: Path) -> None:
    _run(tmp_path)
    values = _values(tmp_path)
    assert values["SALEOR_ALIAS"] == values["SALEOR_HOST"]
    assert values["SYNC_ALIAS"] == values["SYNC_HOST"]
    assert values["SALEOR_URL"] == f"http://{values['SALEOR_HOST']}:{values['PROXY_PORT']}"
    assert values["SALEOR_IP_FILTER"] == "False"


@pytest.mark.parametrize("names", [("one.example",), ("a b", "c.example"), ("$(id)", "c.example"), ("", "c")])
def test_what_is_no_host_name_is_refused_and_nothing_is_written(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    assert _run(tmp_path, *names).returncode == 2
    assert not (tmp_path / ".env").exists()
