#!/usr/bin/python3
"""Questions and their answers, and what happens to frames that are wrong."""
import json
import os
import struct
import zlib

from lib_relay import Client, Cluster, Relay, main, token


async def test_history(cluster, relay):
    """history pages back through the pushes of the own receivers, newest first"""
    pushes = cluster.push(*["hist", "hist-not", "hist-ward"] * 5)
    mine = [seq for i, seq in enumerate(pushes) if i % 3 != 1]
    client = await Client.greeted(relay, "hist", "hist-ward", since=pushes[-1])
    await client.send(type="history", limit=4)
    items = (await client.expect("history"))["items"]
    assert [i["seq"] for i in items] == mine[:-5:-1], items
    assert items[0]["type"] == "push" and items[0]["receiver"] == "hist-ward" and items[0]["task"]["id"] == 1
    seen = [i["seq"] for i in items]
    while items:
        await client.send(type="history", before=items[-1]["seq"], limit=4)
        items = (await client.expect("history"))["items"]
        seen += [i["seq"] for i in items]
    assert seen == mine[::-1]


async def test_tasks(cluster, relay):
    """tasks gives the running tasks of the own receivers, most urgent first; an overseer may ask for others'"""
    cluster.sql("SELECT tqc.define_event('admission', context => '{\"doctor\": \"$.doctor\"}'), tqc.define_event('note')")
    for code, hours in (("late-note", 8), ("early-note", 2)):
        rule = {"title": code, "open": {"on": "admission"}, "due": {"within": f"PT{hours}H"}, "close": {"on": "note"},
                "receivers": ["{{doctor}}"]}
        cluster.sql("SELECT tqc.put_rule(%s, %s)", code, json.dumps(rule))
    for visit, doctor in (("V1", "tasks-li"), ("V2", "tasks-wang"), ("V3", "tasks-li")):
        cluster.sql("SELECT tqc_emit('admission', %s, %s)", visit, json.dumps({"doctor": doctor}))
    cluster.sql("SELECT tqc_emit('note', 'V3')")
    assert cluster.sql("SELECT tqc.sync()") == [(True,)]
    client = await Client.greeted(relay, "tasks-li")
    await client.pushes(6)  # four opened, two closed
    await client.send(type="tasks")
    items = (await client.expect("tasks"))["items"]
    assert [(t["rule"], t["subject"]) for t in items] == [("early-note", "V1"), ("late-note", "V1")], items
    assert items[0]["receivers"] == ["tasks-li"] and items[0]["status"] == "open" and items[0]["due_at"].endswith("Z")
    await client.send(type="tasks", receivers=["tasks-wang"])
    assert await client.error() == "forbidden"
    for role in ("officer", "admin"):
        overseer = await Client.greeted(relay, "chief", token_options={"role": role})
        await overseer.send(type="tasks", receivers=["tasks-wang"])
        assert [t["subject"] for t in (await overseer.expect("tasks"))["items"]] == ["V2", "V2"]
        await overseer.send(type="tasks")
        assert (await overseer.expect("tasks"))["items"] == []


async def test_order_of_answers(cluster, relay):
    """questions sent in one go are answered one by one, in their order"""
    client = await Client.open(relay)
    await client.send(type="hello", token=token("order"))
    for question in ("tasks", "ping", "history", "tasks", "ping"):
        await client.send(type=question)
    for answer in ("welcome", "tasks", "pong", "history", "tasks", "pong"):
        await client.expect(answer)


async def test_questions_without_reading(cluster, relay):
    """a hundred large answers asked for in one go come all, and cost the relay a few at a time"""
    pushes = cluster.push(*["many"] * 500, text="m" * 1000)
    client = await Client.greeted(relay, "many", since=pushes[-1], max_queue=1)
    for _ in range(100):
        await client.send(type="history", limit=500)
    before = memory(relay)
    for _ in range(100):
        assert len((await client.expect("history"))["items"]) == 500
    assert memory(relay) - before < 20_000, (before, memory(relay))


