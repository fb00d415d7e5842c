#!/usr/bin/env python3
"""Draws samples/lite.jpg: four photographs, each as it is, grey, and as lite colours it.

    training/.venv/bin/python samples/lite.py .build/release/colorize-video       (needs NumPy, Pillow and scikit-image)

The photographs come with scikit-image: NASA's astronaut (public domain), a cat by Stéfan van der Walt and a cup by Rachel Michetti
(CC0), a rocket by SpaceX (CC0).
"""
import pathlib
import subprocess
import sys
import tempfile

from PIL import Image
from skimage import data

SIDE, GAP = 128, 4


def square(picture):
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return picture.crop((left, top, left + side, top + side)).resize((256, 256), Image.BICUBIC)


def main():
    program = sys.argv[1]
    photographs = [square(Image.fromarray(f())) for f in (data.astronaut, data.chelsea, data.coffee, data.rocket)]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "in").mkdir()
        for index, photograph in enumerate(photographs):
            photograph.convert("L").save(folder / "in" / f"{index}.png")
        subprocess.run([program, folder / "in", folder / "out", "--model", "lite", "-q", *sys.argv[2:]], check=True)
        strip = Image.new("RGB", (len(photographs) * (3 * SIDE + 3 * GAP) - GAP, SIDE), "white")
        for index, photograph in enumerate(photographs):
            names = (folder / "in" / f"{index}.png", folder / "out" / f"{index}.png")
            for column, picture in enumerate((photograph, *map(Image.open, names))):
                small = picture.convert("RGB").resize((SIDE, SIDE), Image.LANCZOS)
                strip.paste(small, (index * (3 * SIDE + 3 * GAP) + column * SIDE, 0))
        strip.save(pathlib.Path(__file__).with_name("lite.jpg"), quality=85)


if __name__ == "__main__":
    main()
