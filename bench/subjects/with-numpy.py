"""NumPy: the walkthrough network, one sample at a time, in float64, and matrix products in float32 with OpenBLAS.

  python3 with-numpy.py CASE MNIST-FOLDER ROUND
"""

import json
import pathlib
import sys

import numpy
from measure import milliseconds_of, peak_memory, start_up_milliseconds
from mnist import read_images

name, folder = sys.argv[1:3]
here = pathlib.Path(__file__).parent
networks = json.loads((here / "networks.json").read_text())


def report(dtype, **measures):
    print(json.dumps({"case": name, "dtype": dtype, **measures}), flush=True)


class Walkthrough:
    def __init__(self, sizes, learning_rate):
        draw = numpy.random.default_rng(1).random
        self.weights = [draw((outputs, inputs)) for inputs, outputs in zip(sizes, sizes[1:])]
        self.biases = [draw(outputs) for outputs in sizes[1:]]
        self.learning_rate = learning_rate

    def forward(self, image):
        activations, hidden = [image], len(self.weights) - 1
        for weights, biases in zip(self.weights[:hidden], self.biases):
            activations.append(numpy.maximum(weights @ activations[-1] + biases, 0))
        logits = self.weights[hidden] @ activations[-1] + self.biases[hidden]
        powers = numpy.exp(logits - logits.max())
        activations.append(powers / powers.sum())
        return activations

    def train(self, image, target):
        activations = self.forward(image)
        delta = activations[-1] - target
        for layer in reversed(range(len(self.weights))):
            weights, before = self.weights[layer], activations[layer]
            earlier = (weights.T @ delta) * (before > 0) if layer else None  # before these weights change
            weights -= self.learning_rate * numpy.outer(delta, before)
            self.biases[layer] -= self.learning_rate * delta
            delta = earlier
        return activations[-1]


def trainer(network, images, labels):
    made = Walkthrough(network["sizes"], network["learningRate"])
    targets = numpy.eye(10)[labels]

    def epoch():
        loss = 0.0
        for image, target, label in zip(images, targets, labels):
            loss -= numpy.log(max(made.train(image, target)[label], 1e-10))
        epoch.loss = loss / len(images)

    return epoch


def matmul():
    for size in json.loads((here / "matmul.json").read_text())["sizes"]:
        random = numpy.random.default_rng(1)
        left, right = (random.random((size, size), dtype=numpy.float32) + 0.5 for _ in range(2))
        product = numpy.empty((size, size), numpy.float32)
        milliseconds = milliseconds_of(lambda: numpy.matmul(left, right, out=product))
        report("float32", size=size, microseconds=milliseconds * 1000)


def main():
    if name == "matmul":
        return matmul()
    network = networks.get(name, networks["walkthrough"])
    pixels, labels = read_images(folder, 500)
    images = pixels / 255.0 + network.get("shift", 0)
    if name == "predict":
        made, at = Walkthrough(network["sizes"], network["learningRate"]), iter(range(1 << 60))
        report("float64", microseconds=milliseconds_of(lambda: made.forward(images[next(at) % 500])) * 1000)
    elif name == "start-up":
        report("float64", milliseconds=start_up_milliseconds(lambda: trainer(network, images, labels)))
    elif name == "memory":
        epoch = trainer(network, images, labels)
        for _ in range(2):
            epoch()
        report("float64", bytes=peak_memory())
    else:
        epoch = trainer(network, images, labels)
        microseconds = milliseconds_of(epoch) / 500 * 1000
        report("float64", microsecondsPerSample=microseconds, loss=epoch.loss)


main()
