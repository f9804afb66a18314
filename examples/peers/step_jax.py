"""One step of gradient descent in JAX: forward pass, cross-entropy, backward pass, update.

python step_jax.py NETWORK PRECISION prints CPU milliseconds a step, the fastest of several rounds.
"""

import os

# One core: XLA's own threads would otherwise take all.
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"

import sys
import time

import jax
import jax.numpy as jnp
import numpy as np

SECONDS = 2.0  # of measurement
ROUNDS = 8


def mlp(inputs, hidden, points):
    widths = [inputs, *hidden, 10]
    shapes = list(zip(widths, widths[1:]))

    def network(parameters, x):
        for weights in parameters[:-1]:
            x = jax.nn.relu(x @ weights)
        return x @ parameters[-1]

    return network, shapes, (points, inputs)


def cnn(blocks, points):
    shapes, channels = [], 1
    for block in blocks:
        if block != "pool":
            shapes.append((3, 3, channels, block))
            channels = block
    shapes.append((channels, 10))

    def network(parameters, x):
        layers = iter(parameters)
        for block in blocks:
            if block == "pool":
                x = jax.lax.reduce_window(
                    x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID"
                )
            else:
                numbers = ("NHWC", "HWIO", "NHWC")
                x = jax.lax.conv_general_dilated(
                    x, next(layers), (1, 1), "SAME", dimension_numbers=numbers
                )
                x = jax.nn.relu(x)
        return x.mean(axis=(1, 2)) @ next(layers)

    return network, shapes, (points, 8, 8, 1)


NETWORKS = {
    "mlp-64-128x3": lambda: mlp(64, [128] * 3, 300),
    "mlp-784-256x3": lambda: mlp(784, [256] * 3, 1000),
    "cnn-16-32": lambda: cnn([16, "pool", 32], 32),
    "cnn-32-32-64-64": lambda: cnn([32, 32, "pool", 64, 64], 32),
}


def main(name, precision):
    jax.config.update("jax_enable_x64", precision == "f64")
    network, shapes, shape = NETWORKS[name]()
    generator = np.random.default_rng(0)
    kind = np.dtype(precision.replace("f", "float"))

    def draw(shape):
        size = np.prod(shape[:-1]) if len(shape) != 2 else shape[0]
        return jnp.asarray(generator.normal(size=shape) * np.sqrt(2 / size), dtype=kind)

    parameters = [draw(shape) for shape in shapes]
    points = jnp.asarray(generator.normal(size=shape), dtype=kind)
    labels = jnp.asarray(generator.integers(10, size=shape[0]))

    def loss(parameters, points):
        outputs = network(parameters, points)
        own = jnp.take_along_axis(outputs, labels[:, None], axis=1)[:, 0]
        return (jax.nn.logsumexp(outputs, axis=1) - own).mean()

    def step(parameters, points):
        gradient = jax.grad(loss)(parameters, points)
        return [p - 1e-4 * g for p, g in zip(parameters, gradient)]

    step = jax.jit(step, donate_argnums=0)
    for _ in range(5):
        parameters = step(parameters, points)
    jax.block_until_ready(parameters)
    start = time.process_time()
    parameters = jax.block_until_ready(step(parameters, points))
    once = max(time.process_time() - start, 1e-5)
    steps = max(3, int(SECONDS / ROUNDS / once))
    fastest = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(steps):
            parameters = step(parameters, points)
        jax.block_until_ready(parameters)
        fastest = min(fastest, (time.process_time() - start) / steps)
    print(f"{1e3 * fastest:.4f}")


main(*sys.argv[1:])
