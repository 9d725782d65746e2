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
    """tasks gives the running tasks of the own receivers; an overseer may ask for others'"""
    ids = [make_task(cluster, receiver) for receiver in ("tasks-li", "tasks-wang", "tasks-li")]
    client = await Client.greeted(relay, "tasks-li")
    await client.send(type="tasks")
    items = (await client.expect("tasks"))["items"]
    assert [t["id"] for t in items] == [ids[0], ids[2]], items
    assert items[0]["receivers"] == ["tasks-li"] and items[0]["status"] == "open"
    await client.send(type="tasks", receivers=["tasks-wang"])
    assert await client.error() == "forbidden"
    for role in ("officer", "admin"):
        overseer = await Client.greeted(relay, "chief", token_options={"role": role})
        await overseer.send(type="tasks", receivers=["tasks-wang"])
        assert [t["id"] for t in (await overseer.expect("tasks"))["items"]] == [ids[1]]
        await overseer.send(type="tasks")
        assert (await overseer.expect("tasks"))["items"] == []


def make_task(cluster, receiver):
    ((number,),) = cluster.sql("SELECT coalesce(max(task_id), 0) + 1 FROM tqc.assignment")
    insert_task(cluster, number, receiver)
    cluster.sql("INSERT INTO tqc.assignment (receiver, task_id) VALUES (%s, %s)", receiver, number)
    return number


def insert_task(cluster, number, receiver):
    """A row as the engine would write it: what is required and has no default is filled by its type."""
    given = {"id": str(number), "rule": "r", "site": "main", "subject": f"V{number}", "named_by": str(number), "status": "open",
             "title": "病程记录", "receivers": "{" + receiver + "}", "anchor_at": "2026-01-05T08:00:00Z"}
    filler = {"integer": "1", "bigint": "1", "text": "x", "jsonb": "{}", "boolean": "false", "bytea": "",
              "timestamp with time zone": "2026-01-05T08:00:00Z", "ARRAY": "{}", "interval": "0"}
    columns = cluster.sql("SELECT column_name, data_type, is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'"
                          " FROM information_schema.columns WHERE table_schema = 'tqc' AND table_name = 'task_row'")
    row = {name: given.get(name, filler.get(kind)) for name, kind, needed in columns if needed or name in given}
    cluster.sql(f"INSERT INTO tqc.task_row ({', '.join(row)}) OVERRIDING SYSTEM VALUE"
                f" VALUES ({', '.join(['%s'] * len(row))})", *row.values())


async def test_order_of_answers(cluster, relay):
    """questions sent in one go are answered one by one, in their order"""
    client = await Client.open(relay)
    await client.send(type="hello", token=token("order"))
    for question in ("tasks", "ping", "history", "tasks", "ping"):
        await client.send(type=question)
    for answer in ("welcome", "tasks", "pong", "history", "tasks", "pong"):
        await client.expect(answer)


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
