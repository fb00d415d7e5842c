#!/usr/bin/env python3
"""Writes one small malformed weights file for each rule the readers enforce, beside this script.

Needs nothing but Python. Each file is sound but for the one thing its name says; the table in
Tests/NetTests/Weights/HostileFilesTests.swift says what the reader has to answer. Files ending in .zip are PyTorch's
zip format, .legacy its old one, .st safetensors; the readers never look at the name.
"""
import json
import pathlib
import struct
import zlib

here = pathlib.Path(__file__).parent
for old in here.iterdir():
    if old.suffix in (".st", ".zip", ".legacy", ".other"):
        old.unlink()


def write(name, data):
    assert not (here / name).exists(), name
    (here / name).write_bytes(data)


# ---------------------------------------------------------------- safetensors

def safetensors(header, data=bytes(16), length=None):
    raw = header if isinstance(header, bytes) else json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(raw) if length is None else length) + raw + data


def entry(begin=0, end=16, shape=(2, 2), dtype="F32", **more):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end], **more}


good = entry()
write("header-beyond-file.st", safetensors({"a": good}, length=4000))
write("header-over-limit.st", safetensors({"a": good}, length=1 << 40))
write("header-negative-length.st", safetensors({"a": good}, length=(1 << 64) - 8))
write("header-shorter-than-json.st", safetensors({"a": good}, length=20))
write("header-not-json.st", safetensors(b'{"a":}'))
write("header-not-utf8.st", safetensors(b'{"\xff\xfe":' + json.dumps(good).encode() + b"}"))
write("header-control-character.st", safetensors(b'{\x00"a":' + json.dumps(good).encode() + b"}"))
write("header-open-string.st", safetensors(b'{"a":{"dtype":"F32'))
write("header-deep.st", safetensors(b'{"a":{"shape":[[[[2]]]]}}'))
write("header-long-list.st", safetensors({"a": entry(shape=[1] * 7 + [2, 2])}))
write("header-long-name.st", safetensors({"a" * 256: good}))
write("name-twice.st", safetensors(b'{"a":%s,"a":%s}' % ((json.dumps(good).encode(),) * 2)))
write("name-twice-escaped.st", safetensors(b'{"a":%s,"\\u0061":%s}' % ((json.dumps(good).encode(),) * 2)))
write("metadata-twice.st", safetensors(b'{"__metadata__":{},"a":%s,"__metadata__":{}}' % json.dumps(good).encode()))
write("metadata-not-text.st", safetensors({"__metadata__": {"epoch": 3}, "a": good}))
write("field-twice.st", safetensors(b'{"a":{"dtype":"F32","dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}'))
write("field-unknown.st", safetensors({"a": entry(stride=1)}))
write("field-missing.st", safetensors({"a": {"shape": [2, 2], "data_offsets": [0, 16]}}))
write("type-unknown.st", safetensors({"a": entry(dtype="F8_E4M3")}))
write("offsets-one.st", safetensors({"a": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0]}}))
write("offsets-gap.st", safetensors({"a": entry(0, 4, [1]), "b": entry(8, 16, [2])}))
write("offsets-overlap.st", safetensors({"a": entry(0, 12, [3]), "b": entry(8, 16, [2])}))
write("offsets-shared.st", safetensors({"a": entry(), "b": entry()}))
write("offsets-beyond-file.st", safetensors({"a": entry(0, 32, [8])}))
write("offsets-backwards.st", safetensors({"a": entry(0, 16), "b": entry(16, 8, [2])}))
write("offsets-negative.st", safetensors({"a": entry(-4, 12)}))
write("offsets-huge.st", safetensors({"a": entry(0, (1 << 63) - 1)}))
write("bytes-after-tensors.st", safetensors({"a": entry()}, bytes(17)))
write("shape-too-small.st", safetensors({"a": entry(shape=[3])}))
write("shape-negative.st", safetensors({"a": entry(shape=[-2, -2])}))
write("shape-overflow.st", safetensors({"a": entry(shape=[1 << 31, 1 << 31, 4])}))
write("shape-overflow-empty.st", safetensors({"a": entry(0, 0, [1 << 31, 1 << 31, 4, 0])}, b""))
write("shape-byte-overflow.st", safetensors({"a": entry(shape=[1 << 62])}))
write("shape-fraction.st", safetensors(b'{"a":{"dtype":"F32","shape":[2.5,2],"data_offsets":[0,16]}}'))
write("shape-number-too-large.st", safetensors(b'{"a":{"dtype":"F32","shape":[1e999],"data_offsets":[0,16]}}'))


