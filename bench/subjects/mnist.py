"""Reads the first images and labels of MNIST's files as NumPy arrays."""

import numpy


def read_images(folder, count, name="train"):
    images = numpy.fromfile(f"{folder}/{name}-images-idx3-ubyte", numpy.uint8, count * 784, offset=16)
    labels = numpy.fromfile(f"{folder}/{name}-labels-idx1-ubyte", numpy.uint8, count, offset=8)
    return images.reshape(count, 784), labels
