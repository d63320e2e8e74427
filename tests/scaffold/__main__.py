"""`python -m tests.scaffold NAME` (`make connector NAME=…`): the folders of a new marketplace."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tests.scaffold.connector import UnusableName, new_connector


def main(arguments: list[str], root: Path) -> int:
    """Write the folders and say what to do next; 2 where the name can't be used."""
    parser = argparse.ArgumentParser(prog="make connector NAME=…")
    parser.add_argument("name", help="the folder's name and the manifest's key, such as blibli")
    key = parser.parse_args(arguments).name
    try:
        written = new_connector(root, key)
    except UnusableName as error:
        print(error, file=sys.stderr)
        return 2
    tidy(written)
    for path in written:
        print(path.relative_to(root))
    print(f'Next: docs/adding-a-marketplace.md, and make test ARGS="tests/contract -k {key}"')
    return 0


def tidy(files: list[Path]) -> None:
    """Sort the imports and break the lines as `make format` would: both depend on the name's length."""
    sources = [str(path) for path in files if path.suffix == ".py"]
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "--quiet", "--fix", "--select", "I", *sources], check=True)
    subprocess.run([*ruff, "format", "--quiet", *sources], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parents[2]))
