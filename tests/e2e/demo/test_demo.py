#!/usr/bin/python3
"""make demo: the day comes out as the table says, the board is served, and Ctrl-C leaves nothing."""
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "lib"))
import server  # noqa: E402
from server import ROOT, until  # noqa: E402

server.PATIENCE = 120  # it builds first


class Demo:
    """scripts/demo, whose output is read as it comes."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = dict(os.environ, DEMO_PORT=str(self.port), DEMO_SECONDS="5")
        # A session of its own, so that its Ctrl-C is not ours.
        self.process = subprocess.Popen([ROOT / "scripts/demo"], cwd=ROOT, env=environment, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        self.text = ""
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.text += line

    def says(self, pattern):
        def found():
            assert self.process.poll() is None or re.search(pattern, self.text), f"it ended:\n{self.text}"
            return re.search(pattern, self.text)
        return until(found, f"the demonstration says {pattern}, but only:\n{self.text}")

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.status, answer.read().decode()

    def control_c(self):
        os.killpg(self.process.pid, signal.SIGINT)
        self.reader.join()
        return self.process.wait()


def main():
    demo = Demo()
    try:
        demo.says(r"http://127\.0\.0\.1:\d+/#token=[\w-]+\.[\w-]+\.[\w-]+")
        home = pathlib.Path(demo.says(r"PGHOST=(\S+)")[1])
        status, page = demo.get("/")
        assert status == 200 and "<title>" in page, page
        assert demo.get("/healthz")[0] == 200
        demo.says("the day is over")
        assert "demo/ward ended with" not in demo.text, demo.text
        assert home.exists()
    finally:
        status = demo.control_c()
    assert status == 0, f"exit code {status}:\n{demo.text}"
    assert not home.exists(), f"left behind: {home}"
    print(demo.text)


main()
