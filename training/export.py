"""Writes the weights as the program reads them: float16 safetensors, normalisation folded, temperature in the metadata.

    python export.py runs/NAME OUT.safetensors --temperature 0.7
"""

import argparse
import copy
from pathlib import Path

import torch


def write(model, path, metadata):
    """`model` with its normalisation folded (in float32), as float16."""
    from safetensors.torch import save_file

    model = copy.deepcopy(model).cpu().float()
    table = {}
    for name, module in model.convs():
        module.fold()
        table[name + ".weight"] = module.conv.weight
        table[name + ".bias"] = module.bias
    table["classifier.weight"], table["classifier.bias"] = model.classifier.weight, model.classifier.bias
    table = {k: v.detach().contiguous().clone(memory_format=torch.contiguous_format).half() for k, v in table.items()}
    assert all(torch.isfinite(v).all() for v in table.values()), "a weight is too large for float16"
    save_file(table, path, metadata=metadata)
    Path(path).chmod(0o644)


def main():
    import json

    from train import build

    parser = argparse.ArgumentParser(description="The mean weights of a run's checkpoint as safetensors.")
    parser.add_argument("folder")
    parser.add_argument("out")
    parser.add_argument("--temperature", type=float, required=True)
    arguments = parser.parse_args()
    folder = Path(arguments.folder)
    model = build(json.loads((folder / "settings.json").read_text()))
    checkpoint = torch.load(folder / "checkpoint.pt", map_location="cpu", weights_only=False)
    model.load_state_dict(checkpoint["mean"])
    write(model, arguments.out, {"temperature": f"{arguments.temperature:g}", "model": "lite",
                                 "training": f"{checkpoint['step']} steps, {checkpoint['pictures']} pictures"})


if __name__ == "__main__":
    main()
