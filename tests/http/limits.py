#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Untrusted requests to examples/server.cpp, and its answers.

usage: limits.py SERVER
Every request has its status, the server answers the next one as if nothing had been, and a signal lets those who are being
answered have their answers.
"""
import concurrent.futures
import gzip
import http.client
import json
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

ITEMS, BODY = 300, 64 * 1024


class Server:
    def __init__(self, program, folder, *more, model=("--random-items", str(ITEMS))):
        self.process = subprocess.Popen([program, "--port", "0", *model, "--threads", "16", *more], cwd=folder,
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, method, path, body=None, headers=None, chunked=False):
        """(status, body) by a new connection."""
        link = self.connection()
        try:
            link.request(method, path, body, headers or {}, encode_chunked=chunked)
            answer = link.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            link.close()

    def click(self, **fields):
        status, text = self.ask("POST", "/click", json.dumps({"visitor": "ann", **fields}))
        return status, json.loads(text)

    def raw(self, data):
        """The answer to raw bytes; empty if the server closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as link:
            try:
                link.sendall(data)
                link.shutdown(socket.SHUT_WR)
                return link.recv(4096)
            except OSError:  # it has hung up already
                return b""

    def clicks(self, *clicks, **fields):
        """(status, answer) for a session that is not stored."""
        status, text = self.ask("POST", "/click", json.dumps({"clicks": clicks, **fields}))
        return status, json.loads(text)

    def end(self, with_signal=signal.SIGTERM):
        self.process.send_signal(with_signal)
        code = self.process.wait(30)
        assert code == (130 if with_signal == signal.SIGINT else 0), f"ended with {code}"


def is_alive(server):
    status, answer = server.click(item=1, k=5)
    assert status == 200 and len(answer["items"]) == 5 and answer["known"], (status, answer)


def answers(server):
    is_alive(server)
    assert len(server.click(k=1000)[1]["items"]) == ITEMS
    assert server.click(k=0)[1]["items"] == []
    assert server.click(item="of no shop")[1]["known"] is False
    kept = {r["item"] for r in server.click(k=1000, deny=list(range(100)), without_seen=True, allow=list(range(150)))[1]["items"]}
    assert kept == set(range(100, 150)), kept
    first = server.click(k=1, boost={"299": 1e6})[1]["items"][0]
    assert first["item"] == 299, first
    status, health = server.ask("GET", "/health")
    assert status == 200 and json.loads(health) == {"ok": True, "model": 1, "kind": "gru4rec", "items": ITEMS}, health
    status, metrics = server.ask("GET", "/metrics")
    assert status == 200 and 'nextclick_answer_seconds_bucket{le="+Inf"}' in metrics and "nextclick_visitors 1" in metrics, metrics


def sessions_that_are_not_stored(server):
    """The clicks of a request form a session: its answer is that of a visitor with the same clicks."""
    before = server.ask("GET", "/metrics")[1]
    for item in (7, 3, 9):
        status, kept = server.click(item=item, visitor="passing")
    status, answer = server.clicks(7, 3, {"item": 9, "time": 1_400_000_000_000})
    assert status == 200 and answer["items"] == kept["items"] and answer["known"] and not answer["fallback"], answer
    assert server.clicks(7, 3, 9) == (200, answer)
    seen = {r["item"] for r in server.clicks(7, "3", 9, k=1000, without_seen=True)[1]["items"]}
    assert seen == set(range(ITEMS)) - {7, 3, 9}
    partly = server.clicks("of no shop", 7)[1]
    assert not partly["known"] and not partly["fallback"] and partly["items"] == server.clicks(7)[1]["items"]
    count = [line for line in before.splitlines() if line.startswith("nextclick_visitors ")][0]
    assert int(count.split()[1]) + 1 == int([line for line in server.ask("GET", "/metrics")[1].splitlines()
                                             if line.startswith("nextclick_visitors ")][0].split()[1])  # "passing" alone


