"""Writes the weights as the program reads them: float16 safetensors, normalisation folded, temperature in the metadata.

    python export.py runs/NAME OUT.safetensors --temperature 1 --strength 1.1
"""

import argparse
import copy
from pathlib import Path

import torch


def save(table, path, metadata):
    """Tensors as a safetensors file that everybody may read."""
    from safetensors.torch import save_file

    save_file(table, path, metadata=metadata)
    Path(path).chmod(0o644)


def write(model, path, metadata):
    """`model` with its normalisation folded (in float32), as float16."""
    model = copy.deepcopy(model).cpu().float()
    table = {}
    for name, module in model.convs():
        module.fold()
        table[name + ".weight"] = module.conv.weight
        table[name + ".bias"] = module.bias
    table["classifier.weight"], table["classifier.bias"] = model.classifier.weight, model.classifier.bias
    table = {k: v.detach().contiguous().clone(memory_format=torch.contiguous_format).half() for k, v in table.items()}
    assert all(torch.isfinite(v).all() for v in table.values()), "a weight is too large for float16"
    save(table, path, metadata)


def main():
    from safetensors import safe_open
    from safetensors.torch import load_file

    parser = argparse.ArgumentParser(description="The weights of a run (lite.safetensors of its folder) as the program takes them.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("out")
    parser.add_argument("--temperature", type=float, default=1, help="what the logits are divided by")
    parser.add_argument("--strength", type=float, default=1, help="a factor on ab")
    arguments = parser.parse_args()
    source = arguments.folder / "lite.safetensors"
    with safe_open(source, "pt") as file:
        training = file.metadata().get("training", "")
    metadata = {"model": "lite", "training": training, "temperature": f"{arguments.temperature:g}",
                "strength": f"{arguments.strength:g}"}
    save(load_file(source), arguments.out, metadata)


if __name__ == "__main__":
    main()
