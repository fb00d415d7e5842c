#!/usr/bin/env python3
"""Draws samples/references.jpg: frames of clip.mp4 as the network colours them, with points, with a still painted over.

    python3 samples/references.py .build/release/colorize-video       (needs Pillow)

The astronaut is NASA's (public domain), the cat Stéfan van der Walt's (CC0): see make.py.
"""
import pathlib
import subprocess
import sys
import tempfile

from PIL import Image, ImageDraw

HERE = pathlib.Path(__file__).parent
SHOWN = (50, 72, 94, 98, 120, 142)
WIDTH, HEIGHT = 256, 144

POINTS = """
point 68 0.12 0.92 #c8703c   # her suit
point 68 0.66 0.94 #c8703c
point 68 0.05 0.50 #8c2032   # a stripe of the flag
point 68 0.03 0.78 neutral   # a white one
point 68 0.42 0.15 #b5ab9c   # the wall
point 143 0.27 0.43 #7d8a4a  # the cat's eyes
point 143 0.78 0.60 #7d8a4a
"""

# Strokes over the still of frame 68: a colour, and the corners of what it covers.
STROKES = [
    ((200, 112, 60), [(18, 288), (45, 240), (96, 208), (112, 232), (150, 270), (196, 288)]),
    ((200, 112, 60), [(300, 288), (330, 232), (362, 254), (380, 288)]),
    ((140, 32, 50), [(0, 88), (12, 88), (60, 198), (76, 214), (48, 226), (0, 120)]),
]


def paint(source, target):
    """Paints as a brush in the mode "colour" does: the lightness stays. What is not painted over becomes transparent."""
    still = Image.open(source).convert("RGB")
    lightness, *_ = still.convert("YCbCr").split()
    color, alpha = Image.new("RGB", still.size), Image.new("L", still.size, 0)
    for paint, corners in STROKES:
        ImageDraw.Draw(color).polygon(corners, fill=paint)
        ImageDraw.Draw(alpha).polygon(corners, fill=255)
    painted = Image.merge("YCbCr", (lightness, *color.convert("YCbCr").split()[1:])).convert("RGB")
    painted.putalpha(alpha)
    painted.save(target)


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)

        def run(*arguments):
            subprocess.run([program, *map(str, arguments), "--model", "lite", "-q"], check=True)

        stills = folder / "stills"
        run("stills", HERE / "clip.mp4", stills)
        (folder / "points.txt").write_text(POINTS)
        painted = folder / "painted"
        painted.mkdir()
        paint(stills / "ref_000068.png", painted / "ref_000068.png")
        ways = {"network": [], "points": ["--colors", folder / "points.txt"], "painted": ["--refs", painted]}
        sheet = Image.new("RGB", (len(SHOWN) * (WIDTH + 4) - 4, len(ways) * (HEIGHT + 4) - 4), "white")
        for row, (way, options) in enumerate(ways.items()):
            run(HERE / "clip.mp4", folder / f"{way}_%06d.png", "--cuts", stills / "cuts.txt", *options)
            names = sorted(folder.glob(f"{way}_*.png"))
            for column, index in enumerate(SHOWN):
                picture = Image.open(names[index]).convert("RGB").resize((WIDTH, HEIGHT), Image.BICUBIC)
                sheet.paste(picture, (column * (WIDTH + 4), row * (HEIGHT + 4)))
        sheet.save(HERE / "references.jpg", quality=82)


if __name__ == "__main__":
    main()
