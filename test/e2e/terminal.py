"""Runs a program on a terminal of its own and talks to it.

argv: steps as JSON [[text to wait for, keys to type, shell line to run then], ...], then the
command. A shell line finds what was shown so far in $SCREEN.
Prints {"code": exit code, "screen": everything that was shown} as JSON.
"""
import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time

PATIENCE_SECONDS = float(os.environ.get("PATIENCE_SECONDS", "60"))

steps = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])

# So wide that nothing that is waited for is broken over two lines.
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))

screen = b""
seen = 0


def read_some():
    """False when the program has closed the terminal."""
    global screen
    if not select.select([terminal], [], [], 0.1)[0]:
        return True
    try:
        data = os.read(terminal, 65536)
    except OSError:
        return False
    screen += data
    return data != b""


is_open = True
for wanted, keys, line in steps:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while is_open and wanted.encode() not in screen[seen:]:
        is_open = read_some()
        if time.monotonic() > deadline:
            os.kill(pid, 9)
            break
    at = screen.find(wanted.encode(), seen)
    seen = len(screen) if at == -1 else at + len(wanted.encode())
    if not is_open:
        break
    os.write(terminal, keys.encode())
    if line != "":
        shown = {**os.environ, "SCREEN": screen.decode(errors="replace").replace("\0", "")}
        subprocess.run(["sh", "-c", line], env=shown, stdout=subprocess.DEVNULL, timeout=PATIENCE_SECONDS)

deadline = time.monotonic() + PATIENCE_SECONDS
while is_open and time.monotonic() < deadline:
    is_open = read_some()
if is_open:
    os.kill(pid, 9)
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(json.dumps({"code": code, "screen": screen.decode(errors="replace")}))
