#!/usr/bin/python3
"""The clock of tqc, and alarms that come by themselves."""
import pathlib
import select
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "lib"))
from server import Cluster, admit, main, tasks, until


def test_real_clock(cluster):
    """without a setting tqc.now() is the real time at the call"""
    session = cluster.database("clock")
    assert session.one("SELECT tqc.now() BETWEEN clock_timestamp() - interval '1 s' AND clock_timestamp()")
    session("BEGIN ISOLATION LEVEL REPEATABLE READ")
    first = session.one("SELECT tqc.now()")
    assert session.one("SELECT tqc.now()") > first
    session("COMMIT")


def test_standing_clock(cluster):
    """a standing clock is the same for all, also inside transactions begun before it was set"""
    session, old = cluster.session("clock"), cluster.session("clock")
    old("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
    listener = cluster.session("clock")
    listener("LISTEN tqc; LISTEN tqc_clock")
    session("SELECT tqc.set_clock('2026-01-05 08:00+00', 0)")
    for each in (session, old, cluster.session("clock")):
        assert each.one("SELECT tqc.now() = '2026-01-05 08:00+00'")
    assert select.select([listener.connection], [], [], 30)[0]
    listener.connection.poll()
    assert ("tqc_clock", "") in [(n.channel, n.payload) for n in listener.connection.notifies]
    assert session.one("SELECT tqc.health()->'clock'")["virtual"] is True
    assert session.one("SELECT tqc.sync()"), "works with a standing clock"


def test_rolled_back(cluster):
    """a setting counts from its commit, and not at all if it is rolled back"""
    session, other = cluster.session("clock"), cluster.session("clock")
    session("BEGIN; SELECT tqc.set_clock('2030-01-01', 0)")
    assert session.one("SELECT tqc.now() = '2030-01-01'")
    assert other.one("SELECT tqc.now() = '2026-01-05 08:00+00'")
    session("ROLLBACK")
    assert session.one("SELECT tqc.now() = '2026-01-05 08:00+00'")


def test_in_parallel_workers(cluster):
    """parallel workers see the same clock"""
    session = cluster.session("clock")
    session("CREATE TABLE many AS SELECT g FROM generate_series(1, 200000) g")
    session("ANALYZE many")
    session("SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0")
    query = "SELECT count(*) FROM many WHERE tqc.now() = '2026-01-05 08:00+00'"
    assert "Parallel" in str(session.rows("EXPLAIN " + query))
    assert session.one(query) == 200000


def test_alarm_when_set_forward(cluster):
    """setting the clock past a due time makes the task overdue"""
    session = cluster.session("clock")
    admit(session, "A1")
    assert session.one("SELECT tqc.sync()") and tasks(session)["A1"] == "open"
    session("SELECT tqc.set_clock('2026-01-05 16:00+00', 0)")
    assert session.one("SELECT tqc.sync()") and tasks(session)["A1"] == "open", "still in time"
    session("SELECT tqc.set_clock('2026-01-05 16:00:00.000001+00', 0)")
    assert session.one("SELECT tqc.sync()") and tasks(session)["A1"] == "overdue"


def test_set_back(cluster):
    """setting it back folds every subject anew"""
    session = cluster.session("clock")
    session("SELECT tqc.set_clock('2026-01-05 09:00+00', 0)")
    assert session.one("SELECT tqc.sync()")
    assert tasks(session)["A1"] == "open"


def test_running_fast(cluster):
    """with a clock 36000 times as fast a task is overdue after 0.8 s by itself"""
    session = cluster.session("clock")
    admit(session, "F1")
    session("SELECT tqc.set_clock(tqc.now(), 36000)")
    until(lambda: tasks(session)["F1"] == "overdue", "overdue by itself")
    session("SELECT tqc.reset_clock()")
    assert session.one("SELECT NOT (tqc.health()->'clock'->>'virtual')::boolean")
    assert session.one("SELECT tqc.sync()")


def test_lateness(cluster):
    """alarms come on time: never early, the median within a few milliseconds"""
    session = cluster.database("alarms")
    session("SELECT tqc.put_rule('soon', %s)",
            """{"title": "soon", "open": {"on": "admission"}, "due": {"within": "PT0.3S"},
                "close": {"on": "note"}, "receivers": ["dr"]}""")
    for i in range(100):
        admit(session, f"A{i}")
    until(lambda: session.one("SELECT count(*) FROM tqc.task WHERE status = 'overdue'") == 100, "all overdue")
    late = [float(late) for (late,) in session.rows(
        "SELECT 1000 * extract(epoch FROM h.recorded_at - t.due_at)"
        "  FROM tqc.task t JOIN tqc.task_history h ON h.task_id = t.id AND h.transition = 'overdue'"
        " WHERE t.rule = 'soon'")]
    assert len(late) == 100
    print(f"# lateness of alarms: median {statistics.median(late):.2f} ms, most {max(late):.2f} ms", flush=True)
    assert min(late) >= 0
    assert statistics.median(late) < 50


def test_refused(cluster):
    """infinite times and bad speeds are refused; only tqc_admin may set the clock"""
    session = cluster.session("clock")
    session.refused("SELECT tqc.set_clock('infinity')", "22008")
    for speed in ("-1", "'NaN'", "'Infinity'"):
        session.refused(f"SELECT tqc.set_clock(now(), {speed})", "22023")
    session("CREATE ROLE officer LOGIN IN ROLE tqc_officer; CREATE ROLE chief LOGIN IN ROLE tqc_admin")
    session("SET ROLE officer")
    session.refused("SELECT tqc.set_clock(now())", "42501")
    session.refused("SELECT tqc.reset_clock()", "42501")
    session("SELECT tqc.now()")
    session("SET ROLE chief")
    for call in ("set_clock(now())", "reset_clock()", "sync()", "step()", "health()"):
        session(f"SELECT tqc.{call}")


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("worker-clock"))
