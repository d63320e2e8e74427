"""`python docs/images/record.py [id|en]…`: plays the demonstration and keeps its screen as demo-LANGUAGE.svg.

The real command runs in a terminal of its own. The picture is what stands there when the shoppers have gone
and the last orders have come in.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from storefront_sync.cli.texts import LANGUAGES, choose_language, text

FOLDER = Path(__file__).parent
COLUMNS, ROWS = 120, 45
SHOPPING_SECONDS = 45
SHOWN_AFTER_SECONDS = 90
REDRAWN = re.compile(r"\r?\x1b\[2K(?:\x1b\[1A\x1b\[2K)+")
"""What the screen sends before it draws itself anew over the old picture."""
SHOW_CURSOR = "\x1b[?25h"
CONTROL = re.compile(r"\x1b\[\?\d+[hl]|\r")
ELSEWHERE = re.compile(r"<!--.*?-->\s*|@font-face \{.*?\}\s*", re.DOTALL)
"""Comments, and fonts that a reader's browser would fetch from elsewhere."""


def last_screen(language: str) -> str:
    """Play the demonstration; returns its last drawing, colours included. Raises RuntimeError where it ended
    before its time."""
    command = [sys.executable, "-m", "storefront_sync.cli", "--lang", language]
    command += ["demo", "--seconds", str(SHOPPING_SECONDS)]
    inside, outside = pty.openpty()
    fcntl.ioctl(outside, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TZ": "Asia/Jakarta"}
    play = subprocess.Popen(command, stdin=outside, stdout=outside, stderr=outside, env=environment)  # noqa: S603
    os.close(outside)
    seen = ""
    opened_at: float | None = None
    stopped = False
    for part in _texts(inside):
        seen += part
        if opened_at is None and text("demo.picture.last") in seen:
            opened_at = time.monotonic()
        if opened_at is not None and not stopped and time.monotonic() > opened_at + SHOWN_AFTER_SECONDS:
            play.send_signal(signal.SIGINT)
            stopped = True
    if play.wait() or not stopped:
        raise RuntimeError(seen[-2000:])
    return CONTROL.sub("", REDRAWN.split(seen)[-1].partition(SHOW_CURSOR)[0])


def _texts(inside: int) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with open(inside, "rb", buffering=0) as terminal:
        while True:
            try:
                chunk = terminal.read(65_536)
            except OSError:  # Linux's way to say that nobody writes any more
                return
            if not chunk:
                return
            yield decoder.decode(chunk)


def record(language: str) -> Path:
    """Keep the demonstration's screen in one language; returns the file."""
    choose_language(["--lang", language])
    drawing = Text.from_ansi(last_screen(language).rstrip())
    path = FOLDER / f"demo-{language}.svg"
    with open(os.devnull, "w") as nowhere:
        screen = Console(file=nowhere, record=True, width=COLUMNS)
        screen.print(drawing, soft_wrap=True)
        picture = screen.export_svg(title="make demo", unique_id="demo")
    path.write_text(ELSEWHERE.sub("", picture), encoding="utf-8")
    return path


if __name__ == "__main__":
    for wanted in sys.argv[1:] or LANGUAGES:
        sys.stdout.write(f"{record(wanted)}\n")
