#!/usr/bin/python3
"""pg_dump and restore: the same tasks under the same numbers, nobody told twice, and the engine goes on."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from server import Cluster, main, until  # noqa: E402

BIN = pathlib.Path(subprocess.check_output(["pg_config", "--bindir"], text=True).strip())

FIRST_NOTE = {"title": "首次病程记录", "open": {"on": "admission"}, "due": {"within": "PT8H"}, "close": {"on": "note"},
              "cancel": {"on": "death"}, "receivers": ["{{doctor}}"], "follow": True,
              "reminders": [{"before": "PT2H"}, {"after": "PT0S", "every": "PT4H", "times": 2}], "message": "{{patient}}"}
OPERATION = {"open": {"on": "operation"}, "key": ["$.operation_id"], "due": {"within": "P1D"},
             "close": {"on": "record"}, "receivers": ["{{doctor}}"]}

# What must come out of a restore as it went in; xids are the new cluster's own.
KEPT = {
    "event_type": "id, code, title, undoes, amends, match, context, enabled", "rule": "*", "calendar_version": "*",
    "task_row": "*", "task_history": "*", "effect": "*", "push": "*", "assignment": "*",
    "inbox": "*", "failure": "*", "request_row": "*", "voided": "*",
    "event_log": "seq, site, source, id, type_id, subject, occurred_at, sequence, received_at, data",
    "subject": "id, site, subject, alarm, pending_from",
}


def emit(session, kind, subject, hours_ago=0.0, **data):
    return session.one("SELECT tqc_emit(%s, %s, %s, clock_timestamp() - make_interval(secs => %s))",
                       kind, subject, json.dumps(data), hours_ago * 3600)


def admit(session, subject, hours_ago, doctor="dr-li"):
    emit(session, "admission", subject, hours_ago, doctor=doctor, patient="patient of " + subject)


def task(session, subject, columns="id"):
    [row] = session.rows(f"SELECT {columns} FROM tqc.task WHERE subject = %s", subject)
    return row


def state(session):
    """All that must be kept, table by table."""
    return {table: session.rows(f"SELECT to_jsonb(t)::text FROM (SELECT {columns} FROM tqc.{table}) t ORDER BY 1")
            for table, columns in KEPT.items()}


def live_through(session):
    """A ward with something of everything."""
    context = '{"doctor": "$.doctor", "patient": "$.patient"}'
    session("SELECT tqc.define_event('admission', context => %s)", context)
    session("SELECT tqc.define_event('admission.cancelled', undoes => '{admission}')")
    session("SELECT tqc.define_event('transfer', context => %s)", context)
    session("SELECT tqc.define_event(code) FROM unnest('{note,death,operation,record}'::text[]) code")
    session("SELECT tqc.put_rule('first-note', %s)", json.dumps({**FIRST_NOTE, "due": {"within": "PT9H"}}))
    session("SELECT tqc.put_rule('first-note', %s, effective_from => now() - interval '3 days')", json.dumps(FIRST_NOTE))
    session("SELECT tqc.define_calendar('offices', 'Asia/Shanghai', '{\"mon\": [[\"08:00\", \"17:00\"]], \"thu\": [[\"08:00\", \"17:00\"]]}')")
    session("SELECT tqc.put_rule('operation-record', %s, 'north')", json.dumps(OPERATION))
    for i in range(60):
        admit(session, f"crowd-{i}", 1)
    for subject, hours_ago in (("open", 2), ("due-next", 3), ("met", 5), ("late", 20), ("overdue", 9), ("withdrawn", 2), ("dead", 4),
                               ("routed", 2), ("extended", 2), ("asked", 2), ("waived", 2)):
        admit(session, subject, hours_ago)
    session("SELECT tqc_emit('operation', 'north-1', '{\"operation_id\": \"op-1\"}', site => 'north')")  # nobody is told
    session("SELECT tqc_emit('admission', 'tomorrow', occurred_at => clock_timestamp() + interval '20 h')")
    assert session.one("SELECT tqc.sync()")
    emit(session, "note", "met", 1)
    emit(session, "note", "late", 1)
    emit(session, "admission.cancelled", "withdrawn")
    emit(session, "death", "dead", 1)
    emit(session, "transfer", "routed", 1, doctor="dr-wang")
    emit(session, "admission.cancelled", "nobody")  # undoes nothing: a failure
    session("SELECT tqc.extend_task(%s, 'rescue', 'PT4H')", task(session, "extended")[0])
    request = session.one("SELECT tqc.request(%s, 'patient in theatre', 'extend', '{\"by\": \"PT2H\"}')", task(session, "asked")[0])
    granted = session.one("SELECT tqc.request(%s, 'transferred', 'waive')", task(session, "waived")[0])
    session("SELECT tqc.decide(%s, true, 'granted')", granted)
    assert session.one("SELECT tqc.sync()")
    session("SELECT tqc.relay_ack('dr-li', 7)")
    for i in range(60):
        emit(session, "note", f"crowd-{i}")  # events of one subject far apart in the log
    assert session.one("SELECT tqc.sync()")
    return request


def goes_on(session, request):
    """Events and alarms act on what was restored, and numbers go on above those in use."""
    highest = {table: session.one(f"SELECT max({column}) FROM tqc.{table}")
               for table, column in (("task_row", "id"), ("push", "seq"), ("event_log", "seq"), ("failure", "id"))}
    (number,) = task(session, "open")
    emit(session, "note", "open")
    admit(session, "new", 0, doctor="dr-zhao")
    session("SELECT tqc.decide(%s, true, 'granted')", request)
    emit(session, "admission.cancelled", "nobody")
    assert session.one("SELECT tqc.sync()")
    assert task(session, "open", "id, status") == (number, "met")
    assert task(session, "asked", "due_at - anchor_at = interval '10 h'") == (True,)
    assert task(session, "new")[0] > highest["task_row"]
    assert session.one("SELECT min(id) FROM tqc.failure WHERE id > %s", highest["failure"])
    news = session.rows("SELECT kind, payload ->> 'subject' FROM tqc.push WHERE seq > %s ORDER BY seq", highest["push"])
    assert sorted(news) == [("changed", "asked"), ("closed", "open"), ("opened", "new")], news

    # The restored task is due in five hours; what else falls due by then is told too, but no push comes twice.
    session("SELECT tqc.set_clock(due_at + interval '1 min', 0) FROM tqc.task WHERE subject = 'due-next'")
    assert session.one("SELECT tqc.sync()")
    assert task(session, "due-next", "status, overdue_at = due_at") == ("overdue", True)
    kinds = session.rows("SELECT kind FROM tqc.push p JOIN tqc.task t ON t.id = p.task_id WHERE t.subject = 'due-next' ORDER BY seq")
    assert kinds[0] == ("opened",) and kinds.count(("overdue",)) == 1, kinds
    session("SELECT tqc.reset_clock()")


class Ward:
    """The database that is dumped, in a cluster whose transaction ids are far above a new one's."""

    def __init__(self, cluster):
        admin = cluster.session()
        admin("DO $$ BEGIN FOR i IN 1..3000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$")
        admin("CREATE DATABASE ward")
        self.session = cluster.session("ward")
        self.session("CREATE EXTENSION tqc")
        self.request = live_through(self.session)
        self.state = state(self.session)
        counts = {table: len(rows) for table, rows in self.state.items()}
        assert all(counts.values()), f"nothing of some kind to dump: {counts}"


