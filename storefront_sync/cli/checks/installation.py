"""How is our App in each Saleor, by the last check-up?"""

from __future__ import annotations

from collections.abc import Iterator

from storefront_sync.cli.checks.finding import Finding
from storefront_sync.cli.texts import text
from storefront_sync.core.status import InstallationStatus
from storefront_sync.saleor.manifest import PERMISSIONS


def check_installation(server: InstallationStatus) -> Iterator[Finding]:
    """One finding for each trouble, or one that all is well, not used, or not looked at yet."""
    values = {"address": server.api_url, "version": server.version}
    for problem in server.problems:
        yield Finding(
            server.api_url, well=False, key=problem.key, values=problem.detail, technical=_why(problem.detail)
        )
    if not server.cooperatives:
        yield Finding(server.api_url, well=False, key="installation.unused", values=values)
    elif not server.problems:
        key = "installation.unchecked" if server.checked_at is None else "installation.well"
        yield Finding(server.api_url, well=server.checked_at is not None, key=key, values=values)


def _why(detail: object) -> str:
    """What the missing permissions are for."""
    codes = detail.get("codes") if isinstance(detail, dict) else None
    known = [code for code in codes if code in PERMISSIONS] if isinstance(codes, list) else []
    return "\n    ".join(f"{code}: {text(PERMISSIONS[code])}" for code in known)