# ---------------------------------------------------------------- pickles

def text(value):
    raw = value if isinstance(value, bytes) else value.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def number(value):
    if 0 <= value < 256:
        return b"K" + bytes([value])
    if -(1 << 31) <= value < 1 << 31:
        return b"J" + struct.pack("<i", value)
    raw = value.to_bytes((value.bit_length() + 8) // 8, "little", signed=True)
    return b"\x8a" + bytes([len(raw)]) + raw


def tuple_of(*parts):
    return b"(" + b"".join(parts) + b"t"


def numbers(values):
    return tuple_of(*map(number, values))


ORDERED = b"ccollections\nOrderedDict\n"
REBUILD = b"ctorch._utils\n_rebuild_tensor_v2\n"


def storage(key="0", kind="FloatStorage", count=4, legacy=False, view=b"N"):
    view = view if legacy else b""
    return tuple_of(text("storage"), b"ctorch\n" + kind.encode() + b"\n", text(key), text("cpu"), number(count), view) + b"Q"


def tensor(stored=None, offset=0, shape=(2, 2), strides=(2, 1), legacy=False):
    stored = stored or storage(legacy=legacy)
    return REBUILD + tuple_of(
        stored, number(offset), numbers(shape), numbers(strides), b"\x89", ORDERED + b")R") + b"R"


def state(*pairs):
    """An OrderedDict of names and values, both as operations."""
    return ORDERED + b")R(" + b"".join(pairs) + b"u"


def pickle(body, protocol=2):
    return bytes([0x80, protocol]) + body + b"."


# ---------------------------------------------------------------- zip

STORED = {"version": b"3\n", "byteorder": b"little", "data/0": bytes(16)}


class Zip:
    """Entries in order, with whatever fields of theirs a test wants different."""

    def __init__(self):
        self.body = b""
        self.directory = b""
        self.count = 0

    def add(self, name, data, method=0, flags=0, crc=None, local_name=None, local_method=None, size=None, packed=None,
            offset=None, local_signature=b"PK\x03\x04", extra=b"", directory_only=False):
        raw = name if isinstance(name, bytes) else name.encode()
        local_raw = raw if local_name is None else local_name.encode()
        crc = zlib.crc32(data) if crc is None else crc
        size = len(data) if size is None else size
        packed = size if packed is None else packed
        here_offset = len(self.body) if offset is None else offset
        if not directory_only:
            self.body += local_signature + struct.pack(
                "<HHHHHIIIHH", 20, flags, method if local_method is None else local_method, 0, 0, crc, len(data),
                len(data), len(local_raw), 0) + local_raw + data
        self.directory += b"PK\x01\x02" + struct.pack(
            "<HHHHHHIIIHHHHHII", 20, 20, flags, method, 0, 0, crc, packed, size, len(raw), len(extra), 0, 0, 0, 0,
            here_offset) + raw + extra
        self.count += 1
        return self

    def finish(self, count=None, offset=None, size=None, disk=0, comment=b"", padding=b"", zip64=b""):
        count = self.count if count is None else count
        offset = len(self.body) if offset is None else offset
        size = len(self.directory) if size is None else size
        return self.body + self.directory + padding + zip64 + b"PK\x05\x06" + struct.pack(
            "<HHHHIIH", disk, disk, count, count, size, offset, len(comment)) + comment


def torch_zip(body=None, replace=None, without=(), raw_pickle=None, **ends):
    """A sound file but for `replace`: arguments of Zip.add by entry."""
    replace = replace or {}
    zipped = Zip()
    entries = {"data.pkl": raw_pickle or pickle(body or state(text("a"), tensor())), **STORED}
    for name, data in entries.items():
        if name in without:
            continue
        fields = {"name": f"w/{name}", "data": data, **replace.get(name, {})}
        zipped.add(**fields)
    return zipped.finish(**ends)


write("sound.zip", torch_zip())
write("sound.st", safetensors({"a": good}))

# The zip file itself.
write("end-missing.zip", torch_zip()[:-22])
write("end-comment-lies.zip", torch_zip() + b"x")
write("end-several-parts.zip", torch_zip(disk=1))
write("directory-beyond-file.zip", torch_zip(offset=1 << 30))
write("directory-not-before-end.zip", torch_zip(padding=b"pad!"))
write("directory-longer.zip", torch_zip(count=3))
write("directory-shorter.zip", torch_zip(count=5))
write("directory-count-over-limit.zip", torch_zip(count=40000))
write("zip64-outside.zip", torch_zip(zip64=b"PK\x06\x07" + struct.pack("<IQI", 0, 1 << 62, 1)))
write("zip64-negative.zip", torch_zip(zip64=b"PK\x06\x07" + struct.pack("<IQI", 0, (1 << 64) - 1, 1)))
write("zip64-missing.zip", torch_zip(zip64=b"PK\x06\x07" + struct.pack("<IQI", 0, 0, 1)))
write("zip64-field-missing.zip", torch_zip(replace={"data/0": {"size": 0xFFFFFFFF}}))
write("zip64-field-huge.zip", torch_zip(replace={"data/0": {
    "size": 0xFFFFFFFF, "extra": struct.pack("<HHQQ", 1, 16, 1 << 62, 1 << 62)}}))
write("extra-cut.zip", torch_zip(replace={"data/0": {"extra": struct.pack("<HH", 1, 400)}}))
write("entry-compressed.zip", torch_zip(replace={"data/0": {"method": 8}}))
write("entry-compressed-locally.zip", torch_zip(replace={"data/0": {"local_method": 8}}))
write("entry-encrypted.zip", torch_zip(replace={"data/0": {"flags": 1}}))
write("entry-sizes-differ.zip", torch_zip(replace={"data/0": {"packed": 12}}))
write("entry-beyond-file.zip", torch_zip(replace={"data/0": {"size": 4000}}))
write("entry-into-directory.zip", torch_zip(replace={"data/0": {"size": 17}}))
write("entry-header-beyond-file.zip", torch_zip(replace={"data/0": {"offset": 0x7FFFFFFF}}))
write("entry-header-missing.zip", torch_zip(replace={"data/0": {"local_signature": b"PK\x03\x05"}}))
write("entry-other-name.zip", torch_zip(replace={"data/0": {"local_name": "w/data/1"}}))
write("entry-name-not-utf8.zip", torch_zip(replace={"data/0": {"name": b"w/data/\xff"}}))
write("entry-name-long.zip", torch_zip(replace={"data/0": {"name": "w/data/" + "0" * 250}}))
write("entry-twice.zip", torch_zip(replace={"data/0": {"name": "w/version"}}))
overlapping = Zip()
overlapping.add("w/data.pkl", pickle(state(text("a"), tensor())))
overlapping.add("w/version", b"3\n")
# An entry whose header and bytes lie inside another's bytes.
inner = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0, zlib.crc32(bytes(16)), 16, 16, 8, 0) + b"w/data/0" + bytes(16)
place = len(overlapping.body) + 30 + len("w/blob")
overlapping.add("w/blob", inner)
overlapping.add("w/data/0", bytes(16), offset=place, directory_only=True)
write("entries-overlap.zip", overlapping.finish())

