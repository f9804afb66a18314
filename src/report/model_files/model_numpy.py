"""f(x) of the model beside this file, with NumPy: python model_numpy.py rows.npy"""

import json
import sys
from pathlib import Path

import numpy as np

here = Path(__file__).parent
model = json.loads((here / "model.json").read_text())
layers = [(np.load(here / f"weights_{l}.npy"), np.load(here / f"biases_{l}.npy")) for l in range(1, model["layers"] + 1)]
activation = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh, "linear": lambda z: z}[model["activation"]]


def predict(rows):
    """One row of numbers as the table has them for each point; one output, or one a class."""
    x = (np.asarray(rows, float) - model["offset"]) * model["scale"]
    if model["bias_input"]:
        x = np.hstack([x, np.ones((len(x), 1))])
    for weights, biases in layers[:-1]:
        x = activation(x @ weights.T + biases)
    outputs = model["c"] * (x @ layers[-1][0].T + layers[-1][1])
    return model["target_mean"] + model["target_deviation"] * outputs


if __name__ == "__main__":
    print(predict(np.load(sys.argv[1])))
