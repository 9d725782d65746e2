#!/usr/bin/python3
"""tqc.sync() and tqc.step(): what they promise and when they refuse; engines in trouble."""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "lib"))
from server import Cluster, admit, main, prepare, tasks, until


def test_after_create_extension(cluster):
    """it waits for an engine that is only just starting"""
    cluster.session()("CREATE DATABASE fresh")
    session = cluster.session("fresh")
    session("CREATE EXTENSION tqc")
    assert session.one("SELECT tqc.sync()")
    prepare(session)


def test_everything_before_is_applied(cluster):
    """whatever was committed before the call is applied when it returns, every time"""
    session = cluster.session("fresh")
    for i in range(200):
        admit(session, f"S{i}")
        assert session.one("SELECT tqc.sync()")
        assert session.one("SELECT count(*) FROM tqc.task") == i + 1


def test_refused_after_emit(cluster):
    """refused in a transaction that has emitted, unless that was rolled back to a savepoint"""
    session = cluster.session("fresh")
    session("BEGIN")
    admit(session, "X1")
    session.refused("SELECT tqc.sync()", "TQ008")
    session("ROLLBACK")
    assert session.one("SELECT tqc.sync()")
    session("BEGIN; SAVEPOINT a; SAVEPOINT b")
    admit(session, "X2")
    session("RELEASE b; ROLLBACK TO a")
    assert session.one("SELECT tqc.sync()")
    session("SAVEPOINT b")
    admit(session, "X3")
    session("RELEASE b; SAVEPOINT c; ROLLBACK TO c")
    session.refused("SELECT tqc.sync()", "TQ008")
    session("ROLLBACK")


def test_timeout(cluster):
    """false at the timeout when the engine cannot go on; true once it can"""
    session, blocker = cluster.session("fresh"), cluster.session("fresh")
    blocker("BEGIN; LOCK TABLE tqc.subject")
    admit(session, "T1")
    began = time.monotonic()
    assert session.one("SELECT tqc.sync('300ms')") is False
    assert 0.3 <= time.monotonic() - began < 5
    assert session.one("SELECT tqc.sync('0')") is False
    blocker("ROLLBACK")
    assert session.one("SELECT tqc.sync()")
    assert "T1" in tasks(session)


def test_failing_engine(cluster):
    """a turn that fails is logged once, shown in health, tried again with pauses, and heals"""
    session = cluster.session("fresh")
    session("ALTER TABLE tqc.refold RENAME TO elsewhere")
    admit(session, "F1")
    assert session.one("SELECT tqc.sync('100ms')") is False
    worker = until(lambda: failing(session), "health shows the failing engine")
    assert "tqc.refold" in worker["last_error"] and worker["last_error_at"], worker
    health = session.one("SELECT tqc.health()")
    assert health["lag_events"] == 1 and health["last_error"] == worker["last_error"], health
    assert health["last_error_at"] >= worker["last_error_at"], health
    # Six failures take 100 + 200 + … + 1600 ms of pauses at least.
    until(lambda: failing(session)["errors"] >= 6, "it is tried again")
    assert cluster.log().count("a turn failed") == 1
    session("ALTER TABLE tqc.elsewhere RENAME TO refold")
    session("SELECT tqc.reset_clock()")  # a change wakes it out of its pause
    assert session.one("SELECT tqc.sync()")
    assert "F1" in tasks(session)
    assert session.one("SELECT tqc.health()")["workers"][1]["state"] == "running"


def failing(session):
    workers = session.one("SELECT tqc.health()")["workers"]
    return next((w for w in workers if w["state"] == "failing"), None)


def test_cancelled(cluster):
    """a waiting tqc.sync() can be cancelled"""
    session, blocker, other = (cluster.session("fresh") for _ in range(3))
    blocker("BEGIN; LOCK TABLE tqc.subject")
    admit(session, "C1")
    session("SET statement_timeout = '200ms'")
    session.refused("SELECT tqc.sync()", "57014")
    blocker("ROLLBACK")
    assert other.one("SELECT tqc.sync()")


def test_step_beside_engines(cluster):
    """tqc.step() beside a running engine applies nothing twice"""
    session = cluster.session("fresh")
    before = session.one("SELECT count(*) FROM tqc.task")
    for i in range(50):
        admit(session, f"B{i}")
        session("SELECT tqc.step()")
    assert session.one("SELECT tqc.sync()")
    assert session.one("SELECT count(*) FROM tqc.task") == before + 50
    assert session.one(
        "SELECT count(*) FROM tqc.task_history h JOIN tqc.task t ON t.id = h.task_id WHERE t.subject LIKE 'B%'") == 50


def test_settings_of_the_database(cluster):
    """ALTER DATABASE reaches sessions and the engine without a restart; SET in a session does nothing"""
    session = cluster.session("fresh")
    ahead = "SELECT tqc_emit('admission', 'Z1', occurred_at => tqc.now() + interval '3 days')"
    session.refused(ahead, "TQ006")
    session("SET tqc.future_limit = '9 days'")
    session.refused(ahead, "TQ006")
    cluster.session()("ALTER DATABASE fresh SET tqc.future_limit = '5 days'")
    session(ahead)
    cluster.session()("ALTER DATABASE fresh RESET tqc.future_limit")
    session.refused(ahead.replace("Z1", "Z2"), "TQ006")
    cluster.session().refused("ALTER DATABASE fresh SET tqc.future_limit = 'soon'", "22023")


def test_without_preload(cluster):
    """a server that does not preload tqc: step works, sync says what to do"""
    session = cluster.session("fresh")
    session("ALTER SYSTEM RESET shared_preload_libraries")
    cluster.run("halt")
    cluster.run("resume")
    session = cluster.session("fresh")
    error = session.refused("SELECT tqc.sync()", "55000")
    assert "shared_preload_libraries" in error.diag.message_hint
    admit(session, "N1")
    assert session.one("SELECT tqc.step()") == 1
    assert "N1" in tasks(session)
    assert session.one("SELECT tqc.health()")["workers"] == []


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("worker-sync"))
