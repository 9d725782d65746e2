#!/usr/bin/python3
"""Whatever becomes of the Kafka client, the worker, the server or the broker: nobody else notices, and it comes back."""
import pathlib
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib_kafka import (Broker, children, comes_back, database, free_port, jars_or_leave, name_of,  # noqa: E402
                       wait_for, workers)
from server import Cluster, kill, main, until  # noqa: E402


class Stream:
    """Notes sent to a topic of eight partitions, counted."""

    def __init__(self, topic):
        self.topic, self.sent, self.out = topic, 0, BROKER.producer()

    def send(self, count):
        for _ in range(count):
            self.sent += 1
            self.out.send(self.topic, f'{{"n": {self.sent}}}', key=f"S{self.sent % 100}")
        self.out.flush()


def arrived(session, stream):
    wait_for(session, "SELECT count(*) FROM tqc.event WHERE type = 'note'", stream.sent)
    assert session.one("SELECT count(DISTINCT data ->> 'n') FROM tqc.event") == stream.sent


def test_client_dies_or_hangs(cluster):
    """kill -9, -SEGV and -STOP of the client leave every session alive, and it comes back by itself"""
    global STREAM
    db = database(cluster, "faults")
    db("SELECT tqc.kafka_topic('notes', type => 'note')")
    STREAM = Stream("notes")
    STREAM.send(1000)
    arrived(db, STREAM)
    others = [cluster.session("faults") for _ in range(3)]
    for session in others:
        session("BEGIN; SELECT tqc_emit('admission', 'X')")
    [worker] = workers(cluster, "faults")
    for how in (signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP):
        [child] = children(cluster, "faults")
        kill(child, how)
        STREAM.send(1000)
        until(lambda: children(cluster, "faults") not in ([], [child]), f"another client after {how.name}")
        arrived(db, STREAM)
        assert name_of(child) is None, "the old one is gone"
    assert workers(cluster, "faults") == [worker], "the worker is the same"
    for session in others:
        session("COMMIT")
        session.close()
    assert db.one("SELECT count(*) FROM tqc.event WHERE type = 'admission'") == 3
    assert "signal 11" in cluster.log() and "does not answer" in cluster.log()


def test_worker_dies(cluster):
    """kill -9 of the worker takes the client along; after the recovery of the server nothing is lost or doubled"""
    [child] = children(cluster, "faults")
    [worker] = workers(cluster, "faults")
    STREAM.send(500)
    kill(worker)
    STREAM.send(500)
    until(lambda: name_of(child) is None, "the client dies with the worker")
    arrived(comes_back(cluster, "faults", [child]), STREAM)


def test_worker_terminated(cluster):
    """pg_terminate_backend of the worker: another takes its place"""
    [child] = children(cluster, "faults")
    db = cluster.session("faults")
    db("SELECT pg_terminate_backend(%s)", workers(cluster, "faults")[0])
    STREAM.send(500)
    arrived(comes_back(cluster, "faults", [child]), STREAM)


def test_server_dies(cluster):
    """kill -9 of the whole server: no client is left behind, and nothing is lost or doubled"""
    [child] = children(cluster, "faults")
    STREAM.send(500)
    cluster.run("kill9")
    until(lambda: name_of(child) is None, "the client dies with the server")
    STREAM.send(500)
    cluster.run("resume")
    arrived(comes_back(cluster, "faults", [child]), STREAM)


def test_broker_dies(cluster):
    """kill -9 of the broker: health tells, and when it is back the stream goes on"""
    db = cluster.session("faults")
    [child] = children(cluster, "faults")
    BROKER.kill()
    until(lambda: BROKER.address in (db.one("SELECT tqc.health() ->> 'last_error'") or ""), "health names the broker")
    BROKER.start()
    STREAM.send(500)
    arrived(db, STREAM)
    assert children(cluster, "faults") == [child], "the client has waited"


