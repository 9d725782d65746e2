#!/usr/bin/python3
"""Two servers share a topic by fixed ranges of partitions: each subject lives on one of them."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib_kafka import Broker, comes_back, children, database, jars_or_leave  # noqa: E402
from server import Cluster, main, until  # noqa: E402

SUBJECTS = 200


def counts(sessions):
    return [s.one("SELECT count(*) FROM tqc.event") for s in sessions]


def test_shared(cluster):
    """each takes its partitions alone; together they have all, once"""
    sessions = [database(c, "shared") for c in CLUSTERS]
    for session in sessions:
        session("SELECT tqc.kafka_topic('visits', 'in', 'note')")
    out = BROKER.producer()
    for n in range(5 * SUBJECTS):
        out.send("visits", f'{{"n": {n}}}', key=f"S{n % SUBJECTS}")
    out.flush()
    until(lambda: sum(counts(sessions)) == 5 * SUBJECTS, "all are taken")
    partitions = [{p for (p,) in s.rows("SELECT partition FROM tqc.kafka_offset WHERE next_offset > 0")} for s in sessions]
    assert partitions == [{0, 1, 2, 3}, {4, 5, 6, 7}], partitions
    subjects = [{s for (s,) in session.rows("SELECT DISTINCT subject FROM tqc.event")} for session in sessions]
    assert not subjects[0] & subjects[1] and len(subjects[0] | subjects[1]) == SUBJECTS
    assert all(s.one("SELECT bool_and(n = 5) FROM (SELECT count(*) AS n FROM tqc.event GROUP BY subject) x")
               for s in sessions)


def test_one_away(cluster):
    """while one server is down the other goes on, and the first catches up"""
    first, second = CLUSTERS
    gone = children(second, "shared")
    second.run("kill9")
    out = BROKER.producer()
    for n in range(5 * SUBJECTS, 10 * SUBJECTS):
        out.send("visits", f'{{"n": {n}}}', key=f"S{n % SUBJECTS}")
    out.flush()
    here = first.session("shared")
    mine = here.one("SELECT count(DISTINCT subject) FROM tqc.event")
    until(lambda: here.one("SELECT count(*) FROM tqc.event") == 10 * mine, "the one that is up has its own")
    second.run("resume")
    there = comes_back(second, "shared", gone)
    until(lambda: sum(counts([here, there])) == 10 * SUBJECTS, "all are taken")


if __name__ == "__main__":
    BROKER = Broker(jars_or_leave())
    CLUSTERS = [Cluster(f"kafka-{name}", f"tqc.kafka_brokers={BROKER.address}", f"tqc.kafka_partitions={range_}")
                for name, range_ in (("first", "0-3"), ("second", "4-7"))]
    main(sys.modules[__name__], CLUSTERS[0])
