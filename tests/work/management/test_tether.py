import os
import subprocess
import sys
import time
from pathlib import Path

from carepath.work.management import parts, tether
from tests.running import eventually, is_up


def test_a_tethered_process_dies_with_its_parent():
    inner = [sys.executable, str(parts.TETHER), "PARENT", "0", "/bin/sleep", "60"]
    code = (
        "import os, subprocess, time\n"
        f"argv = {inner!r}\n"
        "argv[2] = str(os.getpid())\n"
        "print(subprocess.Popen(argv).pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        title = Path(f"/proc/{child}/cmdline")
        eventually(lambda: title.read_bytes().startswith(b"/bin/sleep"), within=5)
        parent.kill()
    eventually(lambda: not is_up(child), within=5)


def test_a_process_whose_parent_is_gone_ends_at_once():
    argv = [sys.executable, str(parts.TETHER), "1", "0", "/bin/echo", "x"]
    done = subprocess.run(argv, check=False, capture_output=True)
    assert (done.returncode, done.stdout) == (1, b"")


def test_adopted_orphans_can_be_reaped():
    pid = os.fork()
    if pid == 0:
        tether.adopt_orphans()
        if os.fork() == 0:
            if os.fork() == 0:
                time.sleep(0.2)  # outlives its parent, so it needs another
                os._exit(7)
            os._exit(0)
        codes = sorted(os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(2))
        os._exit(0 if codes == [0, 7] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
