"""Microseconds to watch the gradients of a stack of Linear layers: norms, then norms and histograms."""
import statistics
import sys
import time

import torch

layers, width = int(sys.argv[1]), int(sys.argv[2])
model = torch.nn.Sequential(*[torch.nn.Linear(width, width) for _ in range(layers)])
model(torch.randn(4, width)).sum().backward()


def norms():
    for parameter in model.parameters():
        parameter.grad.norm().item()


def norms_and_histograms():
    for parameter in model.parameters():
        parameter.grad.norm().item()
        torch.histc(parameter.grad, 64).cpu()


def median_microseconds(watch):
    times = []
    for _ in range(51):
        started = time.perf_counter()
        for _ in range(20):
            watch()
        times.append((time.perf_counter() - started) / 20 * 1e6)
    return statistics.median(times)


print(median_microseconds(norms), median_microseconds(norms_and_histograms))
