#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT
"""Writes optimisers.txt: what PyTorch's optimisers make of noisy gradients of a quadratic, in double.

usage: optimisers.py > optimisers.txt       (Debian: python3-torch 1.13)

The tests read the committed file and need no PyTorch. A line holds the name of a case, the steps made,
the learning rate of the last of them, the parameters after it, and for Adam and AdamW the square roots
by which it divided. The cases are also in optimiser_problem.hpp.
"""
import math

import torch

SIZE = 11  # no multiple of the width of any vector
KEPT = (1, 2, 10, 60, 120)


def noise(a, b):
    """A number in [-1, 1) that depends on both arguments in no visible way, as in problem.hpp."""
    mask = (1 << 64) - 1
    z = (a * 0x9E3779B97F4A7C15 + b * 0xD1342543DE82EF95 + 1) & mask
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
    z ^= z >> 31
    return (z >> 11) * 2.0**-52 - 1.0


def constant(optimiser):
    return torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1.0)


def cosine(optimiser):
    return torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=120)


def drops(optimiser):
    return torch.optim.lr_scheduler.StepLR(optimiser, step_size=25, gamma=0.3)


def warm_up(optimiser):
    return torch.optim.lr_scheduler.LinearLR(optimiser, start_factor=0.1, total_iters=9)


def line(optimiser):
    return torch.optim.lr_scheduler.LinearLR(optimiser, start_factor=1.0, end_factor=0.0,
                                             total_iters=120)


CASES = {
    "sgd": (torch.optim.SGD, {"lr": 0.05, "weight_decay": 0.02}, constant),
    "heavy_ball": (torch.optim.SGD, {"lr": 0.02, "momentum": 0.9, "weight_decay": 0.02}, constant),
    "nesterov": (torch.optim.SGD, {"lr": 0.02, "momentum": 0.9, "weight_decay": 0.02,
                                   "nesterov": True}, constant),
    "nesterov_line": (torch.optim.SGD, {"lr": 0.02, "momentum": 0.8, "nesterov": True}, line),
    "adam": (torch.optim.Adam, {"lr": 0.03}, constant),
    "adam_decay": (torch.optim.Adam, {"lr": 0.03, "betas": (0.8, 0.95), "eps": 1e-3,
                                      "weight_decay": 0.1}, constant),
    "adam_drops": (torch.optim.Adam, {"lr": 0.03, "betas": (0.0, 0.9)}, drops),
    "adamw": (torch.optim.AdamW, {"lr": 0.03, "weight_decay": 0.1}, constant),
    "adamw_cosine": (torch.optim.AdamW, {"lr": 0.03, "betas": (0.9, 0.99), "weight_decay": 0.5},
                     cosine),
    "adamw_warm_up": (torch.optim.AdamW, {"lr": 0.05, "eps": 0.0, "weight_decay": 0.1}, warm_up),
}


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for name, (kind, options, schedule) in CASES.items():
        theta = torch.tensor([noise(1, i) for i in range(SIZE)], dtype=torch.float64,
                             requires_grad=True)
        curvature = torch.tensor([2.0**(i % 4 - 2) for i in range(SIZE)], dtype=torch.float64)
        centre = torch.tensor([noise(2, i) for i in range(SIZE)], dtype=torch.float64)
        optimiser = kind([theta], **options)
        rates = schedule(optimiser)
        for step in range(1, KEPT[-1] + 1):
            kicks = torch.tensor([0.5 * noise(2 + step, i) for i in range(SIZE)],
                                 dtype=torch.float64)
            theta.grad = curvature * (theta.detach() - centre) + kicks
            rate = optimiser.param_groups[0]["lr"]
            optimiser.step()
            rates.step()
            if step not in KEPT:
                continue
            numbers = [rate, *theta.tolist()]
            if "exp_avg_sq" in optimiser.state[theta]:
                square = optimiser.state[theta]["exp_avg_sq"]
                beta2 = optimiser.param_groups[0]["betas"][1]
                root = square.sqrt() / math.sqrt(1 - beta2**step)
                numbers += (root + optimiser.param_groups[0]["eps"]).tolist()
            print(name, step, *(repr(x) for x in numbers))


main()
