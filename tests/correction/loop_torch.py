"""The one-frame-at-a-time loop of lib/correction/loop.ts in PyTorch, to compare the speed of the two.

    python tests/correction/loop_torch.py UNITS FRAMES [psiC|psiC+psiP]

prints frames a second, the fastest of three rounds, as `benchCorrection` does. Same layers (K = 17),
steps and reads of the pose; the rules are off. Needs torch alone.
"""

import sys
import time

import torch

STEPS, RATE, CENTRE = 2, 0.04, 0.5


def psi_c(c, pose):
    return torch.addmm(c[3], torch.relu(torch.addmm(c[1], pose - CENTRE, c[0])), c[2]) + CENTRE


def psi_p(p, pose):
    u = torch.relu(torch.addmm(p[1], pose - CENTRE, p[0]))
    v = torch.relu(torch.addmm(p[3], u, p[2]))
    w = torch.relu(torch.addmm(p[5], v, p[4]))
    return torch.addmm(p[7], u + w, p[6]) + CENTRE


def correct_frame(trained_c, trained_p, pose, target, both):
    c = [w.detach().requires_grad_() for w in trained_c]
    p = [w.detach().requires_grad_(both) for w in trained_p]
    with torch.no_grad():
        poses = [psi_c(c, pose).numpy()]
    for _ in range(STEPS):
        copies = c + p if both else c
        loss = (psi_p(p, psi_c(c, pose)) - target).square().sum()
        grads = torch.autograd.grad(loss, copies)
        with torch.no_grad():
            copies = [(w - RATE * g).requires_grad_() for w, g in zip(copies, grads)]
            c, p = copies[:4], copies[4:] if both else p
            poses.append(psi_c(c, pose).numpy())
    return poses


def main(units, frames, update="psiC"):
    torch.manual_seed(1)

    def layers(*sizes):
        for inputs, outputs in sizes:
            bound = (6 / (inputs + outputs)) ** 0.5
            yield torch.empty(inputs, outputs).uniform_(-bound, bound)
            yield torch.zeros(outputs)

    c = list(layers((51, units), (units, 51)))
    p = list(layers((51, units), (units, units), (units, units), (units, 34)))
    pose, target = torch.rand(frames, 1, 51), torch.rand(frames, 1, 34)
    correct_frame(c, p, pose[0], target[0], update != "psiC")
    fastest = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for frame in range(frames):
            correct_frame(c, p, pose[frame], target[frame], update != "psiC")
        fastest = min(fastest, (time.perf_counter() - start) / frames)
    print(f"{1 / fastest:.1f} frames/s")


main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
