#!/usr/bin/python3
"""Engines come and go with their databases, and come back whatever ends them."""
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "lib"))
from server import Cluster, admit, kill, main, prepare, tasks, until


def test_create_and_drop_extension(cluster):
    """CREATE and DROP EXTENSION start and end an engine in each of two databases, without restart"""
    sessions = {name: cluster.database(name) for name in ("alpha", "beta")}
    for name, session in sessions.items():
        admit(session, f"V-{name}")
        assert session.one("SELECT tqc.sync()")
        assert tasks(session) == {f"V-{name}": "open"}
        assert len(cluster.engines(name)) == 1
    session = sessions["alpha"]
    session("CREATE ROLE chief SUPERUSER LOGIN")
    for drop in ("DROP EXTENSION tqc", "DROP OWNED BY chief CASCADE"):
        session(drop)
        until(lambda: not cluster.engines("alpha"), f"the engine leaves after {drop}")
        assert len(cluster.engines("beta")) == 1
        session("SET ROLE chief; CREATE EXTENSION tqc; RESET ROLE")
        assert session.one("SELECT tqc.sync()"), f"comes back after {drop}"
        assert len(cluster.engines("alpha")) == 1
    assert "a turn failed" not in cluster.log()


def test_dropped_and_created_in_a_row(cluster):
    """DROP and CREATE EXTENSION in quick succession leave an engine"""
    session = cluster.session("alpha")
    for _ in range(20):
        session("DROP EXTENSION tqc")
        session("CREATE EXTENSION tqc")
    assert session.one("SELECT tqc.sync()")
    session("BEGIN; DROP EXTENSION tqc")
    session("ROLLBACK")
    assert session.one("SELECT tqc.sync()")


def test_dropped_under_load(cluster):
    """DROP EXTENSION goes through while the engine is busy, or waits for a lock of the same transaction"""
    session = cluster.session("alpha")
    prepare(session)
    session("SELECT tqc_emit('admission', 'L' || i) FROM generate_series(1, 20000) i")
    session("DROP EXTENSION tqc")
    session("CREATE EXTENSION tqc")
    assert session.one("SELECT tqc.sync()")
    session("BEGIN; LOCK TABLE tqc.rule")
    cluster.session("alpha")("SELECT tqc.reset_clock()")
    until(lambda: session.rows("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'tqc.rule'::regclass"),
          "the engine waits")
    session("DROP EXTENSION tqc; COMMIT")
    until(lambda: not cluster.engines("alpha"), "the engine leaves")


def test_engine_killed(cluster):
    """kill -9 of an engine restarts the server's processes; what was committed is applied once"""
    session = cluster.database("killed")
    for round in range(3):
        [pid] = cluster.engines("killed")
        for i in range(50):
            admit(session, f"K{round}-{i}")
        kill(pid)
        until(lambda: refusal(session), "the server ends all sessions")
        session = until(lambda: reconnect(cluster, "killed"), "the server takes connections again")
        assert session.one("SELECT tqc.sync()")
        assert session.one("SELECT count(*) FROM tqc.task") == 50 * (round + 1)
        [again] = cluster.engines("killed")
        assert again != pid


def reconnect(cluster, database):
    try:
        session = cluster.session(database)
        session("SELECT 1")
        return session
    except Exception:
        return None


def test_engine_terminated(cluster):
    """pg_terminate_backend of an engine: another takes its place, alone"""
    session = cluster.session("killed")
    [pid] = cluster.engines("killed")
    session("SELECT pg_terminate_backend(%s)", pid)
    admit(session, "T1")
    assert session.one("SELECT tqc.sync()")
    [again] = cluster.engines("killed")
    assert again != pid and "T1" in tasks(session)


def test_launcher_terminated(cluster):
    """pg_terminate_backend of the launcher: another one starts, and there is one engine again"""
    session = cluster.session("killed")
    find = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'tqc launcher'"
    old = session.one(find)
    [engine] = cluster.engines("killed")
    session("SELECT pg_terminate_backend(%s)", old)
    until(lambda: session.rows(find) not in ([], [(old,)]), "a new launcher")
    until(lambda: cluster.engines("killed") not in ([], [engine]), "a new engine")
    admit(session, "L1")
    assert session.one("SELECT tqc.sync()") and "L1" in tasks(session)
    assert len(cluster.engines("killed")) == 1


