#!/usr/bin/python3
"""examples/hip: the service messages of 互联互通, from its files."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from server import ROOT, Cluster, main  # noqa: E402

HIP = ROOT / "examples/hip"
RULE = """{"title": "首次病程记录", "open": {"on": "admission", "at": "$.admitted_at"}, "due": {"within": "PT8H"},
           "close": {"on": "note"}, "cancel": {"on": "discharge"}, "receivers": ["{{doctor}}"], "follow": true}"""


def psql(cluster, database, *options):
    return subprocess.run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", f"{cluster.dsn} dbname={database}", *options],
                          cwd=HIP, capture_output=True, text=True)


def fresh(cluster, database):
    cluster.session()(f'CREATE DATABASE "{database}"')
    session = cluster.session(database)
    session("CREATE EXTENSION tqc")
    session("SELECT tqc.define_event('note')")
    run = psql(cluster, database, "-f", "define.sql")
    assert run.returncode == 0, run.stderr
    session("SELECT tqc.put_rule('first-note', %s, effective_from => '-infinity')", RULE)
    session("SELECT tqc.set_clock('2026-01-05 12:00+08', 0)")
    return session


def message(number):
    [path] = HIP.glob(f"messages/{number}-*.xml")
    return path.stem.split("-")[1], path.read_text()


def receive(session, number, *changes):
    service, text = message(number)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return session.one("SELECT hip.receive(%s, %s)", service, text)


def task(session):
    session("SELECT tqc.step()")
    return session.rows("SELECT status, anchor_at AT TIME ZONE 'Asia/Shanghai', receivers FROM tqc.task")


def test_messages(cluster):
    """admission, transfer and discharge, their updates, and a cancelled discharge, mean what they say"""
    session = fresh(cluster, "all")
    seqs = [receive(session, n) for n in (1, 2, 3, 4, 5, 6)]
    assert session.rows("SELECT type, subject, source, id FROM tqc.event ORDER BY seq") == [
        (kind, "V1001", "HIS", f"A{n}") for n, kind in enumerate(
            ["admission", "admission.updated", "transfer", "transfer.updated", "discharge", "discharge.cancelled"], 1)]
    [(status, anchor, receivers)] = task(session)
    assert status == "open", "the discharge was cancelled"
    assert str(anchor) == "2026-01-05 07:30:00", "the admission was corrected"
    assert receivers == ["D3"], "the transfer too"
    assert [receive(session, n) for n in (1, 2, 3, 4, 5, 6)] == seqs, "sent again they are the same"
    assert session.rows("SELECT * FROM tqc.failure") == []


def test_cancelled_admission(cluster):
    """an update whose status is cancel takes the admission back"""
    session = fresh(cluster, "cancelled")
    receive(session, 1)
    assert len(task(session)) == 1
    receive(session, 2, ('statusCode code="update"', 'statusCode code="cancel"'))
    assert task(session) == []


def test_date_only(cluster):
    """an admission without time of day is refused, kept, and taken once it is corrected"""
    session = fresh(cluster, "day")
    _, text = message(1)
    day = text.replace('<low value="20260105080000"/>', '<low value="20260105"/>')
    session.refused(f"SELECT hip.receive('S0026', '{day}')", "TQ005")
    session("SET tqc.on_invalid = 'failure'")
    assert session.one("SELECT hip.receive('S0026', %s)", day) is None
    assert session.one("SELECT payload->>'data' FROM tqc.failure") == day
    assert session.one("SELECT tqc.retry_failure(id, jsonb_set(payload, '{data}', to_jsonb(%s::text))) FROM tqc.failure", text)
    assert task(session)[0][0] == "open"


def test_schema(cluster):
    """what the schema does not allow is refused with its line"""
    session = fresh(cluster, "schema")
    _, text = message(1)
    wrong = text.replace('statusCode code="active"', 'statusCode code="aktiv"')
    error = session.refused(f"SELECT hip.receive('S0026', '{wrong}')", "TQ002")
    line = next(n for n, part in enumerate(wrong.splitlines(), 1) if "aktiv" in part)
    assert f'document of "admission" refused at line {line}:' in str(error), error


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("hip", "tqc.engines=0"))
