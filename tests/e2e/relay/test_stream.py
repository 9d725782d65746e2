#!/usr/bin/python3
"""The stream of pushes: who gets what, from where on, and that nothing is missing or doubled."""
import asyncio

from lib_relay import Client, Cluster, Relay, main


async def test_own_receivers_only(cluster, relay):
    """a push reaches the sessions of its receiver and no others"""
    li, wang, ward = [await Client.greeted(relay, *names) for names in (["own-li"], ["own-wang", "own-ward"], ["own-ward"])]
    s = cluster.push("own-li", "own-ward", "own-nobody", "own-wang")
    assert await li.pushes(1) == [s[0]]
    assert await wang.pushes(2) == [s[1], s[3]]
    frame = await ward.expect("push")
    assert frame["seq"] == s[1] and frame["receiver"] == "own-ward" and frame["kind"] == "opened", frame
    assert frame["task"] == {"id": 1, "text": "x"} and frame["at"].endswith("Z"), frame
    for client in (li, wang, ward):
        await client.nothing_more()


async def test_resume(cluster, relay):
    """hello with since goes on right after it"""
    first = cluster.push(*["res"] * 10)
    client = await Client.greeted(relay, "res", since=first[3])
    assert client.welcome["recovered"] and client.welcome["seq"] == first[3] and client.welcome["head"] == first[-1]
    assert await client.pushes(6) == first[4:]
    later = cluster.push("res")
    assert await client.pushes(1) == later
    again = await Client.greeted(relay, "res", since=later[0])
    await again.nothing_more()


async def test_durable_inbox(cluster, relay):
    """without since a session starts at what its sub has acknowledged"""
    pushes = cluster.push(*["inbox", "inbox-ward"] * 3)
    client = await Client.greeted(relay, "inbox", "inbox-ward")
    assert await client.pushes(6) == pushes
    await client.send(type="ack", seq=pushes[3])
    await client.send(type="ack", seq=pushes[1])
    await client.nothing_more()
    # At once, while the ack may still be on its way to the database.
    again = await Client.greeted(relay, "inbox", "inbox-ward")
    assert again.welcome["seq"] == pushes[3]
    assert await again.pushes(2) == pushes[4:]
    # It is the sub's own place: others who share a receiver keep theirs.
    other = await Client.greeted(relay, "inbox-other", "inbox-ward")
    assert await other.pushes(3) == pushes[1::2]
    acked = lambda: cluster.sql("SELECT acked FROM tqc.inbox WHERE receiver = 'inbox'") == [(pushes[3],)]
    await relay.until(acked, "the ack in the database")


async def test_ack_beyond_the_end(cluster, relay):
    """an ack of a push that does not exist yet is refused"""
    client = await Client.greeted(relay, "beyond")
    await client.send(type="ack", seq=client.welcome["head"] + 1000)
    assert await client.error() == "bad_request"


async def test_long_replay_under_load(cluster, relay):
    """a replay of many pages while pushes go on: each once, in order"""
    pushes = cluster.push(*["long", "long-not"] * 3000)[::2]
    small = Relay(cluster, "--queue-frames", "40")
    clients = [await Client.greeted(small, "long", since=pushes[0] - 1) for _ in range(5)]

    async def more():
        for _ in range(60):
            pushes.extend((await asyncio.to_thread(cluster.push, *["long", "long-not"] * 3))[::2])

    writer = asyncio.create_task(more())
    readers = [asyncio.create_task(c.pushes(3180)) for c in clients]
    await writer
    for got in await asyncio.gather(*readers):
        assert got == pushes, [(i, a, b) for i, (a, b) in enumerate(zip(got, pushes)) if a != b][:3]
    small.kill()


