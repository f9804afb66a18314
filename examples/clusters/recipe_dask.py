"""Dask: parts as tasks. Client() starts workers on this machine, Client("scheduler:8786") finds a cluster's."""

import subprocess

from dask.distributed import Client, as_completed

PARTS = 4
SWEEP = ["sweetspot", "sweep", "--config", "sweep.toml", "--out", "study"]


def part(index):
    command = [*SWEEP, "--threads", "1", "--shard", f"{index}/{PARTS}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    with Client(n_workers=2, threads_per_worker=1) as client:
        tasks = client.map(part, range(PARTS), pure=False, retries=2)
        for task, said in as_completed(tasks, with_results=True, raise_errors=False):
            print(said)
    subprocess.run(SWEEP, check=True)