# What PyTorch puts in it.
write("pickle-missing.zip", torch_zip(without=["data.pkl"]))
write("pickle-twice.zip", torch_zip(replace={"data/0": {"name": "v/data.pkl"}}))
write("pickle-damaged.zip", torch_zip(replace={"data.pkl": {"crc": 1}}))
write("pickle-goes-on.zip", torch_zip(raw_pickle=pickle(state(text("a"), tensor())) + b"more"))
write("version-missing.zip", torch_zip(without=["version"]))
write("version-unknown.zip", torch_zip(replace={"version": {"data": b"99\n"}}))
write("version-no-number.zip", torch_zip(replace={"version": {"data": b"three"}}))
write("byte-order-big.zip", torch_zip(replace={"byteorder": {"data": b"big"}}))
write("torchscript.zip", torch_zip(replace={"data/0": {"name": "w/constants.pkl"}}))
write("storage-missing.zip", torch_zip(without=["data/0"]))
write("storage-short.zip", torch_zip(replace={"data/0": {"data": bytes(12)}}))
write("storage-long.zip", torch_zip(replace={"data/0": {"data": bytes(20)}}))

# ---------------------------------------------------------------- pickles, in sound zip files

for name, body in {
    "opcode-unknown": b"\xff",
    "opcode-inst": b"(ios\nsystem\n",
    "opcode-object": b"(o",
    "opcode-stack-global": b"\x93",
    "opcode-extension": b"\x82\x01",
    "global-os-system": b"cos\nsystem\n" + tuple_of(text("id")) + b"R",
    "global-eval": b"c__builtin__\neval\n" + tuple_of(text("1")) + b"R",
    "global-other-torch": b"ctorch\nload\n",
    "global-escape-sequence": b"c\x1b[2J\nname\n",
    "global-endless": b"c" + b"a" * 300,
    "call-text": text("os.system") + b")R",
    "call-storage-type": b"ctorch\nFloatStorage\n)R",
    "call-without-arguments": ORDERED + b"NR",
    "build-text": text("a") + b"}b",
    "stack-empty": b"\x85",
    "stack-below-mark": b"K\x01(\x85",
    "stack-mark-missing": b"t",
    "stack-two-values": b"K\x01K\x02",
    "stack-open-mark": b"(",
    "mark-depth": b"(" * 65,
    "memo-missing": b"h\x07",
    "memo-empty": b"q\x00",
    "text-beyond-end": b"X\xff\xff\xff\xff",
    "long-beyond-end": b"\x8a\xff",
    "protocol-4": b"\x80\x04N",
    "append-to-dictionary": b"}K\x01a",
    "set-item-of-list": b"]K\x01K\x02s",
    "items-odd": b"}(K\x01u",
    "ordered-dictionary-arguments": ORDERED + tuple_of(b"N") + b"R",
    "ordered-dictionary-triple": ORDERED + tuple_of(b"](" + tuple_of(b"NNN") + b"e") + b"R",
    "root-no-dictionary": tensor(),
    "root-cycle": b"]q\x00h\x00a",
    "name-no-text": state(number(3), tensor()),
    "name-not-utf8": state(text(b"\xff"), tensor()),
    "name-long": state(text("a" * 256), tensor()),
    "name-twice": state(text("a"), tensor(), text("a"), tensor()),
    "value-no-tensor": state(text("a"), number(3)),
    "value-itself": b"}q\x00" + text("a") + b"h\x00s",
    "tensor-arguments": REBUILD + tuple_of(storage(), number(0)) + b"R",
    "tensor-without-storage": REBUILD + tuple_of(b"N", b"K\x00", b")", b")", b"\x89", b"N") + b"R",
    "tensor-shape-text": REBUILD + tuple_of(storage(), b"K\x00", text("2"), b")", b"\x89", b"N") + b"R",
    "tensor-shape-truth": REBUILD + tuple_of(storage(), b"K\x00", b"\x88\x85", b"K\x01\x85", b"\x89", b"N") + b"R",
    "tensor-rank": state(text("a"), tensor(shape=[1] * 9, strides=[1] * 9)),
    "tensor-strides-missing": state(text("a"), tensor(shape=[2, 2], strides=[2])),
    "tensor-size-negative": state(text("a"), tensor(shape=[-2, 2])),
    "tensor-stride-negative": state(text("a"), tensor(offset=3, strides=[-2, -1])),
    "tensor-offset-negative": state(text("a"), tensor(offset=-1)),
    "tensor-offset-beyond": state(text("a"), tensor(offset=5, shape=[0], strides=[1])),
    "tensor-beyond-storage": state(text("a"), tensor(offset=1)),
    "tensor-stride-beyond-storage": state(text("a"), tensor(strides=[3, 1])),
    "tensor-expanded": state(text("a"), tensor(shape=[1 << 40], strides=[0])),
    "tensor-shape-overflow": state(text("a"), tensor(shape=[1 << 32, 1 << 32], strides=[0, 0])),
    "tensor-stride-overflow": state(text("a"), tensor(shape=[2, 2], strides=[1 << 62, 1 << 62])),
    "tensor-number-too-long": state(text("a"), tensor(shape=[1 << 70], strides=[1])),
    "parameter-without-tensor": b"ctorch._utils\n_rebuild_parameter\n" + tuple_of(b"N", b"\x88", b"N") + b"R",
    "identifier-no-tuple": b"NQ",
    "identifier-short": tuple_of(text("storage")) + b"Q",
    "identifier-module": tuple_of(text("module"), b"ctorch\nFloatStorage\n", text("0"), text("cpu"), number(4)) + b"Q",
    "identifier-type": tuple_of(text("storage"), ORDERED, text("0"), text("cpu"), number(4)) + b"Q",
    "identifier-negative": storage(count=-4),
    "storage-two-types": state(text("a"), tensor(), text("b"), tensor(storage(kind="IntStorage"))),
    "storage-two-sizes": state(text("a"), tensor(), text("b"), tensor(storage(count=5))),
    "storage-size-overflow": state(text("a"), tensor(storage(count=1 << 62))),
    "storage-key-path": state(text("a"), tensor(storage(key="../version"))),
}.items():
    write(f"{name}.zip", torch_zip(body))
