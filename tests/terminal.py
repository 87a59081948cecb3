"""Plays a person at a terminal: waits for what the program prints, types, and so on.

Arguments are the program's. Each line of standard input is a step, a JSON list: ["wait", TEXT],
["type", TEXT], ["resize", ROWS, COLUMNS], ["signal", NAME]. What the terminal got is printed, then the
exit code. A text that does not come within 20 seconds ends the play.
"""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

steps = [json.loads(line) for line in sys.stdin]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])


def resize(rows, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


resize(30, 80)
got = b""
seen = 0


def read(seconds):
    """Takes what comes; false at the end."""
    global got
    if not select.select([terminal], [], [], seconds)[0]:
        return True
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        return False
    got += piece
    return bool(piece)


def tell(code):
    sys.stdout.write(got.decode("utf-8", "replace"))
    sys.stdout.write(f"\n== exit {code}\n")
    sys.exit(0)


for step in steps:
    kind, rest = step[0], step[1:]
    if kind == "wait":
        wanted, until = rest[0].encode(), time.monotonic() + 20
        while wanted not in got[seen:]:
            if time.monotonic() > until or not read(0.2):
                os.kill(pid, signal.SIGKILL)
                tell(f"never: {rest[0]!r}")
        seen = got.index(wanted, seen) + len(wanted)
    elif kind == "type":
        os.write(terminal, rest[0].encode())
    elif kind == "resize":
        resize(*rest)
    elif kind == "signal":
        os.kill(pid, getattr(signal, rest[0]))

until = time.monotonic() + 20
while read(0.2):
    if time.monotonic() > until:
        os.kill(pid, signal.SIGKILL)
        tell("never: the end")
tell(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
