"""Child processes that never outlive the process that started them, even one that is killed."""

import ctypes
import signal

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)  # opened before any fork


def die_with_parent() -> None:
    """For `preexec_fn`: ask Linux to send SIGTERM to the child when the thread that started it is gone."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
