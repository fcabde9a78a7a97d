"""Runs a program as systemd's settings confine it: confined.py FILE PROGRAM [WORD…], where FILE names the allowed system calls.

As a unit with NoNewPrivileges=, an empty CapabilityBoundingSet=, SystemCallFilter= with SystemCallErrorNumber=EPERM, and
MemoryDenyWriteExecute=: every other system call fails, and no memory can be both written and run.
"""

import ctypes
import errno
import os
import pathlib
import sys

ALLOW = 0x7FFF0000
REFUSE = 0x00050000 | errno.EPERM
MASKED_EQUAL = 7
WRITE, EXECUTE = 2, 4
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38


class Argument(ctypes.Structure):
    """Holds where an argument of a system call, under a mask, has this value (`scmp_arg_cmp`)."""

    _fields_ = [("number", ctypes.c_uint), ("how", ctypes.c_int), ("mask", ctypes.c_uint64), ("value", ctypes.c_uint64)]


class Filter:
    """A filter of libseccomp, which systemd uses too."""

    def __init__(self, otherwise: int):
        self.library = ctypes.CDLL("libseccomp.so.2")
        self.library.seccomp_init.restype = ctypes.c_void_p
        self.handle = ctypes.c_void_p(self.library.seccomp_init(ctypes.c_uint32(otherwise)))

    def add(self, action: int, name: str, *arguments: Argument):
        number = self.library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return  # of another kind of machine
        array = (Argument * len(arguments))(*arguments)
        rule = (self.handle, ctypes.c_uint32(action), number, len(arguments), array)
        assert self.library.seccomp_rule_add_array(*rule) == 0, name

    def load(self):
        assert self.library.seccomp_load(self.handle) == 0


def confine(allowed: list[str]):
    libc = ctypes.CDLL(None)
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # counts where root runs the test
    assert libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    memory = Filter(ALLOW)
    both = WRITE | EXECUTE
    memory.add(REFUSE, "mmap", Argument(2, MASKED_EQUAL, both, both))
    memory.add(REFUSE, "mprotect", Argument(2, MASKED_EQUAL, EXECUTE, EXECUTE))
    memory.add(REFUSE, "pkey_mprotect", Argument(2, MASKED_EQUAL, EXECUTE, EXECUTE))
    calls = Filter(REFUSE)
    for name in allowed:
        calls.add(ALLOW, name)
    memory.load()
    calls.load()


if __name__ == "__main__":
    confine(pathlib.Path(sys.argv[1]).read_text().split())
    os.execv(sys.argv[2], sys.argv[2:])
