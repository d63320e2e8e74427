"""Runs a command that dies with the process that started it, also when that one is killed with -9.

Called by path with `python -I -S leash.py PARENT SIGNAL UID GID COMMAND…`; replaces itself with the command.
It imports nothing of ours, so that starting it costs a few milliseconds. UID and GID are -1 where they stay
as they are.

The kernel sends the signal when the *thread* that started this process ends: start children from a thread
that lives.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def tie_to(parent: int, signal_number: int) -> None:
    """Ask the kernel for `signal_number` at the parent's death; end now where the parent is already gone."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    # The parent may have died before the call above: then nobody will ever send the signal.
    if os.getppid() != parent:
        sys.exit(1)


def main() -> None:
    """Drop to the given user, tie this process to its parent and become the command."""
    parent, signal_number, uid, gid = (int(argument) for argument in sys.argv[1:5])
    command = sys.argv[5:]
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    # After the change of user, which makes the kernel forget the request.
    tie_to(parent, signal_number)
    os.execv(command[0], command)  # noqa: S606 – the command is ours, no shell is wanted


if __name__ == "__main__":
    main()
