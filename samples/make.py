#!/usr/bin/env python3
"""Makes clip.mp4, a grey film of three shots with sound, and frames/, a folder of stills from it.

    python3 samples/make.py .build/release/colorize-video       (needs NumPy, Pillow, scikit-image and ffmpeg)

Then it colours the film with lite and draws before-after.jpg, a frame of each shot.

Slow pans and zooms over photographs that come with scikit-image: a rocket by SpaceX (CC0), NASA's astronaut (public
domain) and a cat by Stéfan van der Walt (CC0).
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image
from skimage import data

HERE = pathlib.Path(__file__).parent
WIDTH, HEIGHT, RATE, SHOT_FRAMES = 512, 288, 24, 48

# A photograph, and what is shown of it at the shot's beginning and end: centre and width, in its pixels.
SHOTS = [
    (data.rocket, (300, 270, 500), (340, 190, 540)),
    (data.astronaut, (256, 190, 500), (232, 130, 330)),
    (data.chelsea, (205, 150, 390), (235, 130, 330)),
]


def frames():
    """Grey frames: luma of the photograph, moved smoothly, with a little grain."""
    noise = np.random.default_rng(1)
    for photograph, begin, end in SHOTS:
        picture = Image.fromarray(photograph()).convert("L")
        for number in range(SHOT_FRAMES):
            # Slow at both ends.
            place = (1 - np.cos(np.pi * number / (SHOT_FRAMES - 1))) / 2
            x, y, width = (1 - place) * np.array(begin) + place * np.array(end)
            height = width * HEIGHT / WIDTH
            box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            assert min(box[:2]) >= 0 and box[2] <= picture.width and box[3] <= picture.height, (photograph, box)
            frame = picture.resize((WIDTH, HEIGHT), Image.BICUBIC, box=box)
            grain = noise.normal(0, 1.5, (HEIGHT, WIDTH))
            yield np.clip(np.asarray(frame) + grain, 0, 255).round().astype(np.uint8)


def main():
    clip = HERE / "clip.mp4"
    seconds = len(SHOTS) * SHOT_FRAMES / RATE
    # A soft chord that fades in and out.
    chord = "+".join(f"0.05*sin(2*PI*{pitch}*t)" for pitch in (196, 246.94, 293.66))
    sound = f"aevalsrc={chord}:sample_rate=44100:duration={seconds},afade=d=1,afade=t=out:st={seconds - 1}:d=1"
    encoder = subprocess.Popen(
        ["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{WIDTH}x{HEIGHT}",
         "-r", str(RATE), "-i", "/dev/stdin", "-f", "lavfi", "-i", sound, "-vf", "format=gray",
         "-c:v", "libx264", "-preset", "slow", "-crf", "26", "-bf", "3", "-c:a", "aac", "-b:a", "48k",
         "-metadata", "title=Rocket, astronaut, cat", clip], stdin=subprocess.PIPE)
    for frame in frames():
        encoder.stdin.write(frame.tobytes())
    encoder.stdin.close()
    assert encoder.wait() == 0

    folder = HERE / "frames"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    draw(clip, "scale=320:180,format=gray", folder / "shot_%d.png")

    with tempfile.TemporaryDirectory() as name:
        coloured = pathlib.Path(name) / "coloured.mkv"
        subprocess.run([sys.argv[1], "--model", "lite", "--quiet", "--codec", "ffv1", clip, coloured], check=True)
        for film, row in ((clip, "before"), (coloured, "after")):
            draw(film, f"format=rgb24,scale=320:180,pad=324:184:color=white,tile={len(SHOTS)}x1", pathlib.Path(name) / f"{row}.png")
        rows = [Image.open(pathlib.Path(name) / f"{row}.png") for row in ("before", "after")]
        # Without the last frame's margin.
        sheet = Image.new("RGB", (rows[0].width - 4, 2 * rows[0].height - 4), "white")
        for place, row in enumerate(rows):
            sheet.paste(row, (0, place * row.height))
        sheet.save(HERE / "before-after.jpg", quality=88)


def draw(film, filters, output):
    """Writes the frame in the middle of each shot, filtered."""
    middle = f"select=eq(mod(n\\,{SHOT_FRAMES})\\,{SHOT_FRAMES // 2})"
    command = ["ffmpeg", "-nostdin", "-v", "error", "-i", film, "-vf", f"{middle},{filters}", "-vsync", "passthrough"]
    subprocess.run([*command, output], check=True)


if __name__ == "__main__":
    main()
