#!/usr/bin/python3
"""Events emitted by SQL and the transitions of tasks reach Kafka: in order for each subject, under stable ids, none lost."""
import collections
import json
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib_kafka import Broker, children, comes_back, database, jars_or_leave, wait_for  # noqa: E402
from server import RULE, Cluster, kill, main, until  # noqa: E402

QUIET = "SELECT coalesce(sum(unsent), 0)::int FROM tqc.kafka_out_lag()"


def test_events(cluster):
    """an event goes to its topic, binary or structured, key and ce_id as they should be; what came from Kafka does not"""
    db = database(cluster, "events")
    db("SELECT tqc_emit('admission', 'before')")
    db("SELECT tqc.kafka_topic('out.admission', 'out', 'admission'), tqc.kafka_topic('note', 'out', format => 'structured'),"
       "       tqc.kafka_topic('in.admission', 'in', 'admission')")
    db("SELECT tqc_emit('admission', 'E1', '{\"doctor\": \"李\"}', '2026-01-05 08:00:00+08', 'a1', 'his', 'east', 3)")
    db("SELECT tqc_emit('note', 'E1', '{\"n\": null}', '2026-01-05 09:00:00.5+08', 'n1')")
    out = BROKER.producer()
    out.send("in.admission", "{}", key="E2")
    out.flush()
    wait_for(db, "SELECT count(*) FROM tqc.event WHERE subject = 'E2'", 1)
    db("SELECT tqc_emit('admission', 'E3')")
    wait_for(db, QUIET, 0)
    found = sorted(BROKER.read("out.admission", 2), key=lambda m: m[1])
    assert [m[1] for m in found] == ["E1", "E3"], found
    _, _, value, headers = found[0]
    assert json.loads(value) == {"doctor": "李"}
    assert headers == {"ce_id": "a1", "ce_specversion": "1.0", "ce_source": "his", "ce_type": "admission",
                       "ce_subject": "E1", "ce_site": "east", "ce_time": "2026-01-05T00:00:00Z", "ce_sequence": "3",
                       "content-type": "application/json"}, headers
    [(_, key, value, headers)] = BROKER.read("note", 1)
    assert key == "E1" and headers["ce_id"] == "n1" and headers["content-type"].startswith("application/cloudevents+json")
    assert json.loads(value) == {"specversion": "1.0", "id": "n1", "source": "sql", "type": "note", "subject": "E1",
                                 "site": "main", "time": "2026-01-05T01:00:00.500000Z", "data": {"n": None}}


def test_round_trip(cluster):
    """one server's events, out and in again, are another's, unchanged"""
    here = cluster.session("events")
    there = database(cluster, "there")
    there("SELECT tqc.kafka_topic('out.admission', 'in')")
    there("SELECT tqc.kafka_topic('note', 'in')")
    wait_for(there, "SELECT count(*) FROM tqc.event", 3)
    same = "SELECT id, source, site, type, subject, occurred_at, sequence, data FROM tqc.event" \
           " WHERE subject IN ('E1', 'E3') ORDER BY subject, type"
    assert there.rows(same) == here.rows(same)


def test_tasks(cluster):
    """every transition of a task goes out, in order, with the task"""
    db = database(cluster, "tasks")
    db("SELECT tqc.kafka_topic('tasks', 'out', 'tqc.task')")
    db("SELECT tqc.put_rule('first-note', %s)", RULE)
    for n in range(50):
        db("SELECT tqc_emit('admission', %s)", f"T{n}")
        db("SELECT tqc.sync()")
        db("SELECT tqc_emit('note', %s)", f"T{n}")
    assert db.one("SELECT tqc.sync()")
    wait_for(db, QUIET, 0)
    by_subject = collections.defaultdict(list)
    for _, key, value, headers in BROKER.read("tasks", 100):
        data = json.loads(value)
        assert headers["ce_type"] == "tqc.task." + data["transition"] and headers["ce_subject"] == key
        assert data["task"]["rule"] == "first-note" and data["task"]["receivers"] == ["dr"], data
        by_subject[key].append(data["transition"])
    assert by_subject == {f"T{n}": ["opened", "met"] for n in range(50)}, by_subject
    assert db.one("SELECT count(*) FROM tqc.kafka_outbox") == 0


def test_crashes(cluster):
    """client, server and broker killed while events go out: none lost, in order, doubled only under the same id"""
    db = database(cluster, "crashes")
    db("SELECT tqc.kafka_topic('stream', 'out', 'note')")
    until(lambda: children(cluster, "crashes"), "a client is at work")
    sent = 0

    def emit(count):
        nonlocal sent
        for _ in range(count):
            sent += 1
            db("SELECT tqc_emit('note', %s, jsonb_build_object('n', %s), id => %s)", f"C{sent % 20}", sent, f"c{sent}")

    def server():
        cluster.run("kill9")
        cluster.run("resume")

    def broker():
        BROKER.kill()
        emit(300)
        BROKER.start()

    for blow in (None, server, None, broker, server):
        emit(300)
        gone = children(cluster, "crashes")
        if blow is None:
            kill(gone[0], signal.SIGKILL)
        else:
            blow()
        db = comes_back(cluster, "crashes", [] if blow is broker else gone)
        emit(300)
    wait_for(db, QUIET, 0)
    firsts, numbers = collections.defaultdict(list), set()
    for _, key, value, headers in BROKER.read("stream", sent):
        n = json.loads(value)["n"]
        assert headers["ce_id"] == f"c{n}"
        if n not in numbers:
            firsts[key].append(n)
        numbers.add(n)
    assert numbers == set(range(1, sent + 1)), f"{sent - len(numbers)} are lost"
    assert all(ns == sorted(ns) for ns in firsts.values()), "in order for each subject"


def test_refused_by_broker(cluster):
    """a message that the broker would never take becomes a failure, and those after it go out"""
    db = cluster.session("crashes")
    db("SELECT tqc.kafka_topic('large', 'out', 'admission')")
    db("SELECT tqc_emit('admission', 'L1', jsonb_build_object('x', repeat('x', 3000000)), id => 'l1')")
    db("SELECT tqc_emit('admission', 'L1', id => 'l2')")
    wait_for(db, QUIET, 0)
    assert [m[3]["ce_id"] for m in BROKER.read("large", 1)] == ["l2"]
    [(subject, message)] = db.rows("SELECT subject, message FROM tqc.failure WHERE stage = 'kafka'")
    assert subject == "L1" and "l1" in message and "large" in message, message


if __name__ == "__main__":
    BROKER = Broker(jars_or_leave())
    main(sys.modules[__name__], Cluster("kafka-out", f"tqc.kafka_brokers={BROKER.address}"))