def sessions_without_a_known_click(server):
    """They get the most clicked items of the training log, by the rules; here item 0, then 1, ..."""
    for answer in (server.clicks()[1], server.clicks("of no shop")[1], server.click(visitor="new")[1], server.click(visitor="new", item="of no shop")[1]):
        assert answer["fallback"] and [r["item"] for r in answer["items"]] == list(range(20)), answer
    some = server.clicks(k=3, deny=[0], allow=[0, 1, 2, 7, 9], boost={"9": 5})[1]
    assert some["fallback"] and [r["item"] for r in some["items"]] == [9, 1, 2], some
    assert server.clicks(k=1000)[1]["items"][-1]["item"] == ITEMS - 1
    assert not server.click(visitor="new", item=4)[1]["fallback"]


def invalid_requests(server):
    for fields in ({"k": -1}, {"k": 1001}, {"k": "many"}, {"k": 1.5}, {"visitor": ""}, {"visitor": "x" * 129}, {"visitor": 7},
                   {"item": {}}, {"item": "x" * 2000}, {"deny": 3}, {"deny": [[3]]}, {"allow": {"a": 1}}, {"category": {"Colour": "red"}},
                   {"category": {}}, {"boost": [1]}, {"boost": {"1": "x"}}, {"columns": {"Action": "cart"}}, {"time": 3},
                   {"item": 1, "columns": {"Action": "cart"}}, {"item": 1, "columns": {"Action": None}}, {"item": 1, "time": 2**63}, {"without_seen": 1}, {"item_id": 3}, {"deny": [1] * 10_001}, {"deny": [[[[[[[1]]]]]]]},
                   {"clicks": [1]}, {"visitor": None}, {"visitor": None, "clicks": 3}, {"visitor": None, "clicks": [[1]]},
                   {"visitor": None, "clicks": [1] * 1001}, {"visitor": None, "clicks": [{}]}, {"visitor": None, "clicks": [{"item": 1, "k": 3}]},
                   {"visitor": None, "clicks": [{"item": 1, "columns": {"Action": "cart"}}]}, {"visitor": None, "clicks": [1], "item": 2},
                   {"visitor": None, "clicks": [1], "time": 2}, {"visitor": None, "clicks": [{"item": 1, "time": "now"}]}):
        fields = {key: value for key, value in {"visitor": "ann", **fields}.items() if value is not None}
        status, text = server.ask("POST", "/click", json.dumps(fields))
        assert status == 400 and json.loads(text)["error"], (fields, status, text)
    for body in ("", "x", "[]", "null", '{"visitor": "ann"', '{"visitor": "ann"} {}', "\xff\xfe", "[" * 10_000, '{"visitor": "\\ud800"}'):
        status, answer = server.ask("POST", "/click", body.encode("latin-1"))
        assert status == 400 and "error" in json.loads(answer), (body[:20], status, answer)
    for method, path, status in (("GET", "/click", 404), ("POST", "/health", 404), ("GET", "/../etc/passwd", 404), ("GET", "/" + "x" * 9000, 414)):
        found = server.ask(method, path)
        assert found[0] == status, (method, path[:20], found)
    is_alive(server)


def bodies_that_are_too_large(server):
    most = json.dumps({"visitor": "ann", "k": 1}).ljust(BODY)
    assert server.ask("POST", "/click", most)[0] == 200
    large = most + " "
    packed = gzip.compress(b" " * 50_000_000)
    assert len(packed) < BODY  # small while compressed
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    parts = {"Content-Type": "multipart/form-data; boundary=x"}
    for path in ("/click", "/reload"):
        for body, headers, chunked in ((large, {}, False), (iter([large.encode()]), {"Transfer-Encoding": "chunked"}, True), (large, form, False),
                                       (packed, {"Content-Encoding": "gzip"}, False), ("--x\r\n" + "y" * BODY * 2, parts, False)):
            try:
                status = server.ask("POST", path, body, headers, chunked)[0]
            except ConnectionError:  # the server need not read a refused body
                status = 413
            assert status in (400, 413, 415), (path, headers, status)
    assert json.loads(server.ask("GET", "/health")[1])["model"] == 1  # none of these was a reload
    is_alive(server)


