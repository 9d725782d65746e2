#!/usr/bin/python3
"""What stands on the same port beside the WebSocket: the board, health, metrics, TLS; starting and stopping."""
import re
import signal
import socket
import ssl

import websockets

from lib_relay import Client, Cluster, Relay, main, make_certificate, token


async def test_board(cluster, relay):
    """/ is the board, with its types and a policy that keeps it to itself"""
    status, body, headers = relay.get("/")
    assert status == 200 and "<title>board</title>" in body and headers["Content-Type"].startswith("text/html")
    assert "default-src 'self'" in headers["Content-Security-Policy"] and headers["X-Content-Type-Options"] == "nosniff"
    status, body, headers = relay.get("/app.js?v=1")
    assert status == 200 and body == "export {}" and headers["Content-Type"].startswith("text/javascript")
    assert relay.get("/app.js", headers={"If-None-Match": headers["ETag"]})[0] == 304
    status, body, headers = relay.get("/app.js", method="HEAD")
    assert status == 200 and body == "" and headers["Content-Length"] == "9"


async def test_nothing_else(cluster, relay):
    """what is not in the board's directory is not there, and only GET and HEAD are known"""
    (relay.board.parent / "secret").write_text("secret")
    for path in ("/nothing", "/../secret", "/%2e%2e/secret", "/..%2fsecret", "//etc/passwd", "/./index.html"):
        assert relay.get(path)[0] == 404, path
    assert relay.get("/", method="POST")[0] == 405


async def test_not_http(cluster, relay):
    """garbage on the port is answered with 400 and an end, a huge header too"""
    for garbage in (b"\x16\x03\x01garbage\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"x" * 20000 + b"\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", relay.port)) as raw:
            raw.settimeout(30)
            raw.sendall(garbage)
            assert raw.recv(1000).startswith(b"HTTP/1.1 400"), garbage[:20]


async def test_health(cluster, relay):
    """/healthz is 200 while the database link is live"""
    assert relay.get("/healthz")[:2] == (200, "ok\n")


async def test_metrics(cluster, relay):
    """/metrics is Prometheus text and counts"""
    client = await Client.greeted(relay, "metrics")
    cluster.push("metrics")
    await client.pushes(1)
    status, body, headers = relay.get("/metrics")
    assert status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4")
    values, types = {}, {}
    for line in body.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split()
            types[name] = kind
        elif not line.startswith("# HELP "):
            sample = re.fullmatch(r'([a-z_]+)(\{[a-z]+="[^"]*"\})? (\S+)', line)
            assert sample, line
            assert re.sub("_(bucket|sum|count)$", "", sample[1]) in types or sample[1] in types, line
            values[sample[1] + (sample[2] or "")] = float(sample[3])
    assert values["tqc_relay_sessions"] >= 1 and values["tqc_relay_database_up"] == 1
    assert values["tqc_relay_pushes_read_total"] >= 1 and values["tqc_relay_fan_out_seconds_count"] >= 1
    assert values['tqc_relay_fan_out_seconds_bucket{le="+Inf"}'] == values["tqc_relay_fan_out_seconds_count"]


async def test_tls(cluster, relay):
    """with a certificate everything is TLS; a new one is taken on SIGHUP"""
    certificate = make_certificate(relay.dir.name)
    secure = Relay(cluster, tls=certificate)
    trust = ssl.create_default_context(cafile=certificate + ".crt")
    assert secure.get("/", context=trust)[0] == 200
    client = await Client.greeted(secure, "tls", ssl=trust)
    big = cluster.push("tls", text="0123456789abcdef" * 20000)
    assert await client.pushes(1) == big
    await Client.greeted(secure, "tls", ssl=trust, origin=f"https://127.0.0.1:{secure.port}")
    try:
        await Client.open(secure, ssl=trust, origin=f"http://127.0.0.1:{secure.port}")
        raise AssertionError("a page without TLS is not of this origin")
    except websockets.InvalidStatusCode as refusal:
        assert refusal.status_code == 403, refusal
    for _ in range(20):
        pushes = cluster.push(*["tls"] * 10)
        assert await client.pushes(10) == pushes
    try:
        socket.create_connection(("127.0.0.1", secure.port)).makefile("rwb").write(b"GET / HTTP/1.1\r\n\r\n")
    finally:
        make_certificate(relay.dir.name)
    secure.process.send_signal(signal.SIGHUP)
    secure.wait_log("reloaded")
    await client.nothing_more()
    assert await client.ws.ping()
    renewed = ssl.create_default_context(cafile=certificate + ".crt")
    again = await Client.greeted(secure, "tls", since=big[0], ssl=renewed)
    await again.pushes(200)
    old = ssl.create_default_context()
    try:
        await Client.open(secure, ssl=old)
        raise AssertionError("accepted an unknown certificate")
    except ssl.SSLError:
        pass
    secure.kill()


async def test_reload_of_a_broken_key(cluster, relay):
    """what cannot be read on SIGHUP leaves the old in use"""
    key = relay.board.parent / "key"
    key.write_text("the first secret of this relay, long enough\n")
    keyed = Relay(cluster, "--jwt-key-file", str(key))
    key.unlink()
    keyed.process.send_signal(signal.SIGHUP)
    keyed.wait_log("reload failed, the old files stay in use")
    await Client.greeted(keyed, "key", token_options={"secret": "the first secret of this relay, long enough"})
    key.write_text("the second secret of this relay, long enough\n")
    keyed.process.send_signal(signal.SIGHUP)
    keyed.wait_log("reloaded")
    await Client.greeted(keyed, "key", token_options={"secret": "the second secret of this relay, long enough"})
    keyed.kill()


async def test_sigterm(cluster, relay):
    """SIGTERM says goodbye, writes the acks and ends with 0"""
    ending = Relay(cluster)
    pushes = cluster.push("bye", "bye")
    clients = [await Client.greeted(ending, "bye") for _ in range(20)]
    for client in clients:
        await client.pushes(2)
    await clients[0].send(type="ack", seq=pushes[0])
    await clients[0].nothing_more()
    ending.process.send_signal(signal.SIGTERM)
    for client in clients:
        assert await client.error() == "going_away"
        assert await client.closed() == (1001, "going_away")
    assert ending.process.wait(30) == 0
    assert cluster.sql("SELECT acked FROM tqc.inbox WHERE receiver = 'bye'") == [(pushes[0],)]
    assert token("x") not in "".join(ending.lines)


async def test_too_many(cluster, relay):
    """beyond --max-connections a connection is dropped, and there is room again when one goes"""
    small = Relay(cluster, "--max-connections", "2")
    first, second = await Client.greeted(small, "few"), await Client.greeted(small, "few")
    try:
        await Client.open(small)
        raise AssertionError("a third connection was accepted")
    except (ConnectionError, EOFError, AssertionError) as drop:
        assert "accepted" not in str(drop), drop
    except Exception as drop:
        assert "Invalid" in type(drop).__name__, drop
    await second.close()
    await small.until(lambda: small.metric("tqc_relay_sessions") == 1, "room for another")
    await first.nothing_more()
    small.kill()


if __name__ == "__main__":
    cluster = Cluster("relay-http")
    main(globals(), cluster, Relay(cluster))
