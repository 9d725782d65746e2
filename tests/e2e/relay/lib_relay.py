"""A cluster with tqc, a relay before it, clients of the relay, and a runner that speaks TAP."""
import asyncio
import atexit
import base64
import hashlib
import hmac
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.error
import urllib.request

import psycopg2
import websockets

ROOT = pathlib.Path(os.environ.get("TQC_ROOT", pathlib.Path(__file__).resolve().parents[3]))
RELAY = os.environ.get("TQC_RELAY", str(ROOT / "build/release/relay/tqc-relay"))
SECRET = "a shared secret for tests, thirty-two bytes or more"
PATIENCE = 30  # seconds until a condition counts as never coming true


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(sub, *receivers, secret=SECRET, alg="HS256", lifetime=3600, sign=None, **claims):
    """A signed token; claims given as None are left out."""
    claims = {"sub": sub, "receivers": list(receivers), "exp": int(time.time()) + lifetime, **claims}
    body = b64(json.dumps({"alg": alg, "typ": "JWT"}).encode()) + "." + b64(
        json.dumps({k: v for k, v in claims.items() if v is not None}).encode())
    if sign:
        return body + "." + b64(sign(body.encode()))
    if alg == "none":
        return body + "."
    digest = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}[alg]
    return body + "." + b64(hmac.new(secret.encode(), body.encode(), digest).digest())


