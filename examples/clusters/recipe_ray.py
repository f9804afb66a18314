"""Ray: parts as tasks of one processor. ray.init() starts a Ray here, or joins the one RAY_ADDRESS names."""

import subprocess
from pathlib import Path

import ray

PARTS = 4
SWEEP = ["sweetspot", "sweep", "--config", "sweep.toml", "--out", "study"]


@ray.remote(num_cpus=1, max_retries=2, retry_exceptions=True)
def part(index, folder):
    command = [*SWEEP, "--threads", "1", "--shard", f"{index}/{PARTS}"]
    subprocess.run(command, check=True, cwd=folder)


ray.init()
parts = [part.remote(index, Path.cwd()) for index in range(PARTS)]
for index, task in enumerate(parts):
    try:
        ray.get(task)
    except ray.exceptions.RayError as error:
        print(f"part {index} failed; its runs are made below: {error}")
subprocess.run(SWEEP, check=True)
