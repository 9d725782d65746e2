#!/usr/bin/python3
"""A real hospital's log through eight partitions, while client, worker, server and broker are killed: every task ends
as the truth has it. Where the data folder is absent there is nothing to compare with, and this says so."""
import json
import pathlib
import random
import signal
import sys

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1] / "log")]
import test_hospital_billing as billing  # noqa: E402
from lib_kafka import Broker, children, comes_back, jars_or_leave, workers  # noqa: E402
from server import Cluster, kill, main, until  # noqa: E402

SEED = 20261122


def client(how):
    def act(cluster):
        [child] = until(lambda: children(cluster, "hospital"), "a client is at work")
        kill(child, how)
        return comes_back(cluster, "hospital", [child])
    return act


def worker(cluster):
    gone = children(cluster, "hospital")
    kill(workers(cluster, "hospital")[0])
    return comes_back(cluster, "hospital", gone)


def server(cluster):
    gone = children(cluster, "hospital")
    cluster.run("kill9")
    cluster.run("resume")
    return comes_back(cluster, "hospital", gone)


def broker(cluster):
    BROKER.kill()
    BROKER.start()
    return cluster.session("hospital")


def send(out, events):
    for e in events:
        out.send("billing", json.dumps({
            "specversion": "1.0", "id": f"{e['case_id']}/{e['seq']}", "source": "billing",
            "type": billing.event_type(e["activity"]), "subject": e["case_id"], "time": e["timestamp"],
            "sequence": int(e["seq"]), "data": {}}), key=e["case_id"])


def test_truth(cluster):
    """shuffled, killed twelve times on the way: all tasks equal the truth"""
    rng = random.Random(SEED)
    db = billing.prepared(cluster, "hospital")
    db("SELECT tqc.kafka_topic('billing')")
    out, events, sent = BROKER.producer(), billing.shuffled(SEED), 0
    blows = [client(signal.SIGKILL), client(signal.SIGSEGV), worker, server, broker] * 2 + [client(signal.SIGSTOP), server]
    part = len(events) // len(blows) + 1
    for blow in blows:
        send(out, events[sent:sent + part])
        sent += part
        out.producer.poll(0)
        goal = rng.randint(sent - part, min(sent, len(events)) - part // 2)
        until(lambda: (db.one("SELECT sum(next_offset)::int FROM tqc.kafka_offset") or 0) >= goal, f"{goal} are taken")
        db = blow(cluster)
    out.flush()
    until(lambda: db.one("SELECT sum(next_offset)::int FROM tqc.kafka_offset") == len(events), "all are taken")
    assert db.one("SELECT count(*) FROM tqc.kafka_offset WHERE next_offset > 0") == 8, "through eight partitions"
    billing.compare(db)


if __name__ == "__main__":
    if not billing.DATA.is_dir():
        print("kafka hospital: the data folder is not here, nothing to compare with")
        sys.exit(0)
    BROKER = Broker(jars_or_leave())
    billing.EVENTS = billing.read("hospital_billing.csv.gz")
    billing.TRUTH = billing.read("hospital_billing.truth.csv.gz")
    billing.RULES = json.loads((billing.DATA / "hospital_billing.rules.json").read_text())
    main(sys.modules[__name__], Cluster("kafka-hospital", f"tqc.kafka_brokers={BROKER.address}"))