async def test_slow_client(cluster, relay):
    """a client that does not read is closed, and resumes with nothing missing"""
    small = Relay(cluster, "--queue-frames", "50")
    slow = await Client.greeted(small, "slow", compression=None, rcvbuf=4096, max_queue=1, read_limit=1024)
    quick = await Client.greeted(small, "slow")
    pushes = []
    while small.metric('tqc_relay_ends_total{code="slow_client"}') == 0:
        batch = await asyncio.to_thread(cluster.push, *["slow"] * 20, text="y" * 4000)
        pushes += batch
        assert await quick.pushes(20) == batch
        assert len(pushes) < 20000
    got = []
    try:
        while True:
            got.append((await slow.expect("push"))["seq"])
    except Exception as end:
        assert "ConnectionClosed" in type(end).__name__, end
    assert got == pushes[:len(got)] and len(got) < len(pushes)
    slow = await Client.greeted(small, "slow", since=got[-1])
    assert await slow.pushes(len(pushes) - len(got)) == pushes[len(got):]
    await slow.nothing_more()
    small.kill()


async def test_burst(cluster, relay):
    """a burst far larger than the queues closes nobody who reads, and does not wait for one who does not"""
    small = Relay(cluster, "--queue-frames", "16")
    stuck = await Client.greeted(small, "burst", compression=None, rcvbuf=4096, max_queue=1, read_limit=1024)
    clients = [await Client.greeted(small, "burst") for _ in range(20)]
    pushes = cluster.push(*["burst"] * 2000, text="z" * 500)
    for got in await asyncio.gather(*(client.pushes(2000) for client in clients)):
        assert got == pushes
    assert small.metric('tqc_relay_ends_total{code="slow_client"}') == 1
    await stuck.closed()
    small.kill()


async def test_unrecovered(cluster, relay):
    """recovered is false when the outbox no longer reaches back, and the stream goes on from what is left"""
    pushes = cluster.push(*["gone"] * 6)
    cluster.sql("DELETE FROM tqc.push WHERE seq <= %s", pushes[2])
    client = await Client.greeted(relay, "gone", since=pushes[0])
    assert client.welcome["recovered"] is False and client.welcome["seq"] == pushes[2], client.welcome
    assert await client.pushes(3) == pushes[3:]
    edge = await Client.greeted(relay, "gone", since=pushes[2])
    assert edge.welcome["recovered"] is True
    fresh = await Client.greeted(relay, "gone")
    assert fresh.welcome["recovered"] is False
    ahead = await Client.greeted(relay, "gone", since=pushes[-1] + 1000)
    assert ahead.welcome["recovered"] is False and ahead.welcome["seq"] == pushes[-1]
    later = cluster.push("gone")
    assert await ahead.pushes(1) == later


async def test_compression(cluster, relay):
    """permessage-deflate is agreed and used, and a client without it gets the same"""
    packed = await Client.greeted(relay, "zip")
    plain = await Client.greeted(relay, "zip", compression=None)
    assert "permessage-deflate" in packed.ws.response_headers["Sec-WebSocket-Extensions"]
    assert "Sec-WebSocket-Extensions" not in plain.ws.response_headers
    before = relay.metric("tqc_relay_bytes_sent_total")
    cluster.push("zip", text="病历书写 " * 500)
    one, two = await packed.expect("push"), await plain.expect("push")
    assert one == two
    sent = relay.metric("tqc_relay_bytes_sent_total") - before
    size = len("病历书写 ".encode()) * 500
    assert size < sent < size * 1.2, sent


async def test_heartbeat(cluster, relay):
    """the relay pings; a client that shows no life is dropped, one that answers is kept"""
    quick = Relay(cluster, "--heartbeat", "1")
    client = await Client.greeted(quick, "beat")
    assert client.welcome["heartbeat"] == 1
    assert '"ping"' in await client.ws.recv()
    dead = await Client.greeted(quick, "beat")
    dead.ws.transport.pause_reading()
    await quick.until(lambda: quick.metric("tqc_relay_sessions") == 1, "the dead client is dropped")
    push = asyncio.create_task(client.expect("push"))
    cluster.push("beat")
    await push
    quick.kill()


async def test_clock(cluster, relay):
    """when the database's clock is set, everybody is told"""
    clients = [await Client.greeted(relay, name) for name in ("clock-a", "clock-b")]
    cluster.sql("NOTIFY tqc_clock")
    for client in clients:
        frame = await client.expect("clock")
        assert frame["speed"] == 1 and frame["now"].endswith("Z"), frame


if __name__ == "__main__":
    cluster = Cluster("relay-stream")
    main(globals(), cluster, Relay(cluster))
