#!/usr/bin/env python3
"""Checks a whole ledger on SQLite (a hall.db or a copy of one) with Python's standard library only.

    python3 check-ledger.py hall.db [CHECKPOINT-DIRECTORY]

Written from ledger-format.md, apart from the product's own verifier: two programs that agree say more than one. Slow but plain. Exit code 0: whole,
2: broken, 1: could not be read.
"""
import importlib.util
import pathlib
import sqlite3
import sys

spec = importlib.util.spec_from_file_location("check_receipt", pathlib.Path(__file__).with_name("check-receipt.py"))
format = importlib.util.module_from_spec(spec)
spec.loader.exec_module(format)
must, sha = format.must, format.sha


def merkle(level):
    while len(level) > 1:
        level = [format.node(*level[i:i + 2]) if i + 1 < len(level) else level[i] for i in range(0, len(level), 2)]
    return level[0] if level else sha(b"")


def checkpoints(db, directory):
    """All checkpoints, those of the directory before those of the database, as one chain."""
    texts = {}
    if directory:
        for file in sorted(pathlib.Path(directory).glob("checkpoint-*.txt")):
            texts[int(file.stem.split("-")[1])] = file.read_bytes().decode("utf-8")
    if db.execute("select 1 from sqlite_schema where name = 'checkpoints'").fetchone():
        for number, body in db.execute("select number, body from checkpoints"):
            kept = texts.setdefault(number, body)
            must(kept.partition("\n\n")[0] == body.partition("\n\n")[0], "checkpoint %d of the directory is not the one of the database" % number)
    chain = [format.read_checkpoint(texts[number]) for number in sorted(texts)]
    for before, c in zip(chain, chain[1:]):
        must(int(c["number"]) == int(before["number"]) + 1, "checkpoint %d is missing" % (int(before["number"]) + 1))
        must(c["previous"] == before["hash"], "checkpoint %s does not follow from the one before" % c["number"])
        must(c["keys"][0] == before.get("next-key", before["keys"][0]), "checkpoint %s is signed with a key that the one before does not name" % c["number"])
    return chain


def check_partition(db, partition, meta, chain):
    previous = sha(("hallgrains-genesis\n%s\n%d" % (meta["ledger-id"], partition)).encode("utf-8"))
    number, position, blocks, streams = 0, 0, [], {}
    signed = {}
    for c in chain:
        head = c["partitions"][partition]
        signed.setdefault(int(head["block"]), []).append((c, head))

    def compare():
        for c, head in signed.pop(number, []):
            same = int(head["position"]) == position and head["head"] == previous.hex() and head["tree"] == merkle([sha(b"\0" + b) for b in blocks]).hex()
            must(same, "partition %d, block %d: not what checkpoint %s signed" % (partition, number, c["number"]))

    compare()
    for block, first, last, root, hash in db.execute('select number, first, last, root, hash from blocks where "partition" = ? order by number', (partition,)):
        where = "partition %d, block %d" % (partition, block)
        must(block == number + 1 and first == position + 1 and last >= first, where + ": a block is missing")
        leaves = []
        for row in db.execute('select e.position, e.stream, e.version, e.kind, e.schema, e.occurred, e.recorded, e.actor, e.account, e.command_id, e.hall, e.data, '
                              'e.person_key, e.private_hash, e.hash, p.sealed from entries e left join private_parts p on p."partition" = e."partition" and '
                              'p.position = e.position where e."partition" = ? and e.position between ? and ? order by e.position', (partition, first, last)):
            at, stream, version, kind, schema, occurred, recorded, actor, account, command, hall, data, person, private_hash, leaf, sealed = row
            entry = "%s, position %d, %s@%d" % (where, at, stream, version)
            must(at == first + len(leaves), where + ": an entry is missing")
            content = format.content_hash(stream, version, kind, schema, occurred, actor, account, command, hall, data, person, private_hash)
            must(format.leaf_hash(partition, at, recorded, content) == leaf, entry + ": not what was hashed")
            must(format.partition_of(stream, int(meta["partitions"])) == partition, entry + ": the stream belongs to another partition")
            known, time = streams.get(stream, (0, ""))
            must(version == known + 1 and recorded >= time, entry + ": after version %d of %s" % (known, time))
            must((sha(sealed) if sealed is not None else None) == private_hash, entry + ": the private part is missing or not what was hashed")
            streams[stream] = version, recorded
            leaves.append(leaf)
        must(len(leaves) == last - first + 1, where + ": an entry is missing")
        must(merkle(leaves) == root, where + ": the root is not that of its entries")
        previous = format.link_hash(partition, block, first, len(leaves), previous, root)
        must(previous == hash, where + ": does not follow from the one before")
        number, position = block, last
        blocks.append(hash)
        compare()
    extra = db.execute('select position from entries where "partition" = ? and position > ?', (partition, position)).fetchone()
    must(not extra, "partition %d: an entry is in no block" % partition)
    must(db.execute('select block, position, hash from heads where "partition" = ?', (partition,)).fetchone() == (number, position, previous),
         "partition %d: the head is not the last block" % partition)
    must(not signed, "partition %d ends at block %d; a checkpoint signed more" % (partition, number))
    return position


def main(arguments):
    try:
        db = sqlite3.connect(pathlib.Path(arguments[0]).resolve().as_uri() + "?mode=ro", uri=True)
        meta = dict(db.execute("select key, value from meta"))
    except (IndexError, sqlite3.Error) as e:
        print("It could not be read: %s" % e, file=sys.stderr)
        return 1
    try:
        chain = checkpoints(db, arguments[1] if len(arguments) > 1 else None)
        entries = sum(check_partition(db, p, meta, chain) for p in range(int(meta["partitions"])))
    except (format.Broken, KeyError, ValueError) as e:
        print("BROKEN: %s" % e)
        return 2
    print("OK: %d entries, %d checkpoints" % (entries, len(chain)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
