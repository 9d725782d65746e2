#!/usr/bin/python3
"""Forty crashes while events stream in: nothing is lost, nothing doubled, pushes read on at the right number."""
import pathlib
import random
import select
import sys
import threading
import time

import psycopg2

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "lib"))
from server import Cluster, kill, main, until  # noqa: E402

ROUNDS = 20  # of each kind
SEED = 20260105


class Persistent:
    """A session that comes back after every crash."""

    def __init__(self, cluster, database):
        self.cluster, self.database, self.session = cluster, database, None

    def rows(self, text, *values):
        while True:
            try:
                if self.session is None:
                    self.session = self.cluster.session(self.database)
                return self.session.rows(text, *values)
            except (psycopg2.OperationalError, psycopg2.InterfaceError, psycopg2.DatabaseError) as error:
                if getattr(error, "pgcode", None) not in (None, "57P01", "57P02", "57P03", "XX000"):
                    raise
                self.session = None
                time.sleep(0.02)  # polls: the next attempt to connect


class Emitter(threading.Thread):
    """Admits visit after visit and completes every other one; an event is sent again until it was answered."""

    def __init__(self, cluster, database):
        super().__init__(daemon=True)
        self.db, self.stop, self.visits, self.error = Persistent(cluster, database), False, 0, None

    def run(self):
        try:
            while not self.stop:
                n = self.visits + 1
                self.db.rows("SELECT tqc_emit('admission', %s, id => %s)", f"V{n}", f"open-{n}")
                if n % 2:
                    self.db.rows("SELECT tqc_emit('note', %s, id => %s)", f"V{n}", f"close-{n}")
                self.visits = n
        except Exception as error:  # told by the test
            self.error = error


class Reader(threading.Thread):
    """Reads the outbox on from its own last number whenever the doorbell rings, as the relay does."""

    def __init__(self, cluster, database):
        super().__init__(daemon=True)
        self.db, self.stop, self.seen, self.error = Persistent(cluster, database), False, [], None

    def run(self):
        try:
            while not self.stop:
                self.db.rows("LISTEN tqc")
                self.read()
                select.select([self.db.session.connection], [], [], 0.2)
        except Exception as error:
            self.error = error

    def read(self):
        last = self.seen[-1] if self.seen else 0
        self.seen += [seq for (seq,) in self.db.rows(
            "SELECT seq FROM tqc.relay_pushes(%s, 1000)", last)]


def crash_engine(cluster):
    [[engine]] = until(lambda: Persistent(cluster, "postgres").rows(
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'tqc engine' AND datname = 'crash'"),
        "the engine is back")
    kill(engine)


def crash_server(cluster):
    cluster.run("kill9")
    cluster.run("resume")


def test_crashes(cluster):
    """the engine and the whole server are killed by turns, twenty times each, while events stream in"""
    random.seed(SEED)
    cluster.database("crash").close()
    emitter, reader = Emitter(cluster, "crash"), Reader(cluster, "crash")
    emitter.start()
    reader.start()
    for crash in range(2 * ROUNDS):
        goal = emitter.visits + random.randint(20, 120)
        until(lambda: emitter.visits >= goal or emitter.error, "events stream in")
        assert emitter.error is None, emitter.error
        (crash_server if crash % 2 else crash_engine)(cluster)
    emitter.stop = True
    emitter.join()
    assert emitter.error is None, emitter.error

    db = Persistent(cluster, "crash")
    until(lambda: db.rows("SELECT tqc.sync('1 s')") == [(True,)], "the engine catches up")
    n = emitter.visits
    assert db.rows("SELECT count(*), count(DISTINCT id) FROM tqc.event") == [(n + (n + 1) // 2,) * 2]
    tasks = dict(db.rows("SELECT subject, status FROM tqc.task"))
    assert len(tasks) == n
    wrong = {v: s for v, s in tasks.items() if s != ("met" if int(v[1:]) % 2 else "open")}
    assert not wrong, wrong
    assert db.rows("SELECT count(*) FROM tqc.task") == [(n,)]
    for kind, count in (("opened", n), ("closed", (n + 1) // 2)):
        assert db.rows("SELECT count(*), count(DISTINCT task_id) FROM tqc.push WHERE kind = %s", kind) == \
            [(count, count)], kind
    doubled = db.rows("SELECT task_id, transition, count(*), min(reason) FROM tqc.task_history GROUP BY 1, 2 HAVING count(*) > 1"
                      " OR transition NOT IN ('opened', 'met')")
    assert not doubled, doubled[:5]
    assert db.rows("SELECT count(*) FROM tqc.task_history") == [(n + (n + 1) // 2,)]

    reader.stop = True
    reader.join()
    assert reader.error is None, reader.error
    reader.read()
    assert reader.seen == [seq for (seq,) in db.rows("SELECT seq FROM tqc.push ORDER BY seq")]


def test_log_folded_anew(cluster):
    """after all of that, a fold of the whole log from the beginning changes no task"""
    db = Persistent(cluster, "crash")
    before = db.rows("SELECT id, status, due_at, closed_at, receivers FROM tqc.task ORDER BY id")
    db.rows("INSERT INTO tqc.refold (site, subject, reason) SELECT site, subject, 'test' FROM tqc.subject")
    until(lambda: db.rows("SELECT tqc.sync('1 s')") == [(True,)], "the engine catches up")
    assert db.rows("SELECT count(*) FROM tqc.refold") == [(0,)]
    assert db.rows("SELECT id, status, due_at, closed_at, receivers FROM tqc.task ORDER BY id") == before


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("crash"))
