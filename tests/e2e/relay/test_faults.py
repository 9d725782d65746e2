#!/usr/bin/python3
"""The relay killed, the database restarted, while a stream runs: nothing lost, nothing doubled, by seq."""
import asyncio
import os
import random
import signal
import socket

import websockets

from lib_relay import Client, Cluster, Relay, main, token

RECEIVERS = [f"fault-{i}" for i in range(6)]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Reader:
    """A client that comes back with the number it has, for as long as it takes."""

    def __init__(self, relay, *names):
        self.relay, self.names, self.got, self.connections = relay, names, [], 0

    async def run(self, last):
        """Until the push with the number `last` (a future) has come; every push must be above the one before."""
        while not (last.done() and self.got and self.got[-1] >= last.result()):
            try:
                since = self.got[-1] if self.got else 0
                client = await Client.open(self.relay)
                await client.send(type="hello", token=token("reader", *self.names), since=since)
                await self.read(client, last)
            except (OSError, websockets.WebSocketException, EOFError, asyncio.TimeoutError):
                await asyncio.sleep(0)  # the relay is down: again

    async def read(self, client, last):
        while not (last.done() and self.got and self.got[-1] >= last.result()):
            frame = await client.receive()
            if frame["type"] == "welcome":
                assert frame["recovered"], frame
                self.connections += 1
            elif frame["type"] == "push":
                assert frame["receiver"] in self.names, frame
                assert not self.got or frame["seq"] > self.got[-1], ("doubled or out of order", self.got[-1], frame["seq"])
                self.got.append(frame["seq"])
            else:
                assert frame["code"] in ("unavailable", "going_away"), frame
        await client.close()


async def stream(cluster, relay, disturb, batches):
    """Pushes for all, readers on all sides, and a disturbance now and then."""
    start = cluster.sql("SELECT coalesce(max(seq), 0) FROM tqc.push")[0][0]
    last = asyncio.get_running_loop().create_future()
    readers = [Reader(relay, *random.sample(RECEIVERS, 2), "fault-all") for _ in range(12)]
    for reader in readers:
        reader.got = [start]
    running = [asyncio.create_task(r.run(last)) for r in readers]
    expected = {name: [] for name in [*RECEIVERS, "fault-all"]}
    for n in range(batches):
        names = random.choices(RECEIVERS, k=8)
        for name, seq in zip(names, await asyncio.to_thread(cluster.push, *names)):
            expected[name].append(seq)
        await disturb(n)
    final = cluster.push("fault-all")
    expected["fault-all"] += final
    last.set_result(final[0])
    await asyncio.wait_for(asyncio.gather(*running), 120)
    for reader in readers:
        wanted = sorted(seq for name in reader.names for seq in expected[name])
        assert reader.got[1:] == wanted, (len(reader.got) - 1, len(wanted))
    return readers


async def test_relay_killed(cluster, relay):
    """kill -9 of the relay in the middle of a stream, twenty times"""

    async def disturb(n):
        if n % 10 == 9:
            relay.kill()
            await asyncio.to_thread(relay.start)

    readers = await stream(cluster, relay, disturb, 200)
    assert all(reader.connections >= 2 for reader in readers), [r.connections for r in readers]


async def test_database_restarted(cluster, relay):
    """the server goes away and comes back: health says so, sessions stay, the stream goes on"""
    client = await Client.greeted(relay, "patient", since=0)
    before = relay.process.pid

    async def disturb(n):
        if n in (20, 45):
            await asyncio.to_thread(cluster.halt)
            await relay.until(lambda: relay.get("/healthz")[0] == 503, "unhealthy")
            assert relay.metric("tqc_relay_database_up") == 0
            await client.send(type="tasks")
            assert await client.error() == "try_later"
            newcomer = await Client.open(relay)
            await newcomer.send(type="hello", token=token("newcomer"))
            assert await newcomer.error() == "unavailable"
            assert await newcomer.closed() == (1013, "unavailable")
            await asyncio.to_thread(cluster.resume)
            await relay.until(lambda: relay.get("/healthz")[0] == 200, "healthy again")

    await stream(cluster, relay, disturb, 60)
    pushes = cluster.push("patient")
    assert await client.pushes(1) == pushes
    assert relay.process.pid == before and relay.process.poll() is None


async def live(cluster, relay, name):
    """A session that has caught up: it has got a push that came after its welcome."""
    client = await Client.greeted(relay, name)
    wanted = cluster.push(name)[0]
    while (await client.expect("push"))["seq"] != wanted:
        pass
    return client


