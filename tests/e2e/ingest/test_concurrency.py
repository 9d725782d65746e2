#!/usr/bin/python3
"""Several sessions emitting and defining at once."""
import pathlib
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from server import Cluster, main, until  # noqa: E402

EMIT = "SELECT tqc_emit('a', 'V1', '{\"n\": 1}', id => %s)"


def sessions(cluster, database, count=2):
    cluster.session()(f'CREATE DATABASE "{database}"')
    first = cluster.session(database)
    first("CREATE EXTENSION tqc")
    first("SELECT tqc.define_event('a')")
    return [first] + [cluster.session(database) for _ in range(count - 1)]


def waits(session, pid):
    return session.one("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s", pid)


def in_background(session, text, *values):
    """Runs a statement that may have to wait; returns what joins it and yields its outcome."""
    outcome = []

    def run():
        try:
            outcome.append(session.one(text, *values))
        except Exception as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()

    def join():
        thread.join()
        return outcome[0]

    return join


def race(cluster, database, end):
    """One session emits and keeps its transaction open, another emits the same number."""
    first, second, watcher = sessions(cluster, database, 3)
    pid = second.one("SELECT pg_backend_pid()")
    first("BEGIN")
    seq = first.one(EMIT, "m1")
    join = in_background(second, EMIT, "m1")
    until(lambda: waits(watcher, pid), "the second session waits for the first")
    first(end)
    return seq, join(), watcher.rows("SELECT seq FROM tqc.event")


def test_commit(cluster):
    """an emit waits for an open transaction with the same number, then returns its seq"""
    first, second, rows = race(cluster, "commit", "COMMIT")
    assert first == second and rows == [(first,)], (first, second, rows)


def test_rollback(cluster):
    """if that transaction rolls back, the waiting event is taken itself"""
    first, second, rows = race(cluster, "rollback", "ROLLBACK")
    assert first != second and rows == [(second,)], (first, second, rows)


def test_other_numbers_do_not_wait(cluster):
    """events with other numbers wait for nobody"""
    first, second = sessions(cluster, "others")
    first("BEGIN")
    first.one(EMIT, "m1")
    second("SET statement_timeout = '20s'")
    assert second.one(EMIT, "m2")
    first("ROLLBACK")


def test_repeatable_read(cluster):
    """under repeatable read a number taken meanwhile by somebody else is a serialization failure"""
    first, second = sessions(cluster, "repeatable")
    second("BEGIN ISOLATION LEVEL REPEATABLE READ")
    second("SELECT count(*) FROM tqc.event")
    first.one(EMIT, "m1")
    second.refused("SELECT tqc_emit('a', 'V1', '{\"n\": 1}', id => 'm1')", "40001")
    second("ROLLBACK")
    assert second.one(EMIT, "m1") == first.one(EMIT, "m1")


def test_definitions_reach_other_sessions(cluster):
    """a definition holds in every session from its commit on, also in a transaction with an older snapshot"""
    first, second = sessions(cluster, "definitions")
    second.one(EMIT, "m1")
    second("BEGIN ISOLATION LEVEL REPEATABLE READ")
    second("SELECT count(*) FROM tqc.event")
    version = first.one("SELECT tqc.define_event('a', json_schema => '{\"required\": [\"x\"]}')")
    second.refused("SELECT tqc_emit('a', 'V1')", "TQ002")
    second("ROLLBACK")
    second("SELECT tqc_emit('a', 'V1', '{\"x\": 1}', id => 'm2')")
    assert second.one("SELECT type_id FROM tqc.event_log WHERE id = 'm2'") == version


def test_versions_are_numbered_in_commit_order(cluster):
    """of two sessions that define one type at once the second waits, and its version is the one in force"""
    first, second, watcher = sessions(cluster, "versions", 3)
    pid = second.one("SELECT pg_backend_pid()")
    first("BEGIN")
    one = first.one("SELECT tqc.define_event('a', 'one')")
    join = in_background(second, "SELECT tqc.define_event('a', 'two')")
    until(lambda: waits(watcher, pid), "the second session waits for the first")
    first("COMMIT")
    assert join() > one


def test_many_sessions_one_number(cluster):
    """of many sessions that emit one number at once, one takes it and all get its seq"""
    crowd = sessions(cluster, "crowd", 8)
    joins = [in_background(session, EMIT, "m1") for session in crowd]
    seqs = {join() for join in joins}
    assert len(seqs) == 1, seqs
    assert crowd[0].one("SELECT count(*) FROM tqc.event") == 1


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("ingest", "tqc.engines=0"))
