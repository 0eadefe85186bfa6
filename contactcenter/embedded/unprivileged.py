"""Programs that refuse root, started by root without loosening the rights of any folder.

The child becomes `nobody` and keeps only the right to pass through and open files, so that it reaches its data below a
home of mode 0700; its data folder alone changes hands. Where those rights were taken from root, the child gets a user
namespace in which root goes by another number.
"""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from contactcenter.embedded.folder import CannotStartError

# linux/prctl.h, linux/capability.h, linux/sched.h
PR_SET_PDEATHSIG, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
NO_SETUID_FIXUP, KEEP_CAPS = 1 << 2, 1 << 4
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
CLONE_NEWUSER = 0x10000000

LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


@dataclass(frozen=True)
class Identity:
    """Who a server runs as: the user and group that must own its data, and what its process does before it starts."""

    owner: tuple[int, int]
    assume: Callable[[], None]


def die_with_parent(death: signal.Signals) -> None:
    """In a child, before exec: have the kernel send DEATH when the parent is gone, even by kill -9 (Linux only)."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if LINUX:
        _call("prctl", PR_SET_PDEATHSIG, death, 0, 0, 0)


def identity(probe: list[str]) -> Identity:
    """Who may run the command PROBE: ourselves, or someone without root's name when we are root.

    Raises CannotStartError when root has no way to shed its name here.
    """
    if os.geteuid() != 0:
        return Identity((os.geteuid(), os.getegid()), lambda: None)
    choices = [_as_nobody(), Identity((0, 0), _in_own_namespace)] if LINUX else []
    for choice in choices:
        if _works(probe, choice):
            return choice
    raise CannotStartError(
        "PostgreSQL refuse de tourner en root et ce système ne permet pas d’en changer : démarrez sous un compte ordinaire."
    )


def give(folder: Path, owner: tuple[int, int]) -> None:
    """Hand FOLDER and all it holds to OWNER, and nothing above it."""
    if folder.stat().st_uid == owner[0]:
        return
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(os.path.join(parent, name), *owner, follow_symlinks=False)  # noqa: PTH118  os.walk speaks in strings
    os.chown(folder, *owner)


def _works(probe: list[str], choice: Identity) -> bool:
    try:
        return subprocess.run(probe, preexec_fn=choice.assume, capture_output=True, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _as_nobody() -> Identity:
    nobody = next((user for user in pwd.getpwall() if user.pw_name == "nobody"), None)
    uid, gid = (nobody.pw_uid, nobody.pw_gid) if nobody else (65534, 65534)

    def assume() -> None:
        # access(2), by which PostgreSQL looks for its own programs, heeds kept capabilities under the first bit only.
        _call("prctl", PR_SET_SECUREBITS, NO_SETUID_FIXUP | KEEP_CAPS, 0, 0, 0)
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
        kept = 1 << CAP_DAC_OVERRIDE | 1 << CAP_DAC_READ_SEARCH
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        held = (ctypes.c_uint32 * 6)(0, 0, 0, 0, 0, 0)
        _call("capget", header, held)
        kept &= held[1]
        _call("capset", header, (ctypes.c_uint32 * 6)(kept, kept, kept, 0, 0, 0))
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            if kept & 1 << capability:
                _call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)

    return Identity((uid, gid), assume)


def _in_own_namespace() -> None:
    _call("unshare", CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text("65534 0 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text("65534 0 1", encoding="ascii")


def _call(function: str, *arguments: int | ctypes.Array[ctypes.c_uint32]) -> None:
    # Numbers as whole registers: the kernel checks that the unused ones are zero.
    passed = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in arguments]
    if getattr(_libc, function)(*passed) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), function)