async def test_pushes_while_nobody_listened(cluster, relay):
    """what was pushed while the relay could not reach the database arrives on the old connection"""
    client = await live(cluster, relay, "unheard")
    await asyncio.to_thread(cluster.halt)
    await relay.until(lambda: relay.get("/healthz")[0] == 503, "unhealthy")
    await client.send(type="ack", seq=client.welcome["head"])
    # The relay is kept out until the pushes are there: it must find them without hearing the doorbell.
    await asyncio.to_thread(cluster.resume)
    cluster.sql("ALTER ROLE relay_login NOLOGIN")
    cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'relay_login'")
    pushes = cluster.push("unheard", "unheard")
    cluster.sql("ALTER ROLE relay_login LOGIN")
    assert await client.pushes(2) == pushes
    acked = lambda: cluster.sql("SELECT acked FROM tqc.inbox WHERE receiver = 'unheard'") == [(client.welcome["head"],)]
    await relay.until(acked, "the ack that came while the database was away")


async def test_told(cluster, relay):
    """sessions are told that the database is away, and that it is back after the last push they lacked"""
    client = await live(cluster, relay, "told")
    cluster.sql("ALTER ROLE relay_login NOLOGIN")
    await asyncio.to_thread(cluster.halt)
    lost = await client.expect("status")
    assert lost["database"] == "lost" and 0 <= lost["silent"] < 60, lost
    await asyncio.to_thread(cluster.resume)
    pushes = cluster.push("told", "told")
    cluster.sql("ALTER ROLE relay_login LOGIN")
    frames = [await client.receive("status") for _ in range(3)]
    assert [frame.get("seq") for frame in frames[:2]] == pushes, frames
    assert frames[2] == {"type": "status", "database": "live"}, frames


async def test_told_to_newcomers(cluster, relay):
    """a session that begins while the relay hears nothing from the database is told after its welcome"""
    client = await live(cluster, relay, "early")
    cluster.sql("ALTER ROLE relay_login NOLOGIN")
    cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE usename = 'relay_login' AND query LIKE '%relay_pushes%'")
    assert (await client.expect("status"))["database"] == "lost"
    newcomer = await Client.greeted(relay, "newcomer")
    assert (await newcomer.expect("status"))["database"] == "lost"
    cluster.sql("ALTER ROLE relay_login LOGIN")
    for session in (client, newcomer):
        assert (await session.expect("status"))["database"] == "live"


async def test_server_hangs(cluster, relay):
    """a server that hangs with its sockets open is noticed and told"""
    quick = Relay(cluster, "--heartbeat", "1")
    client = await live(cluster, quick, "hang")
    stopped = [pid for (pid,) in cluster.sql("SELECT pid FROM pg_stat_activity WHERE usename = 'relay_login'")]
    stopped.append(int(cluster.run("pid")))
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        lost = await client.expect("status")
        assert lost["database"] == "lost" and lost["silent"] >= 10, lost
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
    assert (await client.expect("status"))["database"] == "live"
    pushes = cluster.push("hang")
    assert await client.pushes(1) == pushes
    quick.kill()


async def test_outbox_lost(cluster, relay):
    """if the outbox no longer continues after an outage, sessions are sent away to be told so"""
    cluster.push("gap")
    client = await live(cluster, relay, "gap")
    cluster.sql("ALTER ROLE relay_login NOLOGIN")
    cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'relay_login'")
    lost = cluster.push("gap", "gap")
    cluster.sql("DELETE FROM tqc.push WHERE seq < %s", lost[1])
    cluster.sql("ALTER ROLE relay_login LOGIN")
    assert await client.error() == "history_gap"
    assert await client.closed() == (4002, "history_gap")
    # The listener may be back before the connections that answer questions are.
    await relay.until(lambda: relay.get("/healthz")[0] == 200, "healthy again")
    again = await Client.greeted(relay, "gap", since=lost[0] - 1)
    assert again.welcome["recovered"] is False
    assert await again.pushes(1) == lost[1:]


async def test_connections_cut(cluster, relay):
    """database connections cut under a stream, one after another"""

    async def disturb(n):
        if n % 10 == 9:
            await asyncio.to_thread(cluster.sql, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                    " WHERE usename = 'relay_login' AND random() < 0.5")

    await stream(cluster, relay, disturb, 100)


if __name__ == "__main__":
    cluster = Cluster("relay-faults")
    main(globals(), cluster, Relay(cluster, port=free_port()))
