"""The model beside this file as a torch.nn.Module."""

import json
from pathlib import Path

import numpy as np
import torch

here = Path(__file__).parent
model = json.loads((here / "model.json").read_text())
activations = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh, "linear": torch.nn.Identity}


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        parts = []
        for l in range(1, model["layers"] + 1):
            weights, biases = (torch.tensor(np.load(here / f"{name}_{l}.npy")) for name in ("weights", "biases"))
            layer = torch.nn.Linear(weights.shape[1], weights.shape[0], dtype=torch.float64)
            layer.load_state_dict({"weight": weights, "bias": biases})
            parts += [layer, activations[model["activation"]]()]
        self.layers = torch.nn.Sequential(*parts[:-1])

    def forward(self, rows):
        x = (rows - torch.tensor(model["offset"], dtype=rows.dtype)) * torch.tensor(model["scale"], dtype=rows.dtype)
        x = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], 1) if model["bias_input"] else x
        return model["target_mean"] + model["target_deviation"] * model["c"] * self.layers(x)