def test_shutdown_while_unreachable(cluster):
    """while no broker can be reached the server stops and starts within seconds"""
    db = cluster.session("faults")
    db(f"ALTER SYSTEM SET tqc.kafka_brokers = '127.0.0.1:{free_port()}'")
    [child] = children(cluster, "faults")
    db("SELECT pg_reload_conf()")
    until(lambda: children(cluster, "faults") not in ([], [child]), "a client by the new setting")
    until(lambda: "refused" in (db.one("SELECT tqc.health() ->> 'last_error'") or ""), "it has tried")
    db.close()
    began = time.monotonic()
    cluster.run("halt")
    assert time.monotonic() - began < 3, f"the shutdown took {time.monotonic() - began} s"
    cluster.run("resume")
    db = cluster.session("faults")
    db(f"ALTER SYSTEM SET tqc.kafka_brokers = '{BROKER.address}'")
    db("SELECT pg_reload_conf()")
    STREAM.send(100)
    arrived(db, STREAM)


def test_wrong_settings(cluster):
    """a property that librdkafka does not know is named; those of a database do not count"""
    db = cluster.session("faults")
    auto = cluster.home / "data" / "postgresql.auto.conf"
    before = auto.read_text()
    auto.write_text(before + "tqc.kafka_no_such_thing = 'x'\n")
    db("SELECT pg_reload_conf()")
    until(lambda: "no.such.thing" in (db.one("SELECT tqc.health() ->> 'last_error'") or ""), "the property is named")
    auto.write_text(before)
    db("SELECT pg_reload_conf()")
    db("ALTER DATABASE faults SET tqc.kafka_plugin_library_paths = '/tmp/evil.so'")
    STREAM.send(100)
    arrived(db, STREAM)
    until(lambda: 'setting "tqc.kafka_plugin_library_paths" is ignored' in cluster.log(), "the log says so")


def test_secrets(cluster):
    """a password reaches the client, and stands in no log, no command line and no environment"""
    db = cluster.session("faults")
    secret = "s3cret-of-the-ward"
    file = cluster.home / "data" / "kafka.properties"
    file.write_text(f"# for the client alone\nsasl.mechanism = PLAIN\nsasl.username=tqc\nsasl.password={secret}\n"
                    "security.protocol=SASL_PLAINTEXT\n")
    file.chmod(0o644)
    db(f"ALTER SYSTEM SET tqc.kafka_properties_file = '{file}'")
    gone = children(cluster, "faults")
    db("SELECT pg_reload_conf()")
    [child] = until(lambda: (now := children(cluster, "faults")) != gone and now, "a client by the new setting")
    until(lambda: "sasl" in (db.one("SELECT tqc.health() ->> 'last_error'") or "").lower(), "the broker knows no SASL")
    for place in ("cmdline", "environ"):
        assert secret.encode() not in pathlib.Path(f"/proc/{child}/{place}").read_bytes()
    assert secret not in cluster.log()
    db("ALTER SYSTEM RESET tqc.kafka_properties_file")
    db("SELECT pg_reload_conf()")
    STREAM.send(100)
    arrived(db, STREAM)


def test_not_installed(cluster):
    """without the program tqc-kafka the worker says what to do, and all else works"""
    db = cluster.session("faults")
    [program] = (cluster.home / "tree").rglob("tqc-kafka")
    aside = program.with_name("aside")
    program.rename(aside)
    [child] = children(cluster, "faults")
    kill(child)
    until(lambda: "librdkafka" in (db.one("SELECT tqc.health() ->> 'last_error'") or ""), "health says what to do")
    db("SELECT tqc_emit('note', 'S0', '{\"n\": 0}')")
    aside.rename(program)
    STREAM.send(100)
    wait_for(db, "SELECT count(*) FROM tqc.event WHERE type = 'note'", STREAM.sent + 1)


if __name__ == "__main__":
    BROKER = Broker(jars_or_leave())
    main(sys.modules[__name__], Cluster("kafka-faults", f"tqc.kafka_brokers={BROKER.address}"))