class Cluster:
    """A private server; the relay's login has the role tqc_relay and nothing else."""

    def __init__(self, name):
        self.name = name
        self.run("start")
        atexit.register(self.run, "stop")
        env = dict(pair.split("=", 1) for pair in self.run("env").split())
        self.dsn = f"host={env['PGHOST']} port={env['PGPORT']} dbname={env['PGDATABASE']}"
        self.connect()
        self.sql("CREATE EXTENSION tqc")
        self.sql("CREATE ROLE relay_login LOGIN IN ROLE tqc_relay")

    def run(self, command):
        return subprocess.run([ROOT / "scripts/cluster", command, self.name], check=True,
                              stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout

    def connect(self):
        self.connection = psycopg2.connect(self.dsn + " user=postgres")
        self.connection.autocommit = True

    def sql(self, text, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(text, values or None)
            return cursor.fetchall() if cursor.description else []

    def push(self, *receivers, text="x"):
        """One push for each name, committed together with the doorbell; returns their numbers."""
        rows = self.sql(
            "WITH new AS (INSERT INTO tqc.push (at, receiver, kind, task_id, payload)"
            "  SELECT clock_timestamp(), r, 'opened', 1, jsonb_build_object('id', 1, 'text', %s::text)"
            "  FROM unnest(%s::text[]) WITH ORDINALITY u(r, o) ORDER BY o RETURNING seq),"
            " bell AS (SELECT pg_notify('tqc', jsonb_build_object('seq', max(seq), 'n', count(*))::text) FROM new)"
            " SELECT seq FROM new, bell ORDER BY seq", text, list(receivers))
        return [seq for (seq,) in rows]

    def halt(self):
        self.connection.close()
        self.run("halt")

    def resume(self):
        self.run("resume")
        self.connect()


class Relay:
    def __init__(self, cluster, *flags, port=0, tls=None, env=None, ready=True):
        self.dir = tempfile.TemporaryDirectory()
        board = pathlib.Path(self.dir.name, "board")
        board.mkdir()
        (board / "index.html").write_text("<!doctype html><title>board</title>")
        (board / "app.js").write_text("export {}")
        self.board = board
        self.flags = ["--listen", f"127.0.0.1:{port}", "--database", f"{cluster.dsn} user=relay_login",
                      "--board", str(board), "--log-level", "debug", *flags]
        if tls:
            self.flags += ["--tls-certificate", tls + ".crt", "--tls-key", tls + ".key"]
        self.tls = tls
        self.env = {"TQC_RELAY_JWT_KEY": SECRET, **(env or {})}
        self.lines = []
        self.start(ready)

    def start(self, ready=True):
        self.process = subprocess.Popen([RELAY, *self.flags], stderr=subprocess.PIPE, text=True,
                                        env={"PATH": os.environ["PATH"], **self.env})
        atexit.register(self.kill)
        self.seen = threading.Condition()
        self.events = []
        self.reader = threading.Thread(target=self.read, args=(self.process, self.events), daemon=True)
        self.reader.start()
        self.port = self.wait_log("accepting connections")["port"]
        if ready:
            self.wait_log("listening to the database")

    def read(self, process, events):
        for line in process.stderr:
            with self.seen:
                self.lines.append(line)
                events.append(json.loads(line))
                self.seen.notify_all()

    def wait_log(self, event, count=1):
        with self.seen:
            found = lambda: [e for e in self.events if e["event"] == event][count - 1:count]
            if not self.seen.wait_for(found, PATIENCE):
                raise AssertionError(f"never logged: {event}\n" + "".join(self.lines[-20:]))
            return found()[0]

    def kill(self, how=signal.SIGKILL):
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def url(self, scheme, path="/"):
        return f"{scheme}{'s' if self.tls else ''}://127.0.0.1:{self.port}{path}"

    def get(self, path, method="GET", headers=None, context=None):
        request = urllib.request.Request(self.url("http", path), method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE, context=context) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode(), answer.headers

    def metric(self, name):
        for line in self.get("/metrics")[1].splitlines():
            if line.startswith(name + " "):
                return float(line.split()[-1])
        raise AssertionError(f"no metric {name}")

    async def until(self, condition, what):
        """Waits for a condition over HTTP or the database: asks again until it holds."""
        deadline = time.monotonic() + PATIENCE
        while not await asyncio.to_thread(condition):
            assert time.monotonic() < deadline, f"never happened: {what}"


class Client:
    """Speaks tqc.v1. Frames are dictionaries; pings of the relay are answered and not shown."""

    def __init__(self, relay):
        self.relay = relay

    @classmethod
    async def open(cls, relay, path="/", origin=None, subprotocols=("tqc.v1",), rcvbuf=None, **options):
        self = cls(relay)
        options.setdefault("max_queue", None)
        if rcvbuf:
            raw = socket.socket()
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
            raw.connect(("127.0.0.1", relay.port))
            options["sock"] = raw
        # At the end of a test those left open wait for the relay to close them first, this long.
        self.ws = await websockets.connect(relay.url("ws", path), subprotocols=list(subprotocols), origin=origin,
                                           ping_interval=None, max_size=None, close_timeout=0.5, **options)
        return self

    @classmethod
    async def greeted(cls, relay, sub, *receivers, since=None, token_options=None, **options):
        self = await cls.open(relay, **options)
        self.welcome = await self.hello(token(sub, *receivers, **(token_options or {})), since)
        return self

    async def hello(self, jwt, since=None):
        await self.send(type="hello", token=jwt, since=since)
        return await self.expect("welcome")

    async def send(self, **frame):
        await self.ws.send(json.dumps(frame))

    async def receive(self, *kinds):
        """The next frame; of those that come by themselves at any time only the kinds asked for."""
        while True:
            frame = json.loads(await asyncio.wait_for(self.ws.recv(), PATIENCE))
            if frame["type"] == "ping":
                await self.send(type="pong")
            elif frame["type"] in kinds or frame["type"] not in ("clock", "status"):
                return frame

    async def expect(self, kind):
        frame = await self.receive(kind)
        assert frame["type"] == kind, f"expected {kind}, got {frame}"
        return frame

    async def pushes(self, n):
        return [(await self.expect("push"))["seq"] for _ in range(n)]

    async def nothing_more(self):
        """Nothing was on its way: what the relay sent before our question would come before its answer."""
        await self.send(type="ping")
        await self.expect("pong")

    async def error(self):
        return (await self.expect("error"))["code"]

    async def closed(self):
        """Reads on until the relay closes; (code, reason)."""
        try:
            while True:
                await asyncio.wait_for(self.ws.recv(), PATIENCE)
        except websockets.ConnectionClosed:
            return self.ws.close_code, self.ws.close_reason

    async def close(self):
        await self.ws.close()


def make_certificate(directory, name="relay"):
    path = str(pathlib.Path(directory, name))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path + ".key",
                    "-out", path + ".crt"], check=True, capture_output=True)
    return path


def main(names, *arguments):
    """Runs each test_* of a module's globals with the arguments, in order, and reports as TAP."""
    tests = [(name, test) for name, test in names.items() if name.startswith("test_")]
    print(f"1..{len(tests)}")
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        title = (test.__doc__ or name).split("\n")[0]
        try:
            asyncio.run(test(*arguments))
            print(f"ok {number} - {title}", flush=True)
        except Exception:
            failed += 1
            print("# " + traceback.format_exc().strip().replace("\n", "\n# "))
            print(f"not ok {number} - {title}", flush=True)
    sys.exit(failed != 0)