def bytes_that_are_no_http(server):
    for data in (b"\0" * 1000, b"GET\r\n\r\n", b"POST /click HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"POST /click HTTP/1.1\r\nContent-Length: 99\r\n\r\n{}",
                 b"POST /click HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n{}", b"POST /click HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                 b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 100_000):
        answer = server.raw(data)
        assert answer == b"" or answer.split()[1][:1] == b"4", (data[:40], answer)
    is_alive(server)


def silent_connections(server):
    silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(12)]  # of 16 threads
    for link in silent[:6]:
        link.sendall(b"POST /click HTTP/1.1\r\nContent-Length: 10\r\n\r\n{")
    is_alive(server)
    for link in silent:
        link.settimeout(30)
        while link.recv(4096):  # the server hangs up in a few seconds
            pass


def new_models(server, folder):
    file = folder / "server.safetensors"
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    assert server.ask("POST", "/reload")[0] == 500
    file.unlink()
    assert server.ask("POST", "/reload")[0] == 500
    assert json.loads(server.ask("GET", "/health")[1])["model"] == 1
    is_alive(server)
    file.write_bytes(whole)

    def clicks(name):
        link, last = server.connection(), 0
        for n in range(60):
            link.request("POST", "/click", json.dumps({"visitor": name, "item": n, "k": 7}))
            answer = link.getresponse()
            found = json.loads(answer.read())
            assert answer.status == 200 and len(found["items"]) == 7 and found["model"] >= last, found
            last = found["model"]
        return last

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        busy = [pool.submit(clicks, f"visitor {t}") for t in range(8)]
        for version in range(2, 12):
            assert json.loads(server.ask("POST", "/reload")[1]) == {"model": version}
        for one in busy:
            assert one.result() >= 1


def checksum(data):
    """Like io::detail::checksum, of bytes whose number is a multiple of 8."""
    h, mask = 0xCBF29CE484222325, 2**64 - 1
    for word in (*(int.from_bytes(data[i:i + 8], "little") for i in range(0, len(data), 8)), 0, len(data)):
        h = ((h ^ word) * 0x9E3779B97F4A7C15) & mask
        h ^= h >> 32
    return f"{h:016x}"


