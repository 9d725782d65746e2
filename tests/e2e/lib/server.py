"""A private server with tqc, sessions on it, and a runner that speaks TAP."""
import atexit
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import traceback

import psycopg2

ROOT = pathlib.Path(os.environ.get("TQC_ROOT", pathlib.Path(__file__).resolve().parents[3]))
PATIENCE = 30  # seconds until a condition counts as never coming true

RULE = """{"title": "first note within 8 hours", "open": {"on": "admission"},
           "due": {"within": "PT8H"}, "close": {"on": "note"}, "receivers": ["dr"]}"""


def until(condition, what, patience=PATIENCE):
    """Asks again until the condition holds; returns what it said."""
    deadline = time.monotonic() + patience
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.005)  # polls: the condition above


class Session:
    """One connection; every statement its own transaction unless begun otherwise."""

    def __init__(self, dsn):
        self.connection = psycopg2.connect(dsn)
        self.connection.autocommit = True

    def rows(self, text, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(text, values or None)
            return cursor.fetchall() if cursor.description else []

    def one(self, text, *values):
        [[value]] = self.rows(text, *values)
        return value

    def __call__(self, text, *values):
        self.rows(text, *values)

    def refused(self, text, sqlstate):
        """The statement fails with this SQLSTATE; returns the error."""
        try:
            self.rows(text)
        except psycopg2.Error as error:
            assert error.pgcode == sqlstate, f"{error.pgcode}: {error}"
            return error
        raise AssertionError(f"not refused: {text}")

    def close(self):
        self.connection.close()


class Cluster:
    def __init__(self, name, *settings):
        self.name = name
        self.run("start", *settings)
        atexit.register(self.run, "stop")
        env = dict(pair.split("=", 1) for pair in self.run("env").split())
        self.dsn = f"host={env['PGHOST']} port={env['PGPORT']} user=postgres"
        self.home = pathlib.Path(self.run("path").strip())

    def run(self, command, *arguments):
        return subprocess.run([ROOT / "scripts/cluster", command, self.name, *arguments], check=True,
                              stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout

    def session(self, database="postgres"):
        return Session(f"{self.dsn} dbname={database}")

    def database(self, name):
        """A new database with the extension, one rule, and an engine at work."""
        self.session()(f'CREATE DATABASE "{name}"')
        session = self.session(name)
        session("CREATE EXTENSION tqc")
        prepare(session)
        assert session.one("SELECT tqc.sync()")
        return session

    def engines(self, database):
        """The processes of the engines that are connected to a database."""
        return [pid for (pid,) in self.session().rows(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'tqc engine' AND datname = %s", database)]

    def log(self):
        return (self.home / "log").read_text()


def prepare(session):
    session("SELECT tqc.define_event('admission'), tqc.define_event('note')")
    session("SELECT tqc.put_rule('first-note', %s)", RULE)


def admit(session, *subjects, at=None):
    for subject in subjects:
        session("SELECT tqc_emit('admission', %s, occurred_at => %s)", subject, at)


def tasks(session):
    return dict(session.rows("SELECT subject, status FROM tqc.task"))


def wake_ups(pid):
    """How often a process gave up the CPU of its own accord: each sleep is one."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^voluntary_ctxt_switches:\s*(\d+)", status, re.M)[1])


def kill(pid, how=signal.SIGKILL):
    os.kill(pid, how)


def main(module, cluster):
    """Runs every test_* of a module, in order of definition."""
    tests = [f for n, f in vars(module).items() if n.startswith("test_")]
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    for number, test in enumerate(tests, 1):
        try:
            test(cluster)
            print(f"ok {number} - {test.__doc__}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {number} - {test.__doc__}", flush=True)
            for line in traceback.format_exc().splitlines():
                print(f"# {line}", flush=True)
    if failed:
        for line in cluster.log().splitlines()[-40:]:
            print(f"# log: {line}", flush=True)
    sys.exit(1 if failed else 0)
