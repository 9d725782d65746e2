"""Apache Kafka's own broker, started for a test, and messages to and from it."""
import atexit
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import confluent_kafka
import confluent_kafka.admin
import psycopg2

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "lib"))
from server import ROOT, until  # noqa: E402

JAVA = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]


def jars_or_leave():
    """The folder of the broker's jars; where they cannot be had, a plain line and a good end."""
    run = subprocess.run([ROOT / "scripts/get-kafka"], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode:
        print(f"{run.stderr.strip()}: not tested with a broker")
        sys.exit(0)
    return run.stdout.strip()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Broker:
    """One broker that is its own controller, on 127.0.0.1. Topics come into being when first written to."""

    def __init__(self, jars, partitions=8):
        self.classes = f"{jars}/*"
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="tqc-kafka."))
        atexit.register(self.remove)
        self.port, controller = free_port(), free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.process = None
        (self.home / "server.properties").write_text(f"""
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://{self.address},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://{self.address}
controller.listener.names=CONTROLLER
log.dirs={self.home}/data
num.partitions={partitions}
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
auto.create.topics.enable=true
message.max.bytes=2000000
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
controller.quorum.election.timeout.ms=300
controller.quorum.election.backoff.max.ms=100
""")
        (self.home / "log4j.properties").write_text("log4j.rootLogger=WARN, out\n"
                                                    "log4j.appender.out=org.apache.log4j.ConsoleAppender\n"
                                                    "log4j.appender.out.layout=org.apache.log4j.PatternLayout\n"
                                                    "log4j.appender.out.layout.ConversionPattern=%d %p %c %m%n\n")
        self.java("kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c",
                  self.home / "server.properties")
        self.start()

    def java(self, main, *arguments):
        subprocess.run([*JAVA, "-cp", self.classes, main, *map(str, arguments)], check=True, cwd=self.home,
                       stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)

    def start(self):
        log = open(self.home / "log", "ab")
        self.process = subprocess.Popen(
            [*JAVA, f"-Dlog4j.configuration=file:{self.home}/log4j.properties", "-cp", self.classes, "kafka.Kafka",
             str(self.home / "server.properties")], cwd=self.home, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        until(self.answers, "the broker answers")

    def answers(self):
        assert self.process.poll() is None, (self.home / "log").read_text()[-2000:]
        try:
            admin = confluent_kafka.Consumer({"bootstrap.servers": self.address, "group.id": "ask",
                                              "log_level": 0})
            admin.list_topics(timeout=1)
            admin.close()
            return True
        except confluent_kafka.KafkaException:
            return False

    def kill(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        self.process.wait()

    def remove(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def delete(self, topic):
        admin = confluent_kafka.admin.AdminClient({"bootstrap.servers": self.address, "log_level": 0})
        admin.delete_topics([topic])[topic].result()
        until(lambda: topic not in admin.list_topics(timeout=5).topics, f"topic {topic} is gone")

    def producer(self):
        return Producer(self.address)

    def read(self, topic, count, patience=30):
        """All messages of a topic from its beginning, at least `count`: (partition, key, value, headers)."""
        consumer = confluent_kafka.Consumer({
            "bootstrap.servers": self.address, "group.id": "test", "enable.auto.commit": False,
            "auto.offset.reset": "earliest", "log_level": 0})
        try:
            topics = until(lambda: [t for t in [consumer.list_topics(topic, timeout=5).topics[topic]] if t.partitions],
                           f"topic {topic} is there")
            consumer.assign([confluent_kafka.TopicPartition(topic, p, confluent_kafka.OFFSET_BEGINNING)
                             for p in topics[0].partitions])
            messages, deadline = [], time.monotonic() + patience
            while len(messages) < count and time.monotonic() < deadline:
                messages += [m for m in consumer.consume(1000, 0.5) if not m.error()]
            messages += [m for m in consumer.consume(1000, 0.5) if not m.error()]
        finally:
            consumer.close()
        assert len(messages) >= count, f"{len(messages)} messages in {topic}, {count} expected"
        return [(m.partition(), m.key() and m.key().decode(), m.value(),
                 {n: v.decode() for n, v in m.headers() or []}) for m in messages]


class Producer:
    def __init__(self, address):
        self.producer = confluent_kafka.Producer({"bootstrap.servers": address, "enable.idempotence": True,
                                                  "partitioner": "murmur2_random", "linger.ms": 2, "log_level": 0})
        self.lost = []

    def send(self, topic, value, key=None, headers=None, partition=-1):
        while True:
            try:
                return self.producer.produce(topic, value, key, partition, on_delivery=self.told,
                                             headers=list((headers or {}).items()))
            except BufferError:
                self.producer.poll(0.1)

    def told(self, error, _):
        if error:
            self.lost.append(str(error))

    def flush(self, patience=60):
        left = self.producer.flush(patience)
        assert left == 0 and not self.lost, f"{left} messages are not delivered, {self.lost[:3]}"


def children(cluster, database=None):
    """The processes of tqc-kafka under the Kafka workers of a server."""
    found = []
    for worker in workers(cluster, database):
        try:
            tasks = pathlib.Path(f"/proc/{worker}/task/{worker}/children").read_text().split()
        except OSError:
            continue
        found += [int(pid) for pid in tasks if name_of(pid) == "tqc-kafka"]
    return found


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return None


def workers(cluster, database=None):
    return [pid for (pid,) in cluster.session().rows(
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'tqc kafka' AND datname = coalesce(%s, datname)", database)]


def comes_back(cluster, database, gone):
    """A session, once a child that is not one of `gone` is at work."""
    def back():
        try:
            session = cluster.session(database)
            return session if set(children(cluster, database)) - set(gone) else None
        except psycopg2.Error:  # still in recovery
            return None
    return until(back, "tqc-kafka is back")


def database(cluster, name):
    """A new database with the extension and two event types."""
    cluster.session()(f'CREATE DATABASE "{name}"')
    session = cluster.session(name)
    session("CREATE EXTENSION tqc")
    session("SELECT tqc.define_event('admission'), tqc.define_event('note')")
    return session


def wait_for(session, query, expected, *values):
    """Until a query yields this value."""
    last = [None]

    def there():
        last[0] = session.one(query, *values)
        return last[0] == expected

    try:
        until(there, query)
    except AssertionError as error:
        raise AssertionError(f"{query}: {last[0]}, expected {expected}") from error