def test_server_killed(cluster):
    """kill -9 of the whole server: after the restart all is applied, once"""
    session = cluster.session("killed")
    before = session.one("SELECT count(*) FROM tqc.task")
    for i in range(200):
        admit(session, f"S{i}")
    cluster.run("kill9")
    cluster.run("resume")
    session = cluster.session("killed")
    assert session.one("SELECT tqc.sync()")
    assert session.one("SELECT count(*) FROM tqc.task") == before + 200


def test_resplit(cluster):
    """a reload with another tqc.engines splits the subjects anew; 0 leaves it to tqc.step()"""
    session = cluster.session("killed")
    expected = session.one("SELECT count(*) FROM tqc.task")
    for engines in (3, 2, 0, 1):
        session(f"ALTER SYSTEM SET tqc.engines = {engines}")
        session("SELECT pg_reload_conf()")
        until(lambda: len(cluster.engines("killed")) == engines, f"{engines} engines")
        admit(session, *[f"R{engines}-{i}" for i in range(40)])
        expected += 40
        if engines == 0:
            error = session.refused("SELECT tqc.sync()", "55000")
            assert "tqc.step()" in error.diag.message_hint
            assert session.one("SELECT tqc.step()") >= 40  # and what the last split left to be read again
            assert session.one("SELECT tqc.step()") == 0
        else:
            assert session.one("SELECT tqc.sync()")
        assert session.one("SELECT count(*) FROM tqc.task") == expected
    session("ALTER SYSTEM RESET tqc.engines")
    session("SELECT pg_reload_conf()")


def test_databases_setting(cluster):
    """tqc.databases limits engines to the databases it names"""
    session = cluster.session("killed")
    session("ALTER SYSTEM SET tqc.databases = 'killed'")
    session("SELECT pg_reload_conf()")
    until(lambda: not cluster.engines("beta"), "the engine of the other database leaves")
    other = cluster.session("beta")
    error = until(lambda: refusal(other), "the session has read the settings")
    assert "tqc.databases" in str(error)
    other.close()
    session("ALTER SYSTEM RESET tqc.databases")
    session("SELECT pg_reload_conf()")
    until(lambda: cluster.engines("beta"), "it comes back")
    assert session.one("SELECT tqc.sync()")


def refusal(session):
    try:
        session("SELECT tqc.sync('1ms')")
        return None
    except Exception as error:
        return error


def test_databases_are_not_blocked(cluster):
    """DROP, RENAME and CREATE … TEMPLATE of a database with an engine go through at once"""
    cluster.database("ward").close()
    admin = cluster.session()
    commands = [
        "CREATE DATABASE copy TEMPLATE ward",
        "ALTER DATABASE ward RENAME TO ward2",
        "ALTER DATABASE copy RENAME TO copy2",
        "DROP DATABASE ward2",
        "DROP DATABASE copy2",
    ]
    for command in commands:
        began = time.monotonic()
        admin(command)
        assert time.monotonic() - began < 4, f"{command} waited for an engine"
        for name in ("ward", "ward2", "copy", "copy2"):
            if admin.rows("SELECT 1 FROM pg_database WHERE datname = %s", name):
                session = cluster.session(name)
                assert session.one("SELECT tqc.sync()"), f"{name} after {command}"
                session.close()
    assert not re.search('FATAL: +database ".*" does not exist', cluster.log()), "an engine was sent nowhere"


def test_strangers_do_not_disturb(cluster):
    """a command that is refused for want of rights leaves the engine alone"""
    session = cluster.session("killed")
    session("CREATE ROLE stranger LOGIN CREATEDB")
    [pid] = cluster.engines("killed")
    session("SET ROLE stranger")
    session.refused("DROP DATABASE beta", "42501")
    session.refused("ALTER DATABASE beta RENAME TO gamma", "42501")
    session.refused("CREATE DATABASE gamma TEMPLATE beta", "42501")
    session("RESET ROLE")
    assert cluster.engines("killed") == [pid]


def test_held_while_in_transaction(cluster):
    """after a RENAME that is rolled back the engine comes back"""
    admin = cluster.session()
    admin("BEGIN; ALTER DATABASE beta RENAME TO gamma")
    admin("ROLLBACK")
    assert cluster.session("beta").one("SELECT tqc.sync()")


def test_fast_shutdown(cluster):
    """the server stops and starts in order"""
    cluster.run("halt")
    cluster.run("resume")
    assert cluster.session("killed").one("SELECT tqc.sync()")


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("worker-lifecycle"))
