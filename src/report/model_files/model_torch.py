"""The model beside this file as a torch.nn.Module."""

import json
from pathlib import Path

import numpy as np
import torch

here = Path(__file__).parent
model = json.loads((here / "model.json").read_text())
activations = {"relu": torch.nn.ReLU, "gelu": torch.nn.GELU, "tanh": torch.nn.Tanh, "linear": torch.nn.Identity}


def net(start=""):
    """The steps of model.json with the weights of the end, or of the start."""
    parts, layer = [], 0
    for step in model["steps"]:
        if step == "max-pool":
            parts.append(torch.nn.MaxPool2d(2))
        elif step == "mean":
            parts.append(torch.nn.AdaptiveAvgPool2d(1))
        else:
            layer += 1
            weights, biases = (torch.tensor(np.load(here / f"{start}{name}_{layer}.npy")) for name in ("weights", "biases"))
            if step == "convolution":
                weights = weights.reshape(len(weights), 3, 3, -1).permute(0, 3, 1, 2)
                own = torch.nn.Conv2d(weights.shape[1], len(weights), 3, padding=1, dtype=torch.float64)
            else:
                parts.append(torch.nn.Flatten())
                own = torch.nn.Linear(weights.shape[1], len(weights), dtype=torch.float64)
            own.load_state_dict({"weight": weights, "bias": biases})
            parts += [own, activations[model["activation"]]()]
    return torch.nn.Sequential(*parts[:-1])


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = net()
        self.start = net("start_").requires_grad_(False) if model["centred"] else None

    def forward(self, rows):
        fill, offset, scale = (torch.tensor(model[name], dtype=rows.dtype) for name in ("fill", "offset", "scale"))
        x = (torch.where(torch.isnan(rows), fill, rows) - offset) * scale
        x = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], 1) if model["bias_input"] else x
        if model["image"]:
            x = x.reshape(-1, *model["image"]).permute(0, 3, 1, 2)
        outputs = self.net(x) - (self.start(x) if self.start is not None else 0)
        return model["target_mean"] + model["target_deviation"] * model["c"] * outputs
