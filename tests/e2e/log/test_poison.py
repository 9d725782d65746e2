#!/usr/bin/python3
"""What is broken or enormous becomes a failure or is handled, and everything else goes on."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "lib"))
from server import Cluster, main  # noqa: E402


def others_go_on(db, subject):
    """An admission of somebody else is applied as if nothing had happened."""
    db("SELECT tqc_emit('admission', %s)", subject)
    assert db.one("SELECT tqc.sync()")
    assert db.one("SELECT status FROM tqc.task WHERE subject = %s AND rule = 'first-note'", subject) == "open"


def failures(db, rule):
    return db.rows("SELECT stage, sqlstate FROM tqc.failure WHERE rule = %s AND resolved_at IS NULL", rule)


def test_predicate_error(cluster):
    """A rule whose predicate raises an error ignores the event, and a failure says so"""
    db = cluster.database("predicate")
    db("SELECT tqc.put_rule('broken', %s)", json.dumps(
        {"title": "broken", "open": {"on": "admission", "when": "strict $.missing.deeper"}, "due": {"within": "PT1H"},
         "close": {"on": "note"}}))
    others_go_on(db, "V1")
    assert [stage for stage, _ in failures(db, "broken")] == ["open"]
    assert db.one("SELECT count(*) FROM tqc.task WHERE rule = 'broken'") == 0


def test_template_without_data(cluster):
    """An event whose data break a template leaves the task unassigned, and a failure says so"""
    db = cluster.database("template")
    db("SELECT tqc.put_rule('unassigned', %s)", json.dumps(
        {"title": "unassigned", "open": {"on": "admission"}, "due": {"within": "PT1H"}, "close": {"on": "note"},
         "receivers": ["{{data.doctor.name}}"]}))
    db("SELECT tqc_emit('admission', 'V1', '{\"doctor\": [[], {\"name\": null}]}')")
    others_go_on(db, "V2")
    assert {stage for stage, _ in failures(db, "unassigned")} == {"receiver"}
    assert db.rows("SELECT DISTINCT status, receivers FROM tqc.task WHERE rule = 'unassigned'") == [("open", [])]


def test_huge_payload(cluster):
    """A payload of 10 MB is taken, opens its task and is kept whole"""
    db = cluster.database("huge")
    db("SELECT tqc_emit('admission', 'V1', jsonb_build_object('scan', repeat('x', 10000000)))")
    others_go_on(db, "V2")
    assert db.one("SELECT length(data ->> 'scan') FROM tqc.event WHERE subject = 'V1'") == 10000000
    assert db.one("SELECT status FROM tqc.task WHERE subject = 'V1'") == "open"


def test_subject_with_100000_events(cluster):
    """A subject with 100,000 events is folded on and, for a late one, from the beginning"""
    db = cluster.database("long")
    db("INSERT INTO tqc.event_log (site, source, id, type_id, subject, occurred_at, data)"
       " SELECT 'main', 'load', i::text, t.id, 'V1', tqc.now() - interval '1 s' * (100000 - i), '{}'"
       "   FROM generate_series(1, 100000) i"
       "   JOIN tqc.event_type t ON t.code = CASE i % 2 WHEN 1 THEN 'admission' ELSE 'note' END")
    others_go_on(db, "V2")
    assert db.one("SELECT count(*) FROM tqc.task WHERE subject = 'V1' AND status = 'met'") == 50000
    db("SELECT tqc_emit('note', 'V1', occurred_at => tqc.now() - interval '90000 s')")
    others_go_on(db, "V3")
    assert db.one("SELECT count(*) FROM tqc.task WHERE subject = 'V1' AND status = 'met'") == 50000


def test_failing_hand_written_event(cluster):
    """A hand action that nobody could have written is a failure"""
    db = cluster.database("forged")
    db("INSERT INTO tqc.event_log (site, source, id, type_id, subject, occurred_at, data)"
       " SELECT 'main', 'load', '1', t.id, 'V1', tqc.now(), '{\"task\": 7}' FROM tqc.event_type t"
       "  WHERE t.code = 'tqc.close'")
    others_go_on(db, "V2")
    assert db.rows("SELECT stage, sqlstate FROM tqc.failure") == [("hand", "TQ002")]


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("poison"))