write("pickle-endless.zip", torch_zip(raw_pickle=b"\x80\x02" + text("a")))
write("pickle-empty.zip", torch_zip(raw_pickle=b"\x80"))

# ---------------------------------------------------------------- the old format


def legacy(body=None, protocol=number(1001), system=None, keys=("0",), storages=None, magic=None, tail=b""):
    magic = magic or number(0x1950A86A20F9469CFC6C)
    system = system or b"}(" + text("protocol_version") + b"M\xe9\x03" + text("little_endian") + b"\x88u"
    body = body or state(text("a"), tensor(legacy=True))
    listed = b"](" + b"".join(map(text, keys)) + b"e"
    storages = struct.pack("<q", 4) + bytes(16) if storages is None else storages
    return b"".join(map(pickle, (magic, protocol, system, body, listed))) + storages + tail


write("sound.legacy", legacy())
write("magic-other.legacy", legacy(magic=number(0x1950A86A20F9469CFC6D)))
write("protocol-other.legacy", legacy(protocol=number(1002)))
write("system-no-dictionary.legacy", legacy(system=b"N"))
write("system-big-endian.legacy", legacy(system=b"}" + text("little_endian") + b"\x89s"))
write("keys-missing.legacy", legacy(keys=[], storages=b""))
write("keys-other.legacy", legacy(keys=["1"]))
write("keys-twice.legacy", legacy(
    state(text("a"), tensor(legacy=True), text("b"), tensor(storage("1", legacy=True))), keys=["0", "0"],
    storages=(struct.pack("<q", 4) + bytes(16)) * 2))