def dump(cluster, database, *options):
    path = pathlib.Path("/tmp", f"tqc-{cluster.name}-{database}.dump")
    subprocess.run([BIN / "pg_dump", *options, f"--file={path}", f"--dbname={cluster.dsn} dbname={database}"], check=True)
    return path


def restore(cluster, path, database, *options):
    subprocess.run([BIN / "pg_restore", "--exit-on-error", *options, f"--dbname={cluster.dsn} dbname={database}", path], check=True)
    path.unlink()


def assert_same(session, before):
    assert session.one("SELECT tqc.sync()")
    for table, rows in state(session).items():
        gone, new = set(before[table]) - set(rows), set(rows) - set(before[table])
        assert not gone and not new and len(rows) == len(before[table]), f"{table}: gone {gone}, new {new}"


def test_beside(cluster):
    """restored beside the old one, in one transaction and with engines at work"""
    admin = cluster.session()
    admin("CREATE DATABASE beside")
    restore(cluster, dump(cluster, "ward", "--format=custom"), "beside", "--single-transaction")
    session = cluster.session("beside")
    assert_same(session, cluster.ward.state)
    goes_on(session, cluster.ward.request)
    assert_same(cluster.ward.session, cluster.ward.state)


def test_lower_xids(cluster):
    """restored into a cluster whose transaction ids are below those of the dump"""
    other = Cluster(cluster.name + "-other", "tqc.batch_size=25")
    other.session()("CREATE DATABASE ward")
    lowest = cluster.ward.session.one("SELECT min(xid::text::bigint) FROM tqc.event_log")
    assert other.session().one("SELECT pg_current_xact_id()::text::bigint") + 500 < lowest
    restore(other, dump(cluster, "ward", "--format=custom"), "ward", "--single-transaction")
    session = other.session("ward")
    assert_same(session, cluster.ward.state)
    assert session.one("SELECT max(xid::text::bigint) FROM tqc.event_log") < lowest
    goes_on(session, cluster.ward.request)
    other.run("stop")


