#!/usr/bin/python3
"""Messages of a real Kafka broker become events; what cannot be taken becomes a failure."""
import json
import pathlib
import random
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib_kafka import Broker, children, database, jars_or_leave, wait_for, workers  # noqa: E402
from server import Cluster, main, until  # noqa: E402


def test_taken(cluster):
    """CloudEvents, structured and binary, and plain JSON are taken from the topic of their type"""
    db = database(cluster, "taken")
    db("SELECT tqc.kafka_topic('admission')")
    out = BROKER.producer()
    out.send("admission", json.dumps({
        "specversion": "1.0", "id": "1", "source": "his", "type": "admission", "subject": "V1",
        "time": "2026-01-05T08:00:00+08:00", "sequence": 7, "data": {"doctor": "李"}}), key="V1")
    out.send("admission", '{"doctor": "wang"}', key="ignored", headers={
        "ce_specversion": "1.0", "ce_id": "2", "ce_source": "his", "ce_type": "admission", "ce_subject": "V2",
        "ce_time": "2026-01-05T08:00:00Z", "ce_sequence": "8", "content-type": "application/json"})
    out.send("admission", '{"doctor": "zhao"}', key="V3")
    out.flush()
    wait_for(db, "SELECT count(*) FROM tqc.event", 3)
    rows = {r[0]: r[1:] for r in db.rows(
        "SELECT subject, id, source, site, type, data ->> 'doctor', sequence, occurred_at = '2026-01-05T08:00:00+08'"
        "  FROM tqc.event")}
    assert rows["V1"] == ("1", "his", "main", "admission", "李", 7, True), rows
    assert rows["V2"][:6] == ("2", "his", "main", "admission", "wang", 8), rows
    assert rows["V3"][1:6] == ("kafka:admission", "main", "admission", "zhao", None), rows
    assert rows["V3"][0].startswith("admission/"), rows
    assert db.one("SELECT now() - occurred_at < '1 min' FROM tqc.event WHERE subject = 'V3'")
    wait_for(db, "SELECT sum(lag)::int FROM tqc.kafka_offset", 0)
    assert db.one("SELECT sum(next_offset)::int FROM tqc.kafka_offset") == 3
    assert len(workers(cluster, "taken")) == 1 and len(children(cluster, "taken")) == 1


def test_poisoned(cluster):
    """a poisoned message becomes a failure with a reason, and those round it are taken"""
    db = database(cluster, "poisoned")
    db("SELECT tqc.define_event('checked', json_schema => '{\"required\": [\"doctor\"]}')")
    db("SELECT tqc.define_event('mixed')")
    db("SELECT tqc.kafka_topic('mixed', format => 'auto')")
    out = BROKER.producer()

    def event(n, **more):
        return json.dumps({"specversion": "1.0", "id": str(n), "source": "his", "type": "admission",
                           "subject": f"P{n}", "data": {}} | more)

    bad = [("22P02", "{not json", {}), ("22021", b"\xff\xfe", {}), ("TQ001", event(101, type="admision"), {}),
           ("TQ002", event(102, type="checked"), {}), ("TQ002", event(103, subject=" "), {}),
           ("TQ005", event(104, time="2026-01-05"), {}), ("22P05", '{"a": "\\u0000"}', {}),
           ("TQ002", "<admission/>", {"content-type": "application/xml"}), ("TQ002", None, {}),
           ("TQ002", event(105, specversion="0.3"), {}), ("22021", '{}', {"ce_id": b"\xff"})]
    for n, (_, value, headers) in enumerate(bad):
        out.send("mixed", event(2 * n), partition=0)
        out.send("mixed", value, partition=0, headers=headers)
        out.send("mixed", event(2 * n + 1), partition=0)
    out.flush()
    wait_for(db, "SELECT count(*) FROM tqc.event", 2 * len(bad))
    found = db.rows("SELECT sqlstate, payload ->> 'kafkaoffset' FROM tqc.failure ORDER BY id")
    assert found == [(state, str(3 * n + 1)) for n, (state, _, _) in enumerate(bad)], found
    assert db.one("SELECT payload ->> 'data' FROM tqc.failure WHERE sqlstate = '22P02'") == "{not json"
    assert db.one("SELECT count(*) FROM tqc.failure WHERE message = '' OR payload ->> 'kafkatopic' <> 'mixed'") == 0
    db("SELECT tqc.define_event('admision')")
    assert db.one("SELECT tqc.retry_failure(id) FROM tqc.failure WHERE sqlstate = 'TQ001'"), "retried after mending"
    assert db.one("SELECT count(*) FROM tqc.event WHERE id = '101' AND source = 'his'") == 1


