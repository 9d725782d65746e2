#!/usr/bin/python3
"""Several sessions that put rules at once."""
import json
import pathlib
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from server import RULE, Cluster, main, until  # noqa: E402

PUT = "SELECT tqc.put_rule('first-note', %s)"


def version(n):
    return json.dumps({**json.loads(RULE), "title": f"version {n}"})


def sessions(cluster, database):
    cluster.session()(f'CREATE DATABASE "{database}"')
    first = cluster.session(database)
    first("CREATE EXTENSION tqc")
    return first, cluster.session(database)


def test_repeatable_read(cluster):
    """a transaction whose snapshot is older than somebody's version is told to try again"""
    first, second = sessions(cluster, "repeatable")
    for isolation in ("REPEATABLE READ", "SERIALIZABLE"):
        second(f"BEGIN ISOLATION LEVEL {isolation}")
        second("SELECT count(*) FROM tqc.rule")
        number = first.one(PUT, version(isolation))
        second.refused(f"SELECT tqc.put_rule('first-note', '{version('mine')}')", "40001")
        second("ROLLBACK")
        second(f"BEGIN ISOLATION LEVEL {isolation}")
        assert second.one(PUT, version("mine " + isolation)) == number + 1
        second("COMMIT")


def test_read_committed_waits(cluster):
    """otherwise the second waits for the first and takes the next number"""
    first, second = sessions(cluster, "waiting")
    pid = second.one("SELECT pg_backend_pid()")
    first("BEGIN")
    assert first.one(PUT, version(1)) == 1
    numbers = []
    waiting = threading.Thread(target=lambda: numbers.append(second.one(PUT, version(2))))
    waiting.start()
    until(lambda: first.one("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s", pid), "the second waits")
    first("COMMIT")
    waiting.join()
    assert numbers == [2], numbers


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("rules", "tqc.engines=0"))