def test_script_without_engines(cluster):
    """a plain script, statement by statement, while tqc.engines = 0; then two engines come"""
    admin = cluster.session()
    admin("CREATE DATABASE script")
    engines(cluster, admin, 0)
    path = dump(cluster, "ward")
    subprocess.run([BIN / "psql", "-Xq", "--set=ON_ERROR_STOP=1", f"--dbname={cluster.dsn} dbname=script", f"--file={path}"],
                   check=True, stdout=subprocess.DEVNULL)
    path.unlink()
    engines(cluster, admin, 2)
    session = cluster.session("script")
    assert_same(session, cluster.ward.state)
    goes_on(session, cluster.ward.request)
    engines(cluster, admin, 1)


def engines(cluster, session, count):
    session(f"ALTER SYSTEM SET tqc.engines = {count}")
    session("SELECT pg_reload_conf()")
    until(lambda: len(cluster.engines("ward")) == count, f"{count} engines")
    until(lambda: session.one("SHOW tqc.engines") == str(count), "the session knows")


def test_data_only(cluster):
    """data alone, into a database that has the extension and whose engine has been at work"""
    cluster.session()("CREATE DATABASE data")
    session = cluster.session("data")
    session("CREATE EXTENSION tqc")
    assert session.one("SELECT tqc.sync()")
    assert session.one("SELECT count(*) > 0 FROM tqc.cursor")
    restore(cluster, dump(cluster, "ward", "--format=custom", "--data-only"), "data", "--single-transaction")
    assert_same(session, cluster.ward.state)
    goes_on(session, cluster.ward.request)


def test_dumped_unread(cluster):
    """what the engine had not applied when the dump was taken is applied after the restore, once"""
    admin = cluster.session()
    engines(cluster, admin, 0)
    try:
        emit(cluster.ward.session, "note", "open")
        admit(cluster.ward.session, "unread", 1)
        path = dump(cluster, "ward", "--format=custom")
    finally:
        engines(cluster, admin, 1)
    assert cluster.ward.session.one("SELECT tqc.sync()")
    admin("CREATE DATABASE unread")
    restore(cluster, path, "unread", "--single-transaction")
    session = cluster.session("unread")
    assert session.one("SELECT tqc.sync()")
    columns = "id, status, due_at, closed_at"
    assert task(session, "open", columns) == task(cluster.ward.session, "open", columns)
    for subject, kinds in (("open", [("closed",), ("opened",)]), ("unread", [("opened",)])):
        found = session.rows("SELECT kind FROM tqc.push WHERE payload ->> 'subject' = %s ORDER BY 1", subject)
        assert found == kinds, (subject, found)


if __name__ == "__main__":
    cluster = Cluster("dump", "tqc.batch_size=25")
    cluster.ward = Ward(cluster)
    main(sys.modules[__name__], cluster)