def memory(relay):
    with open(f"/proc/{relay.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


async def test_mistakes_that_are_forgiven(cluster, relay):
    """wrong fields and unknown types get an error and the connection stays open"""
    client = await Client.greeted(relay, "mistakes")
    for frame, code in (({"type": "subscribe"}, "unknown_type"), ({"type": "ack"}, "bad_request"), ({"type": "ack", "seq": -1}, "bad_request"),
                        ({"type": "ack", "seq": "1"}, "bad_request"), ({"type": "history", "limit": 0}, "bad_request"),
                        ({"type": "history", "limit": 501}, "bad_request"), ({"type": "history", "before": "x"}, "bad_request"),
                        ({"type": "tasks", "receivers": "all"}, "bad_request"), ({"type": "hello", "token": "x"}, "bad_request")):
        await client.send(**frame)
        answer = await client.expect("error")
        assert answer["code"] == code and answer["message"], (frame, answer)
    await client.nothing_more()


async def test_what_is_no_frame(cluster, relay):
    """text that is no JSON object with a type, and binary frames: bad_frame and the end"""
    for wrong in ("", "hello", "[]", "{}", '{"type":1}', '{"type":"ping"', '"ping"', b'{"type":"ping"}'):
        for greeted in (True, False):
            for compression in ("deflate", None):
                client = await (Client.greeted if greeted else Client.open)(relay, *["wrong"] * greeted, compression=compression)
                await client.ws.send(wrong)
                assert await client.error() == "bad_frame", wrong
                assert await client.closed() == (4400, "bad_frame"), wrong


async def test_before_hello(cluster, relay):
    """nothing but a well-formed hello may come first"""
    for frame in ({"type": "ack", "seq": 1}, {"type": "ping"}, {"type": "hello"}, {"type": "hello", "token": "x", "since": -1}):
        client = await Client.open(relay)
        await client.send(**frame)
        assert await client.error() == "hello_expected", frame
        assert await client.closed() == (4402, "hello_expected")


async def test_too_big(cluster, relay):
    """an oversize frame ends the connection, also when only its content is too big"""
    limit = 16384
    for compression in ("deflate", None):
        client = await Client.greeted(relay, "big", compression=compression)
        await client.ws.send(json.dumps({"type": "ping", "more": "x" * (limit - 100)}))
        await client.expect("pong")
        noise = os.urandom(limit).hex() if compression else "x" * limit
        await client.ws.send(json.dumps({"type": "ping", "more": noise}))
        assert (await client.closed())[0] == 1009, compression
    bomb = await Client.greeted(relay, "big")
    await bomb.ws.send(json.dumps({"type": "ping", "more": "x" * 10_000_000}))
    assert await bomb.error() == "too_big"
    assert await bomb.closed() == (1009, "too_big")


async def test_broken_bytes(cluster, relay):
    """broken deflate data and broken UTF-8 are no crash but a documented end"""
    client = await Client.greeted(relay, "bytes")
    raw_frame(client, 0xC1, b"\x07 this is not deflate")
    assert (await client.closed())[0] == 1007
    client = await Client.greeted(relay, "bytes", compression=None)
    raw_frame(client, 0x81, b'{"type":"\xff\xfe"}')
    assert (await client.closed())[0] in (1007, 4400)
    client = await Client.greeted(relay, "bytes", compression=None)
    raw_frame(client, 0xC1, b'{"type":"ping"}')  # compressed, but that was not agreed
    assert (await client.closed())[0] == 1002
    client = await Client.greeted(relay, "bytes")
    raw_frame(client, 0xC9, b"")  # a compressed ping is never allowed
    assert (await client.closed())[0] == 1002
    await Client.greeted(relay, "bytes")


async def test_fragments(cluster, relay):
    """a frame in fragments, compressed or not, with a ping in between"""
    text = json.dumps({"type": "ping", "more": "y" * 3000}).encode()
    for compressed in (True, False):
        client = await Client.greeted(relay, "pieces")
        if compressed:
            packer = zlib.compressobj(wbits=-12)
            text = (packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]
        cut = len(text) // 2
        raw_frame(client, 0x41 if compressed else 0x01, text[:cut])
        raw_frame(client, 0x89, b"alive?")
        raw_frame(client, 0x00, b"")
        raw_frame(client, 0x80, text[cut:])
        await client.expect("pong")
        text = json.dumps({"type": "ping", "more": "z" * 3000}).encode()


def raw_frame(client, first, payload):
    """Past the library, which would not send such things."""
    size = len(payload)
    length = struct.pack("!B", 0x80 | size) if size < 126 else struct.pack("!BH", 0x80 | 126, size)
    client.ws.transport.write(bytes([first]) + length + b"\0\0\0\0" + payload)


if __name__ == "__main__":
    cluster = Cluster("relay-requests")
    main(globals(), cluster, Relay(cluster))
