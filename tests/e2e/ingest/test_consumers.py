#!/usr/bin/python3
"""Groups of consumers beside writers, held transactions and crashes."""
import pathlib
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from server import Cluster, main, until  # noqa: E402

WRITERS, EVENTS, GROUPS = 4, 300, 3


def fresh(cluster, database):
    cluster.session()(f'CREATE DATABASE "{database}"')
    session = cluster.session(database)
    session("CREATE EXTENSION tqc")
    session("SELECT tqc.define_event('a'), tqc.define_event('b')")
    return session


def read(session, group, most=100):
    """One batch, finished: its ids."""
    batch = session.rows("SELECT batch, id FROM tqc.next_batch(%s, %s)", group, most)
    if batch:
        assert session.one("SELECT tqc.finish_batch(%s, %s)", group, batch[0][0])
    return [number for _, number in batch]


def emit(session, number):
    session("SELECT tqc_emit('a', 'V1', id => %s)", number)


def test_held_transaction(cluster):
    """a transaction held open across batches holds nobody up, and its events come after its commit"""
    session, held = fresh(cluster, "held"), cluster.session("held")
    session("SELECT tqc.subscribe('one')")
    held("BEGIN")
    emit(held, "h1")
    emit(session, "m1")
    assert read(session, "one") == ["m1"]
    emit(held, "h2")
    emit(session, "m2")
    emit(session, "m3")
    assert read(session, "one", 1) == ["m2"]
    held("COMMIT")
    assert read(session, "one", 1) == ["m3"]
    assert read(session, "one", 1) == ["h1"]
    emit(session, "m4")
    assert read(session, "one", 1) == ["h2"]
    assert read(session, "one") == ["m4"]
    assert read(session, "one") == []


def test_held_before_subscribing(cluster):
    """what commits after a group has subscribed or sought is its, whenever it was emitted"""
    session, held = fresh(cluster, "before"), cluster.session("before")
    emit(session, "m0")
    held("BEGIN")
    emit(held, "h1")
    session("SELECT tqc.subscribe('one'), tqc.subscribe('two')")
    session("SELECT tqc.seek('two', clock_timestamp())")
    held("COMMIT")
    assert read(session, "one") == ["h1"]
    assert read(session, "two") == ["h1"]


def test_held_reader(cluster):
    """a snapshot held by a reader of the log holds no group up"""
    session, held = fresh(cluster, "reader"), cluster.session("reader")
    session("SELECT tqc.subscribe('one')")
    held("BEGIN ISOLATION LEVEL REPEATABLE READ")
    held("SELECT count(*) FROM tqc.event")
    for n in range(5):
        emit(session, f"m{n}")
        assert read(session, "one") == [f"m{n}"]


def test_subtransactions(cluster):
    """events of released subtransactions come, those of rolled back ones do not"""
    session = fresh(cluster, "savepoints")
    session("SELECT tqc.subscribe('one')")
    session("BEGIN")
    emit(session, "s1")
    session("SAVEPOINT a")
    emit(session, "s2")
    session("ROLLBACK TO a")
    session("SAVEPOINT b")
    emit(session, "s3")
    session("RELEASE b")
    session("COMMIT")
    assert read(session, "one") == ["s1", "s3"]


def test_other_group_of_a_reading_transaction(cluster):
    """a transaction that reads, emits and reads on misses nothing of its own, although others commit beside it"""
    session, other = fresh(cluster, "own"), cluster.session("own")
    session("SELECT tqc.subscribe('one')")
    session("BEGIN")
    emit(session, "own1")
    emit(other, "m1")  # its transaction is the later one
    assert read(session, "one") == ["m1"]
    emit(session, "own2")
    session("COMMIT")
    assert read(session, "one") == ["own1", "own2"]


def test_crash(cluster):
    """after a crash between next_batch and finish_batch the same batch comes again"""
    session = fresh(cluster, "crash")
    session("SELECT tqc.subscribe('one')")
    for n in range(10):
        emit(session, f"m{n}")
    before = session.rows("SELECT batch, id FROM tqc.next_batch('one', 4)")
    emit(session, "late")
    cluster.run("kill9")
    cluster.run("resume")
    session = cluster.session("crash")
    assert session.rows("SELECT batch, id FROM tqc.next_batch('one', 100)") == before and len(before) == 4
    session("SELECT tqc.finish_batch('one', 1)")
    assert read(session, "one") + read(session, "one") == [f"m{n}" for n in range(4, 10)] + ["late"]


def test_two_readers_of_one_group(cluster):
    """a second reader of the same group waits for the first and gets what is next"""
    first, watcher = fresh(cluster, "twice"), cluster.session("twice")
    second = cluster.session("twice")
    first("SELECT tqc.subscribe('one')")
    for n in range(4):
        emit(first, f"m{n}")
    pid = second.one("SELECT pg_backend_pid()")
    first("BEGIN")
    assert read(first, "one", 2) == ["m0", "m1"]
    got = []
    thread = threading.Thread(target=lambda: got.extend(read(second, "one")))
    thread.start()
    until(lambda: watcher.one("SELECT wait_event = 'advisory' FROM pg_stat_activity WHERE pid = %s", pid),
          "the second reader waits")
    first("COMMIT")
    thread.join()
    assert got == ["m2", "m3"], got


def test_none_lost_none_doubled(cluster):
    """groups reading beside concurrent writers see each event once, none lost, none doubled"""
    session = fresh(cluster, "crowd")
    for group in range(GROUPS):
        session("SELECT tqc.subscribe(%s, ARRAY['a'])", f"g{group}")
    done = threading.Event()
    faults, seen = [], [[] for _ in range(GROUPS)]

    def guarded(work, *arguments):
        def run():
            try:
                work(*arguments)
            except Exception as error:
                faults.append(error)
        return threading.Thread(target=run)

    def write(writer):
        own = cluster.session("crowd")
        for n in range(0, EVENTS, 3):  # transactions of three, every fourth rolled back first
            own("BEGIN")
            for k in range(3):
                own("SELECT tqc_emit(%s, 'V1', id => %s)", "ab"[(n + k) % 2], f"w{writer}-{n + k}")
            if n % 4 == 0:
                own("ROLLBACK")
                own("BEGIN")
                for k in range(3):
                    own("SELECT tqc_emit(%s, 'V1', id => %s)", "ab"[(n + k) % 2], f"w{writer}-{n + k}")
            own("COMMIT")

    def consume(group):
        own = cluster.session("crowd")
        while True:
            last = done.is_set()
            ids = read(own, f"g{group}", 7 + group * 50)
            seen[group] += ids
            if last and not ids:
                return

    writers = [guarded(write, n) for n in range(WRITERS)]
    readers = [guarded(consume, n) for n in range(GROUPS)]
    for thread in writers + readers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert not faults, faults
    wanted = sorted(number for (number,) in session.rows("SELECT id FROM tqc.event WHERE type = 'a'"))
    assert len(wanted) == WRITERS * EVENTS // 2, len(wanted)
    for group in range(GROUPS):
        assert sorted(seen[group]) == wanted, (group, len(seen[group]), len(set(seen[group])), len(wanted))


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("consumers", "tqc.engines=0"))
