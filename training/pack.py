"""Writes photographs as a few files that can be carried to another machine: tar archives of WebP pictures.

    python pack.py photographs PACK [--quality 68] [--megabytes 47]

PACK gets train-0.tar, train-1.tar, … with the photographs of photographs/train as WebP at their own size, and val.tar with those
of photographs/val as they are: figures on them must not depend on another compression. imagenet-lite2.safetensors has the
encoder's ImageNet weights (float16). train.py --data PACK reads them.
"""

import argparse
import io
import sys
import tarfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from dataset import photographs
from export import save
from model import imagenet_table
from PIL import Image


def webp(path, quality):
    """A photograph as WebP: name and bytes."""
    content = io.BytesIO()
    Image.open(path).convert("RGB").save(content, "WEBP", quality=quality, method=5)
    return f"{path.stem}.webp", content.getvalue()


def add(archive, name, content):
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def write(pictures, stem, limit):
    """`pictures`, pairs of name and bytes, as stem-0.tar, stem-1.tar, … of at most `limit` bytes each."""
    part, archive, size = 0, None, 0
    for name, content in pictures:
        # A header of 512 bytes, the content in blocks of 512, and at the end up to 10,240 bytes.
        taken = 512 + (len(content) + 511) // 512 * 512
        if archive is None or size + taken + 10240 > limit:
            if archive is not None:
                archive.close()
            archive, size = tarfile.open(f"{stem}-{part}.tar", "w"), 0
            part += 1
        add(archive, name, content)
        size += taken
    if archive is not None:
        archive.close()
    return part


def main():
    parser = argparse.ArgumentParser(description="Photographs as a few archives of WebP pictures.")
    parser.add_argument("photographs", type=Path, help="a folder with train/ and val/")
    parser.add_argument("out", type=Path)
    parser.add_argument("--quality", type=int, default=68, help="of WebP, 1 to 100")
    parser.add_argument("--megabytes", type=float, default=47, help="the largest archive")
    parser.add_argument("--limit", type=int, help="only so many photographs, spread over the folder: to try things out")
    parser.add_argument("--backbones", nargs="*", default=["lite2"], help="the encoders whose ImageNet weights go along")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for old in arguments.out.glob("*.tar"):
        old.unlink()

    def spread(paths):
        return paths[::max(1, len(paths) // arguments.limit)][:arguments.limit] if arguments.limit else paths

    train = spread(photographs(arguments.photographs / "train"))
    if not train:
        sys.exit(f"{arguments.photographs}/train: no photographs in it")
    # In an order of their own kind: each archive then holds every kind of photograph.
    train.sort(key=lambda path: path.stem[-6:])
    with ProcessPoolExecutor() as pool:
        pictures = pool.map(partial(webp, quality=arguments.quality), train, chunksize=32)
        parts = write(pictures, arguments.out / "train", int(arguments.megabytes * 1e6))
    with tarfile.open(arguments.out / "val.tar", "w") as archive:
        for path in spread(photographs(arguments.photographs / "val")):
            add(archive, path.name, path.read_bytes())
    for backbone in arguments.backbones:
        table = {name: tensor.half().contiguous() for name, tensor in imagenet_table(backbone).items()}
        save(table, arguments.out / f"imagenet-{backbone}.safetensors", {})
    total = sum(path.stat().st_size for path in arguments.out.glob("*"))
    print(f"{len(train)} photographs in {parts} archives; with val.tar and the encoders {total / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
