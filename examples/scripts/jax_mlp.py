"""An MLP of three hidden layers of 128 on ten handwritten digits, in JAX: one run of a sweep.

    python jax_mlp.py --scale 0.0625 --seed 3
    sweetspot sweep --command 'python jax_mlp.py --scale {c} --seed {seed}'

trains f(x) = c net(x), or c (net(x) - net_0(x)) with --centre, by SGD in batches of 32 at the rate
`--rate` times c^(-2/4) (four layers of weights) until the mean training loss is at most `--target`, and
prints its test error as JSON. It does what `sweetspot` does for `network.kind = "mlp"` with
`flow.rate = "scaled"`, on the same digits.
"""

import os

# One core, so that runs at the same time do not disturb each other; no GPU, so that they agree.
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"

import argparse
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

DIGITS = pathlib.Path(__file__).resolve().parents[2] / "data" / "digits.csv"
WIDTHS = [64, 128, 128, 128, 10]


def digits(samples, generator):
    """Training and test rows in a random order, centred and scaled by those that train."""
    table = np.loadtxt(DIGITS, delimiter=",", skiprows=1)
    points, labels = table[:, :-1], table[:, -1].astype(int)
    order = generator.permutation(len(points))
    train, test = order[:samples], order[samples:]
    points = points - points[train].mean(axis=0)
    points = points / np.sqrt((points[train] ** 2).sum(axis=1).mean())
    part = lambda rows: (jnp.asarray(points[rows], jnp.float32), jnp.asarray(labels[rows]))
    return part(train), part(test)


def start(key):
    """He's: N(0, 2 / fan-in) in front of a relu, N(0, 1 / fan-in) in the head; no biases."""
    shapes = list(zip(WIDTHS, WIDTHS[1:]))
    keys = jax.random.split(key, len(shapes))
    size = lambda layer, fan_in: ((1 if layer == len(shapes) - 1 else 2) / fan_in) ** 0.5
    return [
        size(layer, shape[0]) * jax.random.normal(key, shape)
        for layer, (key, shape) in enumerate(zip(keys, shapes))
    ]


def network(weights, x):
    for matrix in weights[:-1]:
        x = jax.nn.relu(x @ matrix)
    return x @ weights[-1]


def mean_loss(outputs, y):
    own = jnp.take_along_axis(outputs, y[:, None], axis=1)[:, 0]
    return (jax.nn.logsumexp(outputs, axis=1) - own).mean()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0, help="c, the multiplier of the output")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--samples", type=int, default=300)
    parser.add_argument("--rate", type=float, default=0.1, help="learning rate at c = 1")
    parser.add_argument("--target", type=float, default=0.1, help="mean training loss to stop at")
    parser.add_argument("--epochs", type=int, default=2000, help="at most")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--centre", action="store_true", help="train f - f_0")
    asked = parser.parse_args()

    (x, y), (test_x, test_y) = digits(asked.samples, np.random.default_rng(asked.seed))
    key, key_of_start = jax.random.split(jax.random.key(asked.seed))
    first = start(key_of_start)
    c, centre = asked.scale, asked.centre
    rate = asked.rate * c ** (-2 / (len(WIDTHS) - 1))

    def f(weights, x):
        outputs = network(weights, x)
        return c * (outputs - network(first, x) if centre else outputs)

    def step(weights, rows):
        loss = lambda weights: mean_loss(f(weights, x[rows]), y[rows])
        return jax.tree.map(lambda w, g: w - rate * g, weights, jax.grad(loss)(weights))

    full = asked.samples // asked.batch * asked.batch

    def epoch(state):
        weights, key, epochs, _ = state
        key, own = jax.random.split(key)
        order = jax.random.permutation(own, asked.samples)
        batches = order[:full].reshape(-1, asked.batch)
        weights, _ = jax.lax.scan(lambda w, rows: (step(w, rows), None), weights, batches)
        if full < asked.samples:
            weights = step(weights, order[full:])
        return weights, key, epochs + 1, mean_loss(f(weights, x), y)

    def goes_on(state):
        _, _, epochs, risk = state
        return (risk > asked.target) & (epochs < asked.epochs)

    begin = (first, key, 0, mean_loss(f(first, x), y))
    weights, _, epochs, risk = jax.jit(lambda s: jax.lax.while_loop(goes_on, epoch, s))(begin)
    wrong = jnp.argmax(f(weights, test_x), axis=1) != test_y
    print(
        json.dumps(
            {
                "test_error": float(wrong.mean()),
                "training_risk": float(risk),
                "reached": bool(risk <= asked.target),
                "epochs": int(epochs),
            }
        )
    )


main()
