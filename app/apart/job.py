"""A Windows Job Object: limits the memory of a process and ends it when the one that holds it ends, however that is.

**Untried**: written from the descriptions of `CreateJobObject` and `JOBOBJECT_EXTENDED_LIMIT_INFORMATION`, where there
was neither Windows nor Wine to run it. A call that fails leaves the process without a limit and says so in the log:
the work is still done apart.
"""

from __future__ import annotations

import ctypes
import logging
import sys

_EXTENDED_LIMITS = 9
_PROCESS_MEMORY, _NO_FAULT_BOX, _KILL_ON_CLOSE = 0x100, 0x400, 0x2000
log = logging.getLogger(__name__)


class _Basic(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64), ("job_time", ctypes.c_int64), ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t), ("most_working_set", ctypes.c_size_t), ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t), ("priority", ctypes.c_uint32), ("scheduling", ctypes.c_uint32),
    )  # fmt: skip


class _Extended(ctypes.Structure):
    _fields_ = (
        ("basic", _Basic), ("io", ctypes.c_uint64 * 6), ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t), ("peak_process", ctypes.c_size_t), ("peak_job", ctypes.c_size_t),
    )  # fmt: skip


def limits(memory: int) -> _Extended:
    """Return the limits as Windows takes them; a process that fails shows no box, which nobody could close."""
    flags = _PROCESS_MEMORY | _NO_FAULT_BOX | _KILL_ON_CLOSE
    return _Extended(basic=_Basic(flags=flags), process_memory=memory)


if sys.platform == "win32":
    _KERNEL = ctypes.WinDLL("kernel32", use_last_error=True)
    _KERNEL.CreateJobObjectW.restype = ctypes.c_void_p
    _KERNEL.CreateJobObjectW.argtypes = ctypes.c_void_p, ctypes.c_wchar_p
    _KERNEL.SetInformationJobObject.argtypes = ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32
    _KERNEL.AssignProcessToJobObject.argtypes = ctypes.c_void_p, ctypes.c_void_p
    _KERNEL.CloseHandle.argtypes = (ctypes.c_void_p,)

    def hold(process: int, memory: int) -> int | None:
        """Put a process, by its handle, into a job of its own with `memory` bytes; return the job's handle."""
        held: int | None = _KERNEL.CreateJobObjectW(None, None)
        asked = limits(memory)
        if (
            held is None
            or not _KERNEL.SetInformationJobObject(held, _EXTENDED_LIMITS, ctypes.byref(asked), ctypes.sizeof(asked))
            or not _KERNEL.AssignProcessToJobObject(held, process)
        ):
            log.warning("no limit of memory: Windows error %s", ctypes.get_last_error())
        return held

    def let_go(held: int | None) -> None:
        """Close the job, and end what is still in it."""
        if held is not None:
            _KERNEL.CloseHandle(held)
