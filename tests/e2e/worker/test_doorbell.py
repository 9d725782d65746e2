#!/usr/bin/python3
"""What wakes an engine, what does not, and how soon."""
import json
import pathlib
import select
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "lib"))
from server import Cluster, admit, main, prepare, tasks, until, wake_ups


def ward(cluster, name):
    return cluster.database(name)


def test_commit_wakes(cluster):
    """a commit alone has its event applied, and the doorbell rung"""
    session = ward(cluster, "bell")
    listener = cluster.session("bell")
    listener("LISTEN tqc")
    admit(session, "B1")
    connection = listener.connection
    assert select.select([connection], [], [], 30)[0], "no notification"
    connection.poll()
    assert '"seq"' in connection.notifies[0].payload
    assert tasks(session) == {"B1": "open"}


def test_latency(cluster):
    """from commit to the doorbell: the median is far below any polling interval"""
    session = cluster.session("bell")
    listener = cluster.session("bell")
    listener("LISTEN tqc")
    waits = []
    for i in range(200):
        began = time.monotonic()
        admit(session, f"L{i}")
        assert select.select([listener.connection], [], [], 30)[0]
        waits.append(time.monotonic() - began)
        listener.connection.poll()
        listener.connection.notifies.clear()
    print(f"# emit to doorbell: median {statistics.median(waits) * 1e3:.2f} ms, "
          f"99 % {sorted(waits)[-3] * 1e3:.2f} ms", flush=True)
    assert statistics.median(waits) < 0.05


def test_rollback_does_not_wake(cluster):
    """what is rolled back wakes nobody"""
    session = cluster.session("bell")
    assert session.one("SELECT tqc.sync()")
    [pid] = cluster.engines("bell")
    settled(pid)
    before = wake_ups(pid)
    for i in range(10):
        session("BEGIN")
        admit(session, f"R{i}")
        session("ROLLBACK")
    assert wake_ups(pid) == before


def settled(pid):
    """Waits until the engine has not run for a second: it writes its statistics late."""
    state = {"count": wake_ups(pid), "since": time.monotonic()}

    def quiet():
        count = wake_ups(pid)
        if count != state["count"]:
            state.update(count=count, since=time.monotonic())
        return time.monotonic() - state["since"] > 1.5

    until(quiet, "the engine is quiet")


def test_idle_costs_nothing(cluster):
    """an idle engine with an alarm in the future, and the launcher, are not woken at all"""
    session = cluster.session("bell")
    assert session.one("SELECT tqc.health()->>'next_alarm'") is not None
    [engine] = cluster.engines("bell")
    launcher = session.one("SELECT pid FROM pg_stat_activity WHERE backend_type = 'tqc launcher'")
    settled(engine)
    before = wake_ups(engine), wake_ups(launcher)
    session("SELECT pg_sleep(5)")  # idles: that nothing happens meanwhile is the claim
    assert (wake_ups(engine), wake_ups(launcher)) == before


def test_many_writers(cluster):
    """eight writers at once: every event is applied though the engine never polls"""
    import threading
    ward(cluster, "many").close()

    def write(writer):
        session = cluster.session("many")
        for i in range(100):
            admit(session, f"{writer}-{i}")

    threads = [threading.Thread(target=write, args=(w,)) for w in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session = cluster.session("many")
    until(lambda: session.one("SELECT count(*) FROM tqc.task") == 800, "all applied without tqc.sync()")
    health = session.one("SELECT tqc.health()")
    assert health["lag_events"] == 0 and health["lag_seconds"] == 0, health


def test_prepared(cluster):
    """events of a prepared transaction are applied at COMMIT PREPARED, not before"""
    session = cluster.session("bell")
    session("BEGIN")
    admit(session, "P1", "P2")
    session("PREPARE TRANSACTION 'ward'")
    assert session.one("SELECT tqc.sync()")
    assert "P1" not in tasks(session)
    session("COMMIT PREPARED 'ward'")
    until(lambda: {"P1", "P2"} <= tasks(session).keys(), "applied after COMMIT PREPARED")
    session("BEGIN")
    admit(session, "P3")
    session("PREPARE TRANSACTION 'ward'")
    session("ROLLBACK PREPARED 'ward'")
    assert session.one("SELECT tqc.sync()")
    assert "P3" not in tasks(session)


def test_prepared_survives_a_crash(cluster):
    """a transaction prepared before a crash is applied when it commits after it"""
    session = cluster.session("bell")
    session("BEGIN")
    admit(session, "P4")
    session("PREPARE TRANSACTION 'crash'")
    cluster.run("kill9")
    cluster.run("resume")
    session = cluster.session("bell")
    assert session.one("SELECT tqc.sync()") and "P4" not in tasks(session)
    session("COMMIT PREPARED 'crash'")
    until(lambda: "P4" in tasks(session), "applied after COMMIT PREPARED")


def test_late_commit_beside_a_long_transaction(cluster):
    """nobody waits for a long transaction, and what it commits late is not skipped"""
    slow, quick = cluster.session("bell"), cluster.session("bell")
    slow("BEGIN")
    admit(slow, "SLOW")
    admit(quick, "QUICK")
    assert quick.one("SELECT tqc.sync()")
    assert "QUICK" in tasks(quick) and "SLOW" not in tasks(quick)
    slow("COMMIT")
    until(lambda: "SLOW" in tasks(quick), "the late one is applied")


def test_says_nothing_else(cluster):
    """each ring says up to where and how many; a clock that is set is no ring"""
    session = cluster.session("bell")
    listener = cluster.session("bell")
    listener("LISTEN tqc")
    session("SELECT tqc.set_clock(now() + interval '1 hour')")
    session("SELECT tqc.reset_clock()")
    admit(session, "S1")
    assert session.one("SELECT tqc.sync()")
    last = session.one("SELECT max(seq) FROM tqc.push")
    rings = []

    def told():
        listener.connection.poll()
        rings.extend(json.loads(n.payload) for n in listener.connection.notifies)
        listener.connection.notifies.clear()
        return rings and rings[-1].get("seq") == last

    until(told, "the last push is told")
    for ring in rings:
        assert sorted(ring) == ["n", "seq"], rings


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("worker-doorbell", "max_prepared_transactions=4", "autovacuum=off"))
