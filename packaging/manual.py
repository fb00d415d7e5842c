#!/usr/bin/env python3
"""Writes the manual page, in mdoc, from what the argument parser knows of itself.

    colorize-video --experimental-dump-help | packaging/manual.py VERSION YYYY-MM-DD >colorize-video.1
"""
import datetime
import json
import pathlib
import sys

EXAMPLES = [
    ("A film:", "colorize-video film.mkv coloured.mkv"),
    ("Ten seconds of it, to see how it looks:", "colorize-video film.mkv part.mkv --start 1:00 --duration 10"),
    ("A folder of stills:", "colorize-video scans/ coloured/"),
    ("Numbered stills to a film:", "colorize-video 'scan_%06d.dpx' out.mov -c prores_ks --fps 24"),
    ("For an archive, lossless:", "colorize-video film.mkv archive.mkv -c ffv1"),
]


def exit_codes():
    """The codes and their meaning, from the tables of docs/messages.md."""
    page = (pathlib.Path(__file__).parent.parent / "docs" / "messages.md").read_text()
    for paragraph in page.partition("## Exit codes")[2].partition("## ")[0].split("\n\n"):
        lines = [line for line in paragraph.splitlines() if line.startswith("|")]
        rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
        for code, meaning in rows[2:]:
            yield code, meaning if rows[0][0] == "code" else f"plan, piece, join, status: {meaning}"


def escaped(text):
    """Text that roff takes for text."""
    text = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text


def names(argument):
    """ "-c, --codec name", as arguments of the macro Fl."""
    value = argument.get("valueName") if argument["kind"] == "option" else None
    flags = [
        f"Fl {n['name'] if n['kind'] == 'short' else '-' + n['name']}"
        for n in sorted(argument.get("names", []), key=lambda n: n["kind"] != "short")
    ]
    return " , ".join(flags) + (f" Ar {escaped(value)}" if value else "")


def options(command):
    """The list of a command's arguments and options, those that its help leaves out included."""
    everywhere = ({"name": "help", "kind": "long"}, {"name": "version", "kind": "long"})
    arguments = [a for a in command.get("arguments", []) if a.get("preferredName") not in everywhere]
    if not arguments:
        return
    yield ".Bl -tag -width Ds"
    section = None
    for argument in arguments:
        if argument.get("sectionTitle") != section:
            section = argument.get("sectionTitle")
            if section:
                yield f".El\n.Ss {escaped(section)}\n.Bl -tag -width Ds"
        if argument["kind"] == "positional":
            yield f".It Ar {escaped(argument['valueName'])}"
        else:
            yield f".It {names(argument)}"
        yield escaped(argument.get("abstract", ""))
        default = argument.get("defaultValue")
        if default and "(default" not in argument.get("abstract", ""):
            yield f"(default: {escaped(default)})"
    yield ".El"


def manual(program, version, day):
    commands = {command["commandName"]: command for command in program["subcommands"]}
    colorize = commands.pop("colorize")
    commands.pop("help", None)
    yield f".Dd {day.strftime('%B')} {day.day}, {day.year}"
    yield f".Dt COLORIZE-VIDEO 1\n.Os colorize-video {version}"
    yield f".Sh NAME\n.Nm colorize-video\n.Nd {escaped(colorize['abstract']).rstrip('.')}"
    yield ".Sh SYNOPSIS\n.Nm\n.Op Ar options\n.Ar input output\n.Nm\n.Ar command\n.Op Ar options"
    yield ".Sh DESCRIPTION"
    yield escaped(
        "Colours a black-and-white film with a neural network, on the CPU. The output has as many frames as the input, "
        "each at its own time, with the input's lightness, sound, subtitles, chapters and tags. The same command goes "
        "on after an interruption. A film that is called like a command is given with its folder (./plan) or after --.")
    yield ".Sh OPTIONS"
    yield from options(colorize)
    yield ".Sh COMMANDS"
    for name, command in commands.items():
        if not command.get("shouldDisplay", True):
            continue
        yield f".Ss colorize-video {name}\n{escaped(command['abstract'])}"
        if name == "plan":
            yield ".Pp\nTakes the options above."
        elif command.get("subcommands"):
            yield ".Bl -tag -width Ds"
            for inner in command["subcommands"]:
                if inner["commandName"] != "help":
                    yield f".It Cm {inner['commandName']}\n{escaped(inner['abstract'])}"
            yield ".El"
        else:
            yield from options(command)
    yield ".Sh ENVIRONMENT\n.Bl -tag -width Ds"
    yield ".It Ev XDG_CACHE_HOME\nThe folder whose colorize\\-video holds weights; by default ~/.cache."
    yield ".It Ev COLORIZE_VIDEO_MODEL_MIRROR\nAn address that models fetch asks instead of the published ones."
    yield ".It Ev https_proxy\nA proxy for models fetch.\n.El"
    yield ".Sh EXIT STATUS\n.Bl -tag -width Ds"
    for code, meaning in exit_codes():
        yield f".It {code}\n{escaped(meaning)}"
    yield ".El\n.Sh EXAMPLES"
    for title, line in EXAMPLES:
        yield f"{escaped(title)}\n.Dl {escaped(line)}\n.Pp"
    yield ".Sh SEE ALSO\n.Xr ffmpeg 1\n.Pp\n/usr/share/doc/colorize\\-video/ has the documentation."


if __name__ == "__main__":
    page = manual(json.load(sys.stdin)["command"], sys.argv[1], datetime.date.fromisoformat(sys.argv[2]))
    print("\n".join(page))