def test_documents(cluster):
    """XML, HL7 and JSON of other systems are read by mappings; what is refused is mended and tried again"""
    db = database(cluster, "documents")
    db("SELECT tqc.define_hl7_events()")
    db("""SELECT tqc.define_event('adm', xml_schema =>
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="adm"><xs:complexType><xs:attribute name="v"/>
             <xs:attribute name="t"/><xs:attribute name="no"/></xs:complexType></xs:element></xs:schema>',
          mapping => '{"xml": {"subject": "/adm/@v", "time": "/adm/@t", "id": "/adm/@no", "data": {"from": {"value": "xml"}}},
                       "json": {"subject": "$.visit", "time": "$.at", "source": {"value": "lis"}, "data": {"from": {"value": "json"}}}}')""")
    db("SELECT tqc.kafka_topic('adm'), tqc.kafka_topic('adt')")
    out = BROKER.producer()
    for _ in range(2):  # sent twice, counted once
        out.send("adm", '<adm v="X1" t="2026-01-05T08:00:00+08:00" no="1"/>', key="k")
        out.send("adt", "MSH|^~\\&|HIS|H1|||||ADT^A01|7\rEVN||||||202601050800\rPV1||I|||||||||||||||||H1")
    out.send("adm", '<adm v="X2" t="202601050800" no="2"/>', key="k", headers={"content-type": "application/xml"})
    out.send("adm", '{"visit": "J1", "at": "2026-01-05 08:00"}', key="k")
    out.send("adm", '<adm v="X3" t="2026-01-05" no="3"/>', key="k")
    out.send("adm", '<adm v="X4" w="1"/>', key="k")
    out.flush()
    wait_for(db, "SELECT count(*) FROM tqc.failure", 2)
    wait_for(db, "SELECT count(*) FROM tqc.event", 4)
    rows = db.rows("SELECT subject, type, source, id, data ->> 'from' FROM tqc.event"
                   " WHERE occurred_at = '2026-01-05 08:00+08' ORDER BY subject")
    assert rows[0] == ("H1", "admission", "HIS/H1", "7", None), rows
    assert rows[1][:3] == ("J1", "adm", "lis") and rows[1][3].startswith("adm/") and rows[1][4] == "json", rows
    assert rows[2:] == [("X1", "adm", "kafka:adm", "1", "xml"), ("X2", "adm", "kafka:adm", "2", "xml")], rows
    assert db.rows("SELECT sqlstate, payload ->> 'mapping', subject FROM tqc.failure ORDER BY 1") == [
        ("TQ002", "xml", "k"), ("TQ005", "xml", "X3")]
    assert db.one("SELECT tqc.retry_failure(id, jsonb_set(payload, '{data}', to_jsonb(replace(payload ->> 'data', '05\"', '05T08:00Z\"'))))"
                  "  FROM tqc.failure WHERE sqlstate = 'TQ005'")
    assert db.rows("SELECT id, source FROM tqc.event WHERE subject = 'X3'") == [("3", "kafka:adm")]


def test_mapped(cluster):
    """a topic mapped to a type and a site; messages sent twice count once; topics come and go"""
    db = database(cluster, "mapped")
    out = BROKER.producer()
    db("SELECT tqc.kafka_topic('his.adt.A01', type => 'admission', site => 'east')")
    for _ in range(2):
        out.send("his.adt.A01", json.dumps({"specversion": "1.0", "id": "1", "source": "his", "type": "A01",
                                            "subject": "M1", "data": {}}))
    out.flush()
    wait_for(db, "SELECT sum(next_offset)::int FROM tqc.kafka_offset", 2)
    assert db.rows("SELECT type, site, subject FROM tqc.event") == [("admission", "east", "M1")]
    db("SELECT tqc.kafka_topic('later', type => 'note')")
    out.send("later", "{}", key="M1")
    out.flush()
    wait_for(db, "SELECT count(*) FROM tqc.event WHERE type = 'note'", 1)
    db("DELETE FROM tqc.kafka_topic")
    until(lambda: not workers(cluster, "mapped"), "the worker leaves when there is no topic")
    out.send("later", "{}", key="M2")
    out.flush()
    db("SELECT tqc.kafka_topic('later', type => 'note')")
    wait_for(db, "SELECT count(*) FROM tqc.event WHERE type = 'note'", 2)


def test_hostile_envelopes(cluster):
    """a key that no index could hold, a type of no characters: failures that can be read, and the stream goes on"""
    db = database(cluster, "hostile")
    db("SELECT tqc.kafka_topic('hostile', type => 'note')")
    out = BROKER.producer()
    out.send("hostile", "{}", key=random.randbytes(5000).hex(), partition=0)
    out.send("hostile", "{}", key="type", headers={"content-type": b"text/\xff\xfe"}, partition=0)
    out.send("hostile", "[" + "1e100000," * 20000 + "1]", key="numbers", partition=0)
    out.send("hostile", "{}", key="good", partition=0)
    out.flush()
    wait_for(db, "SELECT string_agg(subject, ',') FROM tqc.event", "good")
    assert db.one("SELECT count(*) FROM tqc.failure") == 3
    assert db.one("SELECT bool_and(convert_from(convert_to(f::text, 'UTF8'), 'UTF8') <> '') FROM tqc.failure f")


