"""ResNet-18 on CIFAR-10 in PyTorch: one run of a sweep over c, as Yeom, Ha and Lee (2026) train.

    python resnet18_cifar.py --scale 0.0625 --seed 3 --data cifar-10-batches-py
    sweetspot tune --command 'python resnet18_cifar.py --scale {c} --seed {seed} --data DIR' --gpus 0,1

trains f(x) = c net(x) by plain SGD, without momentum, weight decay, augmentation or batch
normalisation's running statistics in training, until 99% of the training images are right, and prints its test
error as JSON. The learning rate is `--rate` times 1/c (`--rule printed`) or times c^(-2/L) (`--rule scaled`), L
layers of weights. `--synthetic 512` trains on so many random images instead, to see that all runs: its test
error says nothing.
"""

import argparse
import json
import pathlib
import pickle
import sys
import time

import torch
from torch import nn
from torch.nn import functional


class Block(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.short = nn.Identity()
        if stride > 1 or channels != out:
            self.short = nn.Sequential(
                nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out)
            )

    def forward(self, x):
        y = functional.relu(self.bn1(self.conv1(x)))
        return functional.relu(self.bn2(self.conv2(y)) + self.short(x))


class ResNet18(nn.Module):
    """He et al. 2016 for images of 32 x 32: a 3 x 3 convolution first and no pooling after it."""

    layers = 18

    def __init__(self, classes):
        super().__init__()
        blocks, channels = [], 64
        for out, stride in [(64, 1), (128, 2), (256, 2), (512, 2)]:
            blocks += [Block(channels, out, stride), Block(out, out, 1)]
            channels = out
        self.first = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(64)
        self.blocks = nn.Sequential(*blocks)
        self.head = nn.Linear(512, classes)

    def forward(self, x):
        x = functional.relu(self.bn(self.first(x)))
        return self.head(self.blocks(x).mean(dim=(2, 3)))


def batches_of(folder, names):
    points, labels = [], []
    for name in names:
        with open(folder / name, "rb") as file:
            batch = pickle.load(file, encoding="bytes")
        points.append(torch.from_numpy(batch[b"data"]).reshape(-1, 3, 32, 32))
        labels += batch[b"labels"]
    return torch.cat(points).float() / 255, torch.tensor(labels)


def cifar(folder):
    """The python version of CIFAR-10 (cifar-10-python.tar.gz), unpacked; per-channel standardised."""
    folder = pathlib.Path(folder)
    train = batches_of(folder, [f"data_batch_{i}" for i in range(1, 6)])
    test = batches_of(folder, ["test_batch"])
    mean, deviation = train[0].mean((0, 2, 3)), train[0].std((0, 2, 3))
    put = lambda x: (x - mean[:, None, None]) / deviation[:, None, None]
    return (put(train[0]), train[1]), (put(test[0]), test[1])


def synthetic(count, seed):
    """Random images in random classes."""
    generator = torch.Generator().manual_seed(seed)
    draw = lambda: (
        torch.randn(count, 3, 32, 32, generator=generator),
        torch.randint(10, (count,), generator=generator),
    )
    return draw(), draw()


def accuracy(model, points, labels, size=500):
    model.eval()
    with torch.no_grad():
        right = sum(
            int((model(x).argmax(1) == y).sum())
            for x, y in zip(points.split(size), labels.split(size))
        )
    model.train()
    return right / len(labels)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0, help="c, the multiplier of the output")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data", help="folder of cifar-10-batches-py")
    parser.add_argument("--synthetic", type=int, help="so many random images in place of CIFAR-10")
    parser.add_argument("--samples", type=int, help="only so many training images")
    parser.add_argument("--rate", type=float, default=0.05, help="learning rate at c = 1")
    parser.add_argument("--rule", choices=["printed", "scaled"], default="printed")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=200, help="at most")
    parser.add_argument("--accuracy", type=float, default=0.99, help="of training, to stop at")
    asked = parser.parse_args()
    if (asked.data is None) == (asked.synthetic is None):
        parser.error("one of --data and --synthetic has to be given")

    torch.manual_seed(asked.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    sets = synthetic(asked.synthetic, asked.seed) if asked.synthetic else cifar(asked.data)
    (x, y), (test_x, test_y) = [tuple(part.to(device) for part in pair) for pair in sets]
    if asked.samples:
        own = torch.randperm(len(y))[: asked.samples].to(device)
        x, y = x[own], y[own]
    model = ResNet18(10).to(device)
    c = asked.scale
    power = -1 if asked.rule == "printed" else -2 / model.layers
    optimizer = torch.optim.SGD(model.parameters(), lr=asked.rate * c**power)

    reached, epochs, risk = False, 0, float("nan")
    began = time.time()
    while not reached and epochs < asked.epochs:
        order = torch.randperm(len(y), device=device)
        losses = []
        for rows in order.split(asked.batch):
            optimizer.zero_grad()
            loss = functional.cross_entropy(c * model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
        epochs += 1
        risk = float(torch.stack(losses).mean())
        if risk != risk:
            sys.exit("the training loss is NaN: take a smaller --rate")
        right = accuracy(model, x, y)
        reached = right >= asked.accuracy
        print(f"epoch {epochs}: loss {risk:.4f}, right {right:.4f}, {time.time() - began:.0f} s", file=sys.stderr)
    print(
        json.dumps(
            {
                "test_error": 1 - accuracy(model, test_x, test_y),
                "training_risk": risk,
                "reached": reached,
                "epochs": epochs,
            }
        )
    )


main()
