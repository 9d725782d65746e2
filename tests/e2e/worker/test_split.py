#!/usr/bin/python3
"""Another number of engines: every subject goes on from its own place, whoever had it before."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from server import RULE, Cluster, admit, main, prepare, tasks, until  # noqa: E402

SUBJECTS = [f"V{i}" for i in range(40)]  # some of them for each engine


def engines(cluster, session, count):
    session(f"ALTER SYSTEM SET tqc.engines = {count}")
    session("SELECT pg_reload_conf()")
    database = session.one("SELECT current_database()")
    until(lambda: len(cluster.engines(database)) == count, f"{count} engines")
    until(lambda: session.one("SHOW tqc.engines") == str(count), "the session knows")


def database(cluster, name):
    """A new database with a rule, in which no engine has been at work."""
    admin = cluster.session()
    admin(f"CREATE DATABASE {name}")
    session = cluster.session(name)
    engines(cluster, session, 0)
    session("CREATE EXTENSION tqc")
    prepare(session)
    return session


def test_begun_by_several(cluster):
    """a log that lay there before any engine was at work is read by all engines of the first split"""
    session = database(cluster, "several")
    admit(session, *SUBJECTS)
    engines(cluster, session, 3)
    assert session.one("SELECT tqc.sync()")
    assert tasks(session) == dict.fromkeys(SUBJECTS, "open")


def test_begun_by_one_of_several(cluster):
    """an engine that never came to its first turn leaves its subjects to the next split, unread"""
    session = database(cluster, "one_of_several")
    admit(session, *SUBJECTS)
    holder = cluster.session("one_of_several")
    holder("BEGIN")
    holder("SELECT tqc.own_lock('turn', 1)")  # a turn of engine 1 waits for it
    engines(cluster, session, 2)
    until(lambda: tasks(session), "engine 0 has had a turn")
    assert len(tasks(session)) < len(SUBJECTS)
    engines(cluster, session, 1)
    holder.close()
    assert session.one("SELECT tqc.sync()")
    assert tasks(session) == dict.fromkeys(SUBJECTS, "open")
    assert session.one("SELECT count(*) FROM tqc.push WHERE kind = 'opened'") == len(SUBJECTS)


def test_rule_put_between_splits(cluster):
    """a rule that reaches into the past and was put while no engine ran is served by the next split"""
    session = database(cluster, "between")
    engines(cluster, session, 1)
    admit(session, *SUBJECTS)
    assert session.one("SELECT tqc.sync()")
    engines(cluster, session, 0)
    session("SELECT tqc.put_rule('second-note', %s, effective_from => '-infinity')", RULE)
    engines(cluster, session, 2)
    assert session.one("SELECT tqc.sync()")
    assert session.one("SELECT count(*) FROM tqc.task WHERE rule = 'second-note'") == len(SUBJECTS)


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("worker-split"))
