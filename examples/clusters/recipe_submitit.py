"""submitit: Slurm where there is one, else processes of this machine. The last line makes what a part left."""

import subprocess

import submitit

PARTS = 4
SWEEP = ["sweetspot", "sweep", "--config", "sweep.toml", "--out", "study"]


def part(index):
    subprocess.run([*SWEEP, "--threads", "1", "--shard", f"{index}/{PARTS}"], check=True)


executor = submitit.AutoExecutor(folder="submitit-logs")
executor.update_parameters(timeout_min=60, cpus_per_task=1)
jobs = executor.map_array(part, range(PARTS))
for job in jobs:
    if job.exception():  # waits
        print(job.job_id, "failed:\n", job.stderr())
subprocess.run(SWEEP, check=True)