def rules_file(follower):
    """Sequential rules over the items 0 to 9 as a file: after item i comes `follower` of it."""
    items = range(10)
    vocabulary = 0xCBF29CE484222325
    for byte in b"\0" + b"".join(i.to_bytes(8, "little") for i in items):
        vocabulary = ((vocabulary ^ byte) * 0x100000001B3) & (2**64 - 1)
    options = {"kept": 20, "clicks": 1, "pairing.steps": 10, "pairing.by": "division"}
    metadata = {"nextclick.format": "nextclick ranker 1", "nextclick.signature": "rules<sequence>", "nextclick.kind": "sequential_rules",
                "nextclick.items": "10", "nextclick.vocabulary": str(vocabulary), "nextclick.options": json.dumps(options)}
    tensors = {"pairs.begin": ("U64", [i for i in range(11)]), "vocabulary.integers": ("I64", items),
               "pairs.items": ("U32", [follower(i) for i in items]), "pairs.scores": ("F32", [1.0] * 10),
               "selftest.items": ("U32", []), "selftest.scores": ("F32", [])}
    codes = {"U64": "Q", "I64": "q", "U32": "I", "F32": "f"}
    header, data = {"__metadata__": {**metadata, "nextclick.checksum": "0" * 16}}, b""
    for name, (kind, values) in tensors.items():
        packed = struct.pack(f"<{len(values)}{codes[kind]}", *values)
        header[name] = {"dtype": kind, "shape": [len(values)], "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header, separators=(",", ":"))
    text = text.ljust(-(-(8 + len(text)) // 64) * 64 - 8)
    text = text.replace('"nextclick.checksum":"' + "0" * 16, '"nextclick.checksum":"' + checksum(text.encode() + data))
    return struct.pack("<Q", len(text)) + text.encode() + data


def models_of_another_kind(server, folder):
    """A visitor continues with the method that the file holds now, and has the same state when the first model returns."""
    file = folder / "server.safetensors"
    whole, version = file.read_bytes(), json.loads(server.ask("GET", "/health")[1])["model"]
    before = [server.click(item=item, k=7, visitor="faithful")[1] for item in (4, 8)][-1]
    file.write_bytes(rules_file(lambda i: (i * 3 + 1) % 10))
    assert json.loads(server.ask("POST", "/reload")[1]) == {"model": version + 1}
    assert json.loads(server.ask("GET", "/health")[1]) == {"ok": True, "model": version + 1, "kind": "sequential_rules", "items": 10}
    assert [r["item"] for r in server.click(k=7, visitor="faithful")[1]["items"]] == [5]  # after 8
    assert [r["item"] for r in server.clicks(2)[1]["items"]] == [7]
    answer = server.clicks("of no shop")[1]
    assert answer["items"] == [] and not answer["fallback"]  # this file has no counts
    assert server.click(item=1, columns={"Action": "cart"})[0] == 400
    file.write_bytes(whole)
    assert server.ask("POST", "/reload")[0] == 200
    after = server.click(k=7, visitor="faithful")[1]
    assert after["items"] == before["items"], (before, after)


def pages_of_another_origin(program, folder):
    origin = "https:" + "//shop.example"
    for cors, sent in ((("--cors", origin), origin), (("--cors", "*"), "*"), ((), None)):
        server = Server(program, folder, *cors)
        for method, path, body, status, headers in (
                ("OPTIONS", "/click", None, 204 if sent else 404, sent), ("POST", "/click", '{"visitor": "ann"}', 200, sent),
                ("POST", "/click", "x", 400, sent), ("GET", "/health", None, 200, None), ("OPTIONS", "/reload", None, 404, None)):
            link = server.connection()
            link.request(method, path, body, {"Origin": origin, "Access-Control-Request-Method": "POST"})
            answer = link.getresponse()
            answer.read()
            assert (answer.status, answer.headers.get("Access-Control-Allow-Origin")) == (status, headers), (cors, method, path, answer.status)
            if method == "OPTIONS" and status == 204:
                assert answer.headers["Access-Control-Allow-Methods"] == "POST" and answer.headers["Access-Control-Allow-Headers"] == "Content-Type"
            link.close()
        server.end()


def documented_requests(program, folder):
    """Every curl of the example's head and of docs/serving.md is answered with items of the demo."""
    root = pathlib.Path(__file__).resolve().parents[2]
    bodies = [body for file in ("examples/server.cpp", "docs/serving.md") for body in re.findall(r"curl -d '([^']*)'", (root / file).read_text())]
    assert len(bodies) >= 4, bodies
    demo = Server(program, folder, model=("--demo", "--model", "demo.safetensors", "--sessions", "300", "--width", "16"))
    for body in bodies:
        status, text = demo.ask("POST", "/click", body)
        answer = json.loads(text)
        assert status == 200 and len(answer["items"]) == json.loads(body)["k"] and answer["known"] and not answer["fallback"], (body, text)
    demo.end()
    made = (folder / "demo.safetensors").read_bytes()
    Server(program, folder, model=("--demo", "--model", "demo.safetensors")).end()  # serves the existing file
    assert (folder / "demo.safetensors").read_bytes() == made


def command_lines(program, folder):
    for line, code, words in ((("--model", "misspelt.safetensors"), 1, "misspelt.safetensors"), ((), 2, "--demo"), (("--port", "x"), 2, "--port"),
                              (("--threads", "-1"), 2, "--threads"), (("--longest", "-1", "--demo"), 2, "--longest"), (("--help",), 0, "")):
        ended = subprocess.run([program, *line], cwd=folder, capture_output=True, text=True, timeout=60)
        assert ended.returncode == code and words in ended.stderr, (line, ended)
    assert not (folder / "misspelt.safetensors").exists()


def one_connection(server, first, status):
    """A refused request whose headers are followed by bytes that look like a reload: the server must not parse them as one."""
    found = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as link:
        try:
            link.sendall(first + b"POST /reload HTTP/1.1\r\nHost: x\r\n\r\n")
            link.shutdown(socket.SHUT_WR)
            while more := link.recv(4096):
                found += more
        except OSError:  # it has hung up already
            pass
    assert found == b"" or (found.split()[1] == str(status).encode() and found.count(b"HTTP/1.1 ") == 1), (first[:60], found[:400])


def requests_within_requests(server):
    pad = b" " * 4096
    for first, status in (
            (b"POST /reload HTTP/1.1\r\nContent-Length: 4134\r\n\r\n" + pad, 413),
            (b"POST /click HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n" + b" " * 0x20000 + b"\r\n", 413),
            (b"POST /reload HTTP/1.1\r\nContent-Length: abc\r\n\r\n", 400), (b"POST /reload HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
            (b"POST /reload HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 38\r\n\r\n", 400),
            (b"POST /click HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            (b"GET /health HTTP/1.1\r\nContent-Length: 38\r\n\r\n", 400), (b"GET /other HTTP/1.1\r\nContent-Length: 38\r\n\r\n", 404),
            (b"POST /other HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n26\r\n", 404),
            (b"POST /click HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 90\r\n\r\n--x\r\n", 415)):
        one_connection(server, first, status)
    assert json.loads(server.ask("GET", "/health")[1])["model"] == 1
    link = server.connection()  # a request with an invalid body leaves the connection open
    for body, status in (('{"k": 1}', 400), ('{"visitor": "ann", "k": 1}', 200), ("x", 400), ('{"visitor": "ann", "k": 1}', 200)):
        link.request("POST", "/click", body)
        answer = link.getresponse()
        answer.read()
        assert answer.status == status, (body, answer.status)
    is_alive(server)


def ends(server):
    """A request that is half sent at the signal is answered; clicks of five more clients are answered or refused a connection."""
    body = json.dumps({"visitor": "half", "item": 1, "k": 7}).encode()
    half = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    half.sendall(b"POST /click HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body[:9])
    counts = [0] * 5

    def clicks(t):
        while True:
            try:
                link = server.connection()
                link.request("POST", "/click", json.dumps({"visitor": f"visitor {t}", "item": t, "k": 7}))
                answer = link.getresponse()
            except ConnectionError:  # refused, or not yet accepted
                return
            assert answer.status == 200 and len(json.loads(answer.read())["items"]) == 7
            counts[t] += 1

    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        busy = [pool.submit(clicks, t) for t in range(5)]
        while min(counts) == 0:
            assert not any(one.done() for one in busy)
            time.sleep(0.01)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        half.sendall(body[9:])
        answer = half.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200"), answer
        for one in busy:
            one.result()
        assert server.process.wait(30) == 0
    assert "answers" in server.process.stdout.read()


def keeps_the_given_number_of_clicks(server):
    for item in range(25):
        server.click(item=item, k=0, visitor="long")
    left = {r["item"] for r in server.click(visitor="long", k=1000, without_seen=True)[1]["items"]}
    assert left == set(range(ITEMS)) - set(range(5, 25)), sorted(set(range(ITEMS)) - left)


def ends_while_a_client_is_slow(server, sent, signals):
    """An endless request, byte by byte: after one signal the server waits some seconds for it, after a second one not."""
    slow = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    slow.sendall(sent)

    def trickle():
        try:
            while True:
                slow.sendall(b" ")
                time.sleep(0.5)
        except OSError:
            return

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        pool.submit(trickle)
        time.sleep(1)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert server.process.poll() is None
        if signals > 1:
            server.end()
        assert server.process.wait(20) == 0


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(tempfile.mkdtemp())
    try:
        server = Server(program, folder)
        for part in (answers, sessions_that_are_not_stored, sessions_without_a_known_click, invalid_requests, bodies_that_are_too_large, bytes_that_are_no_http, requests_within_requests,
                     silent_connections):
            part(server)
        new_models(server, folder)
        models_of_another_kind(server, folder)
        ends(server)
        pages_of_another_origin(program, folder)
        command_lines(program, folder)
        documented_requests(program, folder)
        few = Server(program, folder, "--longest", "20")
        keeps_the_given_number_of_clicks(few)
        others = [Server(program, folder) for _ in range(2)]
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            body, head = b"POST /click HTTP/1.1\r\nContent-Length: 60000\r\n\r\n", b"GET /health HTTP/1.1\r\nX: "
            list(pool.map(ends_while_a_client_is_slow, [few, *others], [body, body, head], [2, 1, 1]))
        for which in (signal.SIGTERM, signal.SIGINT):
            Server(program, folder).end(which)  # at once, it may not even listen yet
        first = Server(program, folder)
        second = subprocess.run([program, "--model", "server.safetensors", "--port", str(first.port)], cwd=folder, capture_output=True, text=True, timeout=60)
        assert second.returncode == 1 and "taken" in second.stderr, second
        first.end()
    finally:
        if "server" in locals() and server.process.poll() is None:
            server.process.kill()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
