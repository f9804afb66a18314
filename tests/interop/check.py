"""What `sweetspot` writes, opened in NumPy, pandas and polars.

    python3 -m venv target/python
    target/python/bin/pip install -r tests/interop/requirements.txt
    target/python/bin/python tests/interop/check.py target/release/sweetspot
"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

PROGRAM = str(Path(sys.argv.pop(1) if len(sys.argv) > 1 else "target/release/sweetspot").resolve())

GRID = [
    "--set", "sweep.replicates=3", "--set", "sweep.alphas=[0.01, 0.1, 1]", "--set", "sweep.widths=[4, 8]",
    "--set", "data.samples=8", "--set", "data.dimension=6",
]
COUNTS = ["width", "replicate", "steps", "evaluations", "events", "sliding_events", "nonunique_events"]
OPTIONAL_COUNTS = ["samples"]
WORDS = ["stop_reason"]


def sweetspot(*arguments, cwd):
    done = subprocess.run([PROGRAM, *arguments, "--quiet"], cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{arguments}: {done.stderr}")


class Sweep(unittest.TestCase):
    """runs.parquet and curve.csv."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        root = Path(cls.folder.name)
        sweetspot("sweep", *GRID, "--out", "mixture", cwd=root)
        # Three points: no signal and no test set, so that whole columns have no values.
        own = ["--set", "data.kind=three-points", "--loss", "squared", "--width", "4"]
        sweetspot("sweep", *own, "--set", "sweep.replicates=2", "--set", "sweep.alphas=[0.1, 1]",
                  "--out", "own", cwd=root)
        cls.mixture, cls.own = root / "mixture", root / "own"

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_polars_reads_every_column_of_the_runs_with_its_type(self):
        for folder in [self.mixture, self.own]:
            runs = pl.read_parquet(folder / "runs.parquet")
            for name, kind in runs.schema.items():
                count = name in COUNTS + OPTIONAL_COUNTS
                expected = pl.Int64 if count else pl.String if name in WORDS else pl.Float64
                self.assertEqual(kind, expected, name)
            self.assertEqual(runs.select(COUNTS + WORDS).null_count().sum_horizontal().item(), 0)

    def test_pandas_reads_every_column_of_the_runs_with_its_type(self):
        for folder in [self.mixture, self.own]:
            runs = pd.read_parquet(folder / "runs.parquet", dtype_backend="numpy_nullable")
            for name, kind in runs.dtypes.items():
                count = name in COUNTS + OPTIONAL_COUNTS
                expected = "Int64" if count else "string" if name in WORDS else "Float64"
                self.assertEqual(str(kind), expected, name)
        plain = pd.read_parquet(self.mixture / "runs.parquet")
        self.assertEqual({str(plain[name].dtype) for name in COUNTS + OPTIONAL_COUNTS}, {"int64"})
        self.assertEqual(str(plain["test_error"].dtype), "float64")

    def test_pandas_and_polars_read_the_same_runs(self):
        for folder in [self.mixture, self.own]:
            one = pl.read_parquet(folder / "runs.parquet")
            other = pd.read_parquet(folder / "runs.parquet", dtype_backend="pyarrow")
            self.assertEqual(one.to_dicts(), pl.from_pandas(other).select(one.columns).to_dicts())
        runs = pl.read_parquet(self.mixture / "runs.parquet")
        self.assertEqual(runs.height, 3 * 3 * 2)
        self.assertLessEqual(set(runs["stop_reason"]), {"reached", "stalled"})
        self.assertEqual(pl.read_parquet(self.own / "runs.parquet")["test_error"].null_count(), 4)

    def test_the_curve_has_numbers_in_every_column_that_has_values(self):
        whole = ["width", "samples", "runs", "unreached", "at_start"]
        for folder in [self.mixture, self.own]:
            one = pl.read_csv(folder / "curve.csv")
            # The default parser of pandas is a digit short of exact.
            other = pd.read_csv(folder / "curve.csv", float_precision="round_trip")
            self.assertEqual(one.columns, list(other.columns))
            for name in one.columns:
                if one[name].null_count() == one.height:
                    self.assertTrue(other[name].isna().all(), name)
                    continue
                expected = (pl.Int64, "int64") if name in whole else (pl.Float64, "float64")
                self.assertEqual((one.schema[name], str(other[name].dtype)), expected, name)
                np.testing.assert_array_equal(one[name].to_numpy(), other[name].to_numpy())

    def test_the_curve_is_the_mean_of_the_runs(self):
        runs = pd.read_parquet(self.mixture / "runs.parquet")
        curve = pd.read_csv(self.mixture / "curve.csv").set_index(["width", "alpha"])
        for name in ["test_error", "test_ties", "over_alignment", "over_fitting", "evaluations", "time"]:
            groups = runs.groupby(["width", "alpha"])[name]
            # What one run lacks, the mean lacks.
            means = groups.agg(lambda values: values.mean(skipna=False))
            np.testing.assert_allclose(curve[name], means.loc[curve.index], rtol=1e-12, err_msg=name)


class Weights(unittest.TestCase):
    """weights.npy and outputs.npy: out of `train`, and into it."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)

    def train(self, *more, out):
        sweetspot("train", "--set", "flow.record=3", *more, "--out", out, cwd=self.root)
        return np.load(self.root / out / "weights.npy"), np.load(self.root / out / "outputs.npy")

    def test_a_column_of_the_weights_is_a_neuron(self):
        weights, outputs = self.train("--width", "5", "--set", "data.dimension=7", out="run")
        self.assertEqual((weights.shape, weights.dtype), ((7, 5), np.float64))
        self.assertEqual((outputs.shape, outputs.dtype), ((5,), np.float64))
        neurons = pd.read_csv(self.root / "run/neurons.csv")
        end = neurons[neurons["time"] == neurons["time"].max()]
        np.testing.assert_array_equal(end["neuron"], np.arange(5))
        np.testing.assert_allclose(np.linalg.norm(weights, axis=0), end["weight_norm"], rtol=1e-12)
        np.testing.assert_allclose(outputs, end["output"], rtol=1e-12)

    def test_arrays_of_numpy_are_taken_in_either_order(self):
        points = np.array([[1.0, 0.5], [-1.0, 0.25], [2.0, -1.0], [-3.0, -0.5]])
        np.save(self.root / "y.npy", np.array([1, -1, 1, -1]))
        start = np.linspace(-0.5, 0.6, 6).reshape(2, 3)
        np.save(self.root / "v.npy", np.array([1.0, -1.0, 0.5]))
        ends = []
        for order in ["C", "F"]:
            np.save(self.root / f"x{order}.npy", np.array(points, order=order))
            np.save(self.root / f"w{order}.npy", np.array(start, order=order))
            ends.append(self.train(
                "--data", f"x{order}.npy", "--labels", "y.npy",
                "--init-weights", f"w{order}.npy", "--init-outputs", "v.npy", out=order,
            ))
        for one, other in zip(*ends):
            np.testing.assert_array_equal(one, other)
        self.assertEqual((ends[0][0].shape, ends[0][1].shape), ((2, 3), (3,)))


if __name__ == "__main__":
    unittest.main()
