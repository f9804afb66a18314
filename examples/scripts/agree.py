"""Whether jax_mlp.py and sweetspot's own MLP give the same curve: python agree.py SWEETSPOT [SEEDS [C...]]

runs both on the digits at a few values of c and compares, for each, the mean test errors over the seeds: their 95%
intervals have to overlap, and the means to lie within .05, four deviations of the difference of two means of two seeds,
as the intervals of two seeds alone say little. The seeds draw different rows and weights in the two.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RATE, SAMPLES, TARGET, APART = 0.1, 300, 0.1, 0.05


def curve(program, folder, arguments):
    """What a sweep finds."""
    command = [program, "sweep", "--json", "--quiet", "--out", str(folder), *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def errors(document, axis):
    """By value of the axis: mean, interval, runs that did not reach the target."""
    return {
        point[axis]: (point["test_error"], point["test_error_low"], point["test_error_high"], point["unreached"])
        for point in document["curve"]
    }


def main():
    program, seeds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2
    values = [float(c) for c in sys.argv[3:]] or [0.0625, 1.0]
    script = f"{sys.executable} {HERE / 'jax_mlp.py'} --scale {{c}} --seed {{seed}}"
    script += f" --rate {RATE} --samples {SAMPLES} --target {TARGET}"
    listed = ",".join(str(c) for c in values)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        more = ["--replicates", str(seeds)]
        jax = curve(program, folder / "jax", ["--command", script, "--axis", f"c={listed}", *more])
        keys = {
            "data.kind": "digits",
            "data.task": "ten",
            "data.samples": SAMPLES,
            "data.bias": "false",
            "network.kind": "mlp",
            "network.hidden": "[128, 128, 128]",
            "network.precision": "f32",
            "loss.name": "cross-entropy",
            "flow.batch_size": 32,
            "flow.rate": "scaled",
            "flow.step": RATE / SAMPLES,
            "stop.value": TARGET,
            "sweep.output_divisors": [1 / c for c in values],
        }
        own = curve(program, folder / "own", [f"--set={key}={value}" for key, value in keys.items()] + more)
    jax, own = errors(jax, "c"), errors(own, "output_divisor")
    agree = True
    print(f"{'c':>10}  {'jax':>24}  {'sweetspot':>24}  unreached")
    for c in values:
        here, there = jax[c], own[1 / c]
        overlap = here[1] <= there[2] and there[1] <= here[2] and abs(here[0] - there[0]) <= APART
        agree &= overlap
        shown = lambda found: f"{found[0]:.4f} [{found[1]:.4f}, {found[2]:.4f}]"
        print(f"{c:10g}  {shown(here):>24}  {shown(there):>24}  {here[3]}, {there[3]}  {'' if overlap else 'DIFFER'}")
    sys.exit(not agree)


main()
