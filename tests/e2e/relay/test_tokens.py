#!/usr/bin/python3
"""Who gets in, and for how long."""
import asyncio
import pathlib
import subprocess
import time

import websockets

from lib_relay import Client, Cluster, Relay, main, token


async def refused(relay, jwt, close=4401, code="token_refused"):
    client = await Client.open(relay)
    await client.send(type="hello", token=jwt)
    frame = await client.expect("error")
    assert frame["code"] == code, frame
    assert await client.closed() == (close, code)


async def status_of_refusal(relay, **options):
    try:
        await Client.open(relay, **options)
    except websockets.InvalidStatusCode as refusal:
        return refusal.status_code
    raise AssertionError("the connection was accepted")


async def test_welcome(cluster, relay):
    """a good token is welcomed with its receivers, the clock and the heartbeat"""
    client = await Client.greeted(relay, "dr-li", "ward-3")
    assert client.ws.subprotocol == "tqc.v1"
    assert client.welcome["receivers"] == ["dr-li", "ward-3"], client.welcome
    assert client.welcome["recovered"] is True and client.welcome["heartbeat"] == 25
    assert client.welcome["now"].endswith("Z") and client.welcome["speed"] == 1


async def test_bad_tokens(cluster, relay):
    """unsigned, wrongly signed, wrong algorithm, without exp, without sub: refused"""
    await refused(relay, token("dr-li", alg="none"))
    await refused(relay, token("dr-li", alg="None", sign=lambda body: b""))
    await refused(relay, token("dr-li").rsplit(".", 1)[0] + ".")
    await refused(relay, token("dr-li", secret="not the secret of this relay, but as long"))
    await refused(relay, token("dr-li", alg="HS512"))
    await refused(relay, token("dr-li", exp=None))
    await refused(relay, token(None))
    await refused(relay, token("dr-li", role="chief"))
    await refused(relay, "")


async def test_expired_token(cluster, relay):
    """a token that was good once is told to be expired, one that never was is refused"""
    await refused(relay, token("dr-li", lifetime=-1), 4403, "token_expired")
    await refused(relay, token("dr-li", lifetime=-1, secret="not the secret of this relay, but as long"))


async def test_token_in_url(cluster, relay):
    """a token in the URL is worth nothing"""
    client = await Client.open(relay, path="/?token=" + token("dr-li"))
    await client.send(type="tasks")
    assert await client.error() == "hello_expected"
    assert await client.closed() == (4402, "hello_expected")


async def test_origin(cluster, relay):
    """a page of a foreign origin is refused, of the relay's own not"""
    assert await status_of_refusal(relay, origin="https://evil.example") == 403
    assert await status_of_refusal(relay, origin="null") == 403
    assert await status_of_refusal(relay, origin=f"http://127.0.0.1:{relay.port}0") == 403
    assert await status_of_refusal(relay, origin=f"http://127.0.0.1.evil.example:{relay.port}") == 403
    assert await status_of_refusal(relay, origin=f"ftp://127.0.0.1:{relay.port}") == 403
    await Client.greeted(relay, "dr-li", origin=f"http://127.0.0.1:{relay.port}")


async def test_origin_list(cluster, relay):
    """a list admits those on it beside the relay's own, and no other"""
    listed = Relay(cluster, "--allow-origin", "https://emr.example,https://his.example")
    await Client.greeted(listed, "dr-li", origin="https://his.example")
    await Client.greeted(listed, "dr-li", origin=f"http://127.0.0.1:{listed.port}")
    await Client.greeted(listed, "dr-li", origin=f"https://127.0.0.1:{listed.port}")  # behind a proxy with TLS
    assert await status_of_refusal(listed, origin="https://evil.example") == 403
    assert await status_of_refusal(listed, origin="http://his.example") == 403
    listed.kill()


async def test_subprotocol(cluster, relay):
    """a client that does not speak tqc.v1 is refused"""
    assert await status_of_refusal(relay, subprotocols=["tqc.v2"]) == 400


async def test_expiry_while_connected(cluster, relay):
    """the connection ends when the token does"""
    lasting = await Client.greeted(relay, "dr-li")
    expires = int(time.time()) + 2
    client = await Client.greeted(relay, "dr-li", token_options={"exp": expires})
    assert await client.closed() == (4403, "token_expired")
    assert expires <= time.time() < expires + 1
    await lasting.nothing_more()


async def test_lasting_token(cluster, relay):
    """a token that outlives all clocks is a token"""
    for exp in (4102444800, 10**12, 10**15, 10**18, 1e300):
        client = await Client.greeted(relay, "dr-li", token_options={"exp": exp})
        await client.nothing_more()


async def test_no_hello(cluster, relay):
    """who says nothing is not kept"""
    client = await Client.open(relay)
    assert await client.error() == "hello_timeout"
    assert await client.closed() == (4001, "hello_timeout")


async def test_public_key(cluster, relay):
    """RS256 and ES256 by public key; its use as a shared secret is refused"""
    for alg, generate in (("RS256", ["rsa", "-pkeyopt", "rsa_keygen_bits:2048"]), ("ES256", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"])):
        key, public = pathlib.Path(relay.dir.name, alg + ".pem"), pathlib.Path(relay.dir.name, alg + ".pub")
        subprocess.run(["openssl", "genpkey", "-algorithm", *generate, "-out", key], check=True, capture_output=True)
        subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", public], check=True)

        def sign(body):
            signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=body, check=True, capture_output=True).stdout
            return signature if alg == "RS256" else raw_ecdsa(signature)

        other = Relay(cluster, "--jwt-algorithm", alg, "--jwt-key-file", str(public))
        await Client.greeted(other, "dr-li", token_options={"alg": alg, "sign": sign})
        await refused(other, token("dr-li", secret=public.read_text()))
        await refused(other, token("dr-li", secret=public.read_text().rstrip("\n")))
        await refused(other, token("dr-li", alg="none"))
        other.kill()


def raw_ecdsa(der):
    """The two numbers of a DER signature, as JWS wants them."""
    numbers, at = b"", 2
    for _ in range(2):
        length = der[at + 1]
        numbers += der[at + 2:at + 2 + length].lstrip(b"\0").rjust(32, b"\0")
        at += 2 + length
    return numbers


async def test_no_secret_in_the_log(cluster, relay):
    """the log names sessions, but no token and no key"""
    relay.wait_log("session welcomed")
    log = "".join(relay.lines)
    for secret in ("eyJ", "shared secret"):
        assert secret not in log, log


async def test_bad_configuration(cluster, relay):
    """a relay that cannot check tokens does not start"""
    for flags, env, code in ((["--jwt-algorithm", "none"], {}, 1), ([], {"TQC_RELAY_JWT_KEY": ""}, 1),
                             (["--database", "host=x password=y"], {}, 2), (["--frobnicate", "1"], {}, 2)):
        process = await asyncio.create_subprocess_exec(*relay_command(relay, flags), env={**relay.env, **env},
                                                       stderr=asyncio.subprocess.PIPE)
        _, text = await process.communicate()
        assert process.returncode == code, (flags, process.returncode, text)


def relay_command(relay, flags):
    return [relay.process.args[0], *relay.flags, *flags]


if __name__ == "__main__":
    cluster = Cluster("relay-tokens")
    main(globals(), cluster, Relay(cluster))
