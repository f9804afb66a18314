"""f(x) of the model beside this file, with NumPy: python model_numpy.py rows.npy"""

import json
import math
import sys
from pathlib import Path

import numpy as np

here = Path(__file__).parent
model = json.loads((here / "model.json").read_text())
erf = np.vectorize(math.erf, otypes=[float])
activations = {"relu": lambda z: np.maximum(z, 0), "gelu": lambda z: z * (1 + erf(z / 2**0.5)) / 2, "tanh": np.tanh, "linear": lambda z: z}
activation = activations[model["activation"]]


def net(x, start=""):
    """The steps of model.json with the weights of the end, or of the start; images are rows x columns x channels."""
    x = x.reshape(-1, *model["image"]) if model["image"] else x
    layer = 0
    for step in model["steps"]:
        if step == "max-pool":
            h, w = x.shape[1] // 2, x.shape[2] // 2
            x = x[:, : 2 * h, : 2 * w].reshape(len(x), h, 2, w, 2, -1).max((2, 4))
        elif step == "mean":
            x = x.mean((1, 2))
        else:
            layer += 1
            weights, biases = (np.load(here / f"{start}{name}_{layer}.npy") for name in ("weights", "biases"))
            if step == "convolution":
                (h, w), padded = x.shape[1:3], np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
                x = np.concatenate([padded[:, i : i + h, j : j + w] for i in range(3) for j in range(3)], -1)
            elif x.ndim == 4:
                x = x.transpose(0, 3, 1, 2).reshape(len(x), -1)
            x = x @ weights.T + biases
            x = activation(x) if layer < model["layers"] else x
    return x


def predict(rows):
    """One row of numbers for each point, NaN where one is missing; one output, or one a class."""
    x = np.asarray(rows, float)
    x = (np.where(np.isnan(x), model["fill"], x) - model["offset"]) * model["scale"]
    if model["bias_input"]:
        x = np.hstack([x, np.ones((len(x), 1))])
    outputs = model["c"] * (net(x) - (net(x, "start_") if model["centred"] else 0))
    return model["target_mean"] + model["target_deviation"] * outputs


if __name__ == "__main__":
    print(predict(np.load(sys.argv[1])))
