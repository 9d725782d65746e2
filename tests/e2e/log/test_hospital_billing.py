#!/usr/bin/python3
"""A real hospital's event log: every task ends as an independent replay of the log says.

The log, the rules and the truth lie beside the project, in ../shared/data; its README tells where
they come from. Where that folder is absent there is nothing to compare with, and this says so.
"""
import csv
import gzip
import json
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "lib"))
from server import ROOT, Cluster, kill, main, until  # noqa: E402

DATA = ROOT.parent / "shared" / "data"
STORED = {"on_time": "met", "kept": "met", "late": "late", "overdue": "overdue", "pending": "open",
          "cancelled": "cancelled", "violated": "violated"}


def read(name):
    with gzip.open(DATA / name, "rt") as file:
        return list(csv.DictReader(file))


def event_type(activity):
    return activity.lower().replace(" ", ".")


def definition(rule):
    d = {"title": rule["why"],
         "open": {"on": [event_type(a) for a in rule["open_on"]]},
         "due": {"within": f"PT{rule['within']}S"},
         "close": {"on": [event_type(a) for a in rule["close_on"]], "which": "all"}}
    if rule["cancel_on"]:
        d["cancel"] = {"on": [event_type(a) for a in rule["cancel_on"]], "overdue": True}
    if rule["once_per_case"]:
        d["open"]["again"] = "never"
    if rule["kind"] == "must_not":
        d["forbid"] = True
    return json.dumps(d)


def prepared(cluster, name):
    """A database with the types and rules, its clock standing at the end of the log."""
    cluster.session()(f'CREATE DATABASE "{name}"')
    db = cluster.session(name)
    db("CREATE EXTENSION tqc")
    for activity in sorted({e["activity"] for e in EVENTS}):
        db("SELECT tqc.define_event(%s)", event_type(activity))
    for rule in RULES["rules"]:
        db("SELECT tqc.put_rule(%s, %s)", rule["name"], definition(rule))
    db("SELECT tqc.set_clock(%s, 0)", RULES["log_end"])
    return db


def emit(db, events, at_once=5000):
    for i in range(0, len(events), at_once):
        db("SELECT count(*) FROM tqc_emit_many(%s) WHERE sqlstate IS NULL", json.dumps(
            [{"specversion": "1.0", "id": f"{e['case_id']}/{e['seq']}", "source": "billing",
              "type": event_type(e["activity"]), "subject": e["case_id"], "time": e["timestamp"],
              "sequence": int(e["seq"]), "data": {}} for e in events[i:i + at_once]]))


def compare(db, patience="20 min"):
    assert db.one("SELECT tqc.sync(%s)", patience), "the engine did not catch up"
    assert db.one("SELECT count(*) FROM tqc.event_log WHERE source = 'billing'") == len(EVENTS)
    found = {(rule, subject, str(opened)): (status, due, closed) for
             rule, subject, opened, status, due, closed in db.rows(
        "SELECT t.rule, t.subject, e.sequence, t.status, t.due_at, t.closed_at"
        "  FROM tqc.task t JOIN tqc.event e ON e.seq = t.opened_by")}
    expected = {}
    for t in TRUTH:
        closed = t["closed_at"] if t["outcome"] in ("on_time", "late", "cancelled", "violated") else None
        expected[(t["rule"], t["case_id"], t["opened_seq"])] = (STORED[t["outcome"]], t["due_at"], closed)
    assert found.keys() == expected.keys(), f"{len(found)} tasks, {len(expected)} expected"
    instants = {text: at for (text, at) in db.rows(
        "SELECT t, t::timestamptz FROM unnest(%s) t",
        sorted({x for _, due, closed in expected.values() for x in (due, closed) if x}))}
    wrong = [(name, found[name], want) for name, want in expected.items()
             if found[name][0] != want[0] or found[name][1] != instants[want[1]]
             or (want[2] and found[name][2] != instants[want[2]])]
    assert not wrong, f"{len(wrong)} tasks differ: {wrong[:5]}"
    doubled = db.one("SELECT count(*) FROM (SELECT FROM tqc.push WHERE kind = 'overdue'"
                     " GROUP BY task_id, receiver HAVING count(*) > 1) d")
    assert doubled == 0, f"{doubled} overdue marks were pushed twice"
    assert db.one("SELECT count(*) FROM tqc.failure WHERE resolved_at IS NULL") == 0


def shuffled(seed):
    events = list(EVENTS)
    random.Random(seed).shuffle(events)
    return events


def batch_size(cluster, size):
    cluster.session()(f"ALTER SYSTEM SET tqc.batch_size = {size}")
    cluster.session()("SELECT pg_reload_conf()")


def test_in_order(cluster):
    """in order, in batches of 10,000"""
    batch_size(cluster, 10000)
    db = prepared(cluster, "in_order")
    emit(db, EVENTS)
    compare(db)


def test_shuffled_batches_of_seven(cluster):
    """fully shuffled, in batches of 7"""
    batch_size(cluster, 7)
    db = prepared(cluster, "by_sevens")
    emit(db, shuffled(7))
    compare(db)


def test_one_by_one(cluster):
    """in order, in batches of 1"""
    batch_size(cluster, 1)
    db = prepared(cluster, "one_by_one")
    emit(db, EVENTS)
    compare(db)


def test_with_crashes(cluster):
    """fully shuffled, the engine killed ten times in between"""
    batch_size(cluster, 1000)
    db = prepared(cluster, "crashing")
    events = shuffled(11)
    part = len(events) // 10 + 1
    for i in range(0, len(events), part):
        emit(db, events[i:i + part])
        [engine] = until(lambda: cluster.engines("crashing"), "an engine is at work")
        kill(engine)
        db = reconnected(cluster, "crashing", engine)
    compare(db)


def reconnected(cluster, name, killed):
    """A session after the server has recovered from the crash, with a new engine."""
    def back():
        try:
            session = cluster.session(name)
            return session if set(cluster.engines(name)) - {killed} else None
        except Exception:  # still in recovery
            return None
    return until(back, "the server is back")


if __name__ == "__main__":
    if not DATA.is_dir():
        print("hospital_billing: the data folder is not here, nothing to compare with")
        sys.exit(0)
    EVENTS = read("hospital_billing.csv.gz")
    TRUTH = read("hospital_billing.truth.csv.gz")
    RULES = json.loads((DATA / "hospital_billing.rules.json").read_text())
    main(sys.modules[__name__], Cluster("billing"))
