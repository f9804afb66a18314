"""The same step of gradient descent here and in JAX, in turns, each on one core.

    python -m venv peers && peers/bin/pip install -r examples/peers/requirements.txt
    cargo build --release --example peers
    peers/bin/python examples/peers/compare.py [CORE]

prints CPU milliseconds a step (forward pass, cross-entropy, backward pass, update), the fastest
of all turns, and how many times as long JAX takes.
"""

import os
import subprocess
import sys
from pathlib import Path

TURNS = 3
NETWORKS = ["mlp-64-128x3", "mlp-784-256x3", "cnn-16-32", "cnn-32-32-64-64"]

folder = Path(__file__).parent
if hasattr(os, "sched_setaffinity") and len(sys.argv) > 1:
    os.sched_setaffinity(0, {int(sys.argv[1])})  # the programs below inherit it


def milliseconds(program, *arguments):
    run = subprocess.run([*program, *arguments], check=True, capture_output=True, text=True)
    return float(run.stdout)


own = [str(folder.parent.parent / "target" / "release" / "examples" / "peers")]
jax = [sys.executable, str(folder / "step_jax.py")]
print("| network | precision | sweetspot, ms | JAX, ms | JAX / sweetspot |")
print("| --- | --- | --- | --- | --- |")
for network in NETWORKS:
    for precision in ["f32", "f64"]:
        turns = [[milliseconds(program, network, precision) for program in (own, jax)] for _ in range(TURNS)]
        ours, theirs = (min(times) for times in zip(*turns))
        print(f"| {network} | {precision} | {ours:.3f} | {theirs:.3f} | {theirs / ours:.2f} |", flush=True)
