"""PyTorch in float32 on one thread.

  python3 with-pytorch.py CASE MNIST-FOLDER ROUND

The runner sets OPENBLAS_NUM_THREADS and OMP_NUM_THREADS to 1: torch.set_num_threads does not reach every BLAS.
"""

import json
import pathlib
import sys
import time

import torch
from measure import milliseconds_of, peak_memory, start_up_milliseconds
from mnist import read_images

name, folder, number = sys.argv[1:4]
networks = json.loads((pathlib.Path(__file__).parent / "networks.json").read_text())
network = networks.get(name, networks["walkthrough"])
cross_entropy = torch.nn.functional.cross_entropy


def report(**measures):
    print(json.dumps({"case": name, "dtype": "float32", **measures}), flush=True)


def load(count, set_name="train"):
    images, labels = read_images(folder, count, set_name)
    return torch.from_numpy(images).float() / 255 + network.get("shift", 0), torch.from_numpy(labels).long()


def make():
    layers = []
    for inputs, outputs in zip(network["sizes"], network["sizes"][1:]):
        linear = torch.nn.Linear(inputs, outputs)
        if network.get("initial") == "uniform":
            for parameter in linear.parameters():
                torch.nn.init.uniform_(parameter)
        layers += [linear, torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    algorithm = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[network["optimizer"]]
    return model, algorithm(model.parameters(), lr=network["learningRate"])


def step(model, optimizer, images, labels):
    optimizer.zero_grad()
    loss = cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    return loss


def trainer(images, labels):
    model, optimizer = make()
    batch = network["batch"]

    def epoch():
        for start in range(0, len(labels), batch):
            loss = step(model, optimizer, images[start : start + batch], labels[start : start + batch])
        epoch.loss = float(loss)

    return epoch


def to_98_percent():
    images, labels = load(network["samples"])
    test_images, test_labels = load(10000, "t10k")
    torch.manual_seed(int(number))
    model, optimizer = make()
    spent, epochs, accuracy = 0.0, 0, 0.0
    while accuracy < 98 and epochs < 15:
        start = time.perf_counter()
        for rows in torch.randperm(len(labels)).split(network["batch"]):
            step(model, optimizer, images[rows], labels[rows])
        spent += time.perf_counter() - start
        epochs += 1
        with torch.no_grad():
            accuracy = (model(test_images).argmax(1) == test_labels).double().mean().item() * 100
    report(secondsPerEpoch=spent / epochs, epochs=epochs, seconds=spent, accuracy=accuracy, seed=int(number))


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    if name == "accuracy-98":
        return to_98_percent()
    images, labels = load(network["samples"])
    if name == "predict":
        model, at = make()[0], iter(range(1 << 60))
        with torch.no_grad():
            ask = lambda: model(images[next(at) % 500].unsqueeze(0)).softmax(1)
            report(microseconds=milliseconds_of(ask) * 1000)
    elif name == "start-up":
        report(milliseconds=start_up_milliseconds(lambda: trainer(images, labels)))
    elif name == "memory":
        epoch = trainer(images, labels)
        for _ in range(2):
            epoch()
        report(bytes=peak_memory())
    else:
        epoch = trainer(images, labels)
        microseconds = milliseconds_of(epoch) / len(labels) * 1000
        report(microsecondsPerSample=microseconds, loss=epoch.loss)


main()