write("keys-no-list.legacy", legacy().replace(b"](" + text("0") + b"e.", b"N."))
write("storage-count-lies.legacy", legacy(storages=struct.pack("<q", 3) + bytes(16)))
write("storage-count-negative.legacy", legacy(storages=struct.pack("<q", -4) + bytes(16)))
write("storage-cut.legacy", legacy(storages=struct.pack("<q", 4) + bytes(15)))
write("storage-absent.legacy", legacy(storages=b""))
write("storage-view.legacy", legacy(
    state(text("a"), tensor(storage(legacy=True, view=tuple_of(text("1"), number(0), number(4)))))))
write("storage-unclaimed-giant.legacy", legacy(
    state(text("a"), tensor(storage(count=1 << 50, legacy=True))), storages=struct.pack("<q", 1 << 50) + bytes(16)))
write("bytes-after-storages.legacy", legacy(tail=b"x"))

# ---------------------------------------------------------------- not weights at all

write("nothing.other", b"")
write("one-byte.other", b"{")
write("web-page.other", b"<!DOCTYPE html>\n<html><body>404</body></html>\n")
write("git-lfs-pointer.other", b"version https://git-lfs.github.com/spec/v1\noid sha256:9b33\nsize 128976165\n")
write("gzip.other", b"\x1f\x8b\x08\x00" + bytes(20))
write("hdf5.other", b"\x89HDF\r\n\x1a\n" + bytes(20))
write("plain-pickle.other", b"\x80\x02}.")
write("text.other", b"these are not the weights you are looking for\n")
write("noise.other", bytes((place * 37 + 11) & 0xFF for place in range(64)))