def test_server_fails_on_one(cluster):
    """a message on which the server itself fails is given up alone; a passing error is waited out"""
    db = database(cluster, "evil")
    db("""CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
              IF NEW.subject = 'evil' THEN RAISE division_by_zero; END IF;
              IF NEW.subject = 'later' AND to_regclass('public.ready') IS NULL THEN RAISE lock_not_available; END IF;
              RETURN NEW;
          END $$""")
    db("CREATE TRIGGER refuse BEFORE INSERT ON tqc.event_log FOR EACH ROW EXECUTE FUNCTION refuse()")
    db("SELECT tqc.kafka_topic('evil', type => 'note')")
    out = BROKER.producer()
    for key in ("a", "evil", "b"):
        out.send("evil", "{}", key=key, partition=0)
    out.flush()
    wait_for(db, "SELECT string_agg(subject, ',' ORDER BY seq) FROM tqc.event", "a,b")
    assert db.rows("SELECT sqlstate, payload ->> 'kafkaoffset', subject FROM tqc.failure") == [("22012", "1", "evil")]
    for key in ("c", "later", "d"):
        out.send("evil", "{}", key=key, partition=0)
    out.flush()
    until(lambda: "55P03" in (db.one("SELECT tqc.health() ->> 'last_error'") or ""), "health tells")
    for key in "efg":
        out.send("evil", "{}", key=key, partition=0)
    out.flush()
    wait_for(db, "SELECT (tqc.health() -> 'kafka' -> 'lag')::int", 6)
    db("CREATE TABLE ready ()")
    wait_for(db, "SELECT string_agg(subject, ',' ORDER BY seq) FROM tqc.event", "a,b,c,later,d,e,f,g")
    assert db.one("SELECT count(*) FROM tqc.failure") == 1


def test_topic_made_anew(cluster):
    """a topic that was deleted and made anew: the gap is told, and what is there is read"""
    db = database(cluster, "anew")
    db("SELECT tqc.kafka_topic('fleeting', type => 'note')")
    out = BROKER.producer()
    for n in range(10):
        out.send("fleeting", "{}", key=f"old{n}", partition=0)
    out.flush()
    wait_for(db, "SELECT count(*) FROM tqc.event", 10)
    BROKER.delete("fleeting")
    out = BROKER.producer()
    for n in range(3):
        out.send("fleeting", "{}", key=f"new{n}", partition=0)
    out.flush()
    wait_for(db, "SELECT count(*) FROM tqc.event WHERE subject LIKE 'new_'", 3)
    [(message, wanted)] = db.rows("SELECT message, payload ->> 'wanted' FROM tqc.failure")
    assert wanted == "10" and "fleeting/0" in message, message
    wait_for(db, "SELECT next_offset::int FROM tqc.kafka_offset WHERE partition = 0", 3)


def test_backup(cluster):
    """a dump has events and offsets as they belong together: what is restored goes on behind them, each message once"""
    db = database(cluster, "original")
    db("SELECT tqc.kafka_topic('backed', type => 'note'), tqc.kafka_topic('echo', 'out', 'admission')")
    out = BROKER.producer()
    for n in range(20):
        out.send("backed", f'{{"n": {n}}}', key=f"B{n}")
    out.flush()
    wait_for(db, "SELECT count(*) FROM tqc.event", 20)
    where = ["-h", cluster.home / "run", "-U", "postgres"]
    dump = subprocess.run(["pg_dump", *where, "original"], check=True, stdout=subprocess.PIPE).stdout
    for n in range(20, 30):
        out.send("backed", f'{{"n": {n}}}', key=f"B{n}")
    out.flush()
    cluster.session()("ALTER SYSTEM SET tqc.engines = 0")
    cluster.session()("SELECT pg_reload_conf()")
    until(lambda: not cluster.engines("original"), "the engines leave")
    cluster.session()("CREATE DATABASE restored")
    cluster.session()("ALTER DATABASE restored SET tqc.kafka_brokers = ''")
    subprocess.run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", *where, "restored"], input=dump, check=True,
                   stdout=subprocess.DEVNULL)
    restored = cluster.session("restored")
    assert restored.one("SELECT sum(next_offset)::int FROM tqc.kafka_offset") == 20
    assert not workers(cluster, "restored"), "no worker without brokers"
    cluster.session()("ALTER DATABASE restored RESET tqc.kafka_brokers")
    wait_for(restored, "SELECT count(*) FROM tqc.event", 30)
    assert restored.one("SELECT count(DISTINCT data ->> 'n') FROM tqc.event") == 30
    restored("SELECT tqc_emit('admission', 'B1', id => 'e1')")
    wait_for(restored, "SELECT coalesce(sum(unsent), 0)::int FROM tqc.kafka_out_lag()", 0)
    assert [m[3]["ce_id"] for m in BROKER.read("echo", 1)] == ["e1"], "nothing old went out again"


if __name__ == "__main__":
    BROKER = Broker(jars_or_leave())
    main(sys.modules[__name__], Cluster("kafka-in", f"tqc.kafka_brokers={BROKER.address}"))
