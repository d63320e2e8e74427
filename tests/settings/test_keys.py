"""Secrets that the service makes for itself are made once and readable by nobody else."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

from pydantic import SecretStr

from storefront_sync.core.crypto import TextCipher, new_key
from storefront_sync.settings.env import Settings
from storefront_sync.settings.keys import encryption_keys, kept_secret, secret_key


def test_a_key_is_made_once_and_only_the_owner_can_read_it(tmp_path: Path) -> None:
    table = Settings(state_dir=tmp_path / "state", secret_key=SecretStr(""), encryption_keys=())
    assert secret_key(table) == secret_key(table)
    assert encryption_keys(table) == encryption_keys(table)
    TextCipher(encryption_keys(table))
    for name in ("secret_key", "encryption_keys"):
        assert stat.S_IMODE((table.state_dir / name).stat().st_mode) == 0o600
    assert sorted(path.name for path in table.state_dir.iterdir()) == ["encryption_keys", "secret_key"]


def test_a_given_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    table = Settings(
        state_dir=tmp_path / "state",
        secret_key=SecretStr("given"),
        encryption_keys=(SecretStr("newest"), SecretStr("older")),
    )
    assert secret_key(table) == "given"
    assert encryption_keys(table) == ("newest", "older")
    assert not table.state_dir.exists()


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    together = threading.Barrier(8)
    read: list[str] = []

    def start() -> None:
        together.wait()
        read.append(kept_secret(tmp_path / "key", new_key))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read) == 8
    assert set(read) == {(tmp_path / "key").read_text()}
