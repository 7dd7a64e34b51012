#!/usr/bin/env python3
"""Checks a receipt of HallGrains with nothing but Python's standard library: no database, no network.

    python3 check-receipt.py RECEIPT.json [CHECKPOINT.txt]

RECEIPT.json is the answer of GET /api/v1/cases/{n}/receipt, CHECKPOINT.txt a checkpoint that you have from elsewhere: the receipt must lead
to that one. What is hashed stands in ledger-format.md. Exit code 0: it holds, 2: it does not, 1: it could not be read.
"""
import base64
import hashlib
import json
import struct
import sys

# P-256 (FIPS 186-4): y^2 = x^3 - 3x + B over the field of P, base point (GX, GY) of order N.
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


class Broken(Exception):
    pass


def must(holds, what):
    if not holds:
        raise Broken(what)


def sha(data):
    return hashlib.sha256(data).digest()


def int64(n):
    return struct.pack(">q", n)


def lenbytes(b):
    return struct.pack(">i", len(b)) + b


def text(s):
    return lenbytes((s or "").encode("utf-8"))


def content_hash(stream, version, kind, schema, occurred, actor, account, command, hall, data, person, private_hash):
    return sha(text(stream) + int64(version) + text(kind) + int64(schema) + text(occurred) + text(actor) + text(account) + text(command)
               + text(hall) + text(data) + text(person) + lenbytes(private_hash or b""))


def leaf_hash(partition, position, recorded, content):
    return sha(b"\0" + int64(partition) + int64(position) + text(recorded) + content)


def node(left, right):
    return sha(b"\1" + left + right)


def link_hash(partition, number, first, count, previous, root):
    return sha(b"\2" + int64(partition) + int64(number) + int64(first) + int64(count) + previous + root)


def partition_of(stream, partitions):
    return struct.unpack(">I", sha(stream.encode("utf-8"))[:4])[0] % partitions


def root_of(leaf, index, size, path):
    """Where a leaf and its siblings, nearest first, lead to in a tree of that size; a lonely right node moves up as it is."""
    must(0 <= index < size, "the place is not in the tree")
    last, path = size - 1, list(path)
    while last > 0:
        if not (index == last and index % 2 == 0):
            must(path, "the path is too short")
            sibling = path.pop(0)
            leaf = node(sibling, leaf) if index % 2 else node(leaf, sibling)
        index, last = index // 2, last // 2
    must(not path, "the path is too long")
    return leaf


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(k, point):
    total = None
    while k:
        if k & 1:
            total = add(total, point)
        point, k = add(point, point), k >> 1
    return total


def signed_with(spki, signature, body):
    """ECDSA over P-256 and SHA-256; the key's point is the last 64 bytes of its SubjectPublicKeyInfo."""
    must(len(spki) == 91 and spki[26] == 4 and len(signature) == 64, "a key or signature of another shape")
    key = int.from_bytes(spki[27:59], "big"), int.from_bytes(spki[59:], "big")
    must((key[1] ** 2 - key[0] ** 3 + 3 * key[0] - B) % P == 0, "the key is not on the curve")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < N and 0 < s < N):
        return False
    w = pow(s, -1, N)
    point = add(times(int.from_bytes(sha(body), "big") * w % N, G), times(r * w % N, key))
    return point is not None and point[0] % N == r


def read_checkpoint(whole):
    """The checkpoint's fields; its signatures are checked on the way."""
    body, _, signatures = whole.partition("\n\n")
    body += "\n"
    lines = body.splitlines()
    must(lines and lines[0] == "hallgrains-checkpoint 1", "not a checkpoint")
    read = {"partitions": {}, "hash": sha(body.encode("utf-8")).hex(), "body": body, "keys": []}
    for line in lines[1:]:
        words = line.split(" ")
        if words[0] == "partition":
            read["partitions"][int(words[1])] = dict(zip(words[2::2], words[3::2]))
        else:
            read[words[0]] = words[1]
    for line in signatures.splitlines():
        algorithm, key, value = line.split(" ")
        must(algorithm == "ecdsa-p256-sha256", "unknown algorithm " + algorithm)
        must(signed_with(base64.b64decode(key), bytes.fromhex(value), body.encode("utf-8")), "checkpoint %s: the signature does not fit" % read["number"])
        read["keys"].append(key)
    must(read["keys"], "checkpoint %s is not signed" % read["number"])
    if "next-key" in read:
        must(read["keys"][1:] == [read["next-key"]], "checkpoint %s: the next key has not signed it" % read["number"])
    return read


def key_id(key):
    return sha(base64.b64decode(key)).hex()[:16]


def check(receipt, kept=None):
    must(receipt["format"] == "hallgrains-receipt 1", "not a receipt")
    checkpoint = read_checkpoint(receipt["checkpoint"])
    must(kept is None or read_checkpoint(kept)["body"] == checkpoint["body"], "the receipt leads to another checkpoint")
    must(checkpoint["ledger"] == receipt["ledger"], "the checkpoint is of another ledger")
    partition, stream = receipt["partition"], receipt["stream"]
    must(partition == partition_of(stream, len(checkpoint["partitions"])), "the stream belongs to another partition")
    head = checkpoint["partitions"][partition]
    blocks = {}
    for b in receipt["blocks"]:
        link = link_hash(partition, b["number"], b["first"], b["count"], bytes.fromhex(b["previous"]), bytes.fromhex(b["root"]))
        must(link.hex() == b["hash"], "block %d is not what was hashed" % b["number"])
        tree = root_of(sha(b"\0" + link), b["number"] - 1, int(head["block"]), map(bytes.fromhex, b["path"]))
        must(tree.hex() == head["tree"], "block %d is not in the checkpoint" % b["number"])
        blocks[b["number"]] = b
    must(receipt["entries"], "it holds no entry")
    for version, e in enumerate(receipt["entries"], 1):
        must(e["version"] == version, "the version after %d is %d" % (version - 1, e["version"]))
        block = blocks.get(e["block"])
        must(block is not None and block["first"] + e["index"] == e["position"], "entry %d is in no block" % version)
        content = content_hash(stream, version, e["kind"], e["schema"], e["occurred"], e["actor"], e["account"], e["commandId"], e["hall"], e["data"],
                               e["personKey"], bytes.fromhex(e["privateHash"] or ""))
        leaf = leaf_hash(partition, e["position"], e["recorded"], content)
        must(leaf.hex() == e["hash"], "entry %d is not what was hashed" % version)
        must(root_of(leaf, e["index"], block["count"], map(bytes.fromhex, e["path"])).hex() == block["root"], "entry %d is not in its block" % version)
    must(receipt["version"] == len(receipt["entries"]), "the last entry is not of the version it names")
    return checkpoint


def main(arguments):
    try:
        with open(arguments[0], encoding="utf-8") as file:
            receipt = json.load(file)
        kept = None
        if len(arguments) > 1:
            with open(arguments[1], encoding="utf-8", newline="") as file:
                kept = file.read()
    except (OSError, ValueError, IndexError) as e:
        print("It could not be read: %s" % e, file=sys.stderr)
        return 1
    try:
        checkpoint = check(receipt, kept)
    except (Broken, KeyError, ValueError, TypeError, IndexError) as e:
        print("BROKEN: %s" % e)
        return 2
    print("OK: %d entries of %s under checkpoint %s of %s, signed by key %s; compare its name with the one the hall publishes"
          % (receipt["version"], receipt["stream"], checkpoint["number"], checkpoint["time"], key_id(checkpoint["keys"][0])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
