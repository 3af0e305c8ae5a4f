"""The one-frame-at-a-time loop of lib/correction/loop.ts in PyTorch, to compare the speed of the two.

    python tests/correction/loop_torch.py UNITS FRAMES [psiC|psiC+psiP]

prints frames a second, the fastest of twelve rounds, as `benchCorrection` does, for the loop as one
would write it (copies of modules, an SGD optimiser) and for the leanest way to write it (no module and
no optimiser: functions of plain tensors). Same layers (K = 17), steps and reads of the pose; the rules
are off. Needs torch alone.
"""

import copy
import sys
import time

import torch
from torch import nn
from torch.nn.functional import mse_loss, relu

STEPS, RATE, CENTRE = 2, 0.04, 0.5


class PsiC(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(51, units), nn.Linear(units, 51)

    def forward(self, pose):
        return self.fc2(relu(self.fc1(pose - CENTRE))) + CENTRE


class PsiP(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(51, units), nn.Linear(units, units)
        self.fc3, self.fc4 = nn.Linear(units, units), nn.Linear(units, 34)

    def forward(self, pose):
        u = relu(self.fc1(pose - CENTRE))
        return self.fc4(u + relu(self.fc3(relu(self.fc2(u))))) + CENTRE


def correct_frame(psi_c, psi_p, pose, target, both):
    psi_c, psi_p = copy.deepcopy(psi_c), copy.deepcopy(psi_p) if both else psi_p
    parameters = [*psi_c.parameters(), *(psi_p.parameters() if both else [])]
    sgd = torch.optim.SGD(parameters, lr=RATE)
    poses = []
    for _ in range(STEPS):
        sgd.zero_grad()
        now = psi_c(pose)
        poses.append(now.detach().numpy())
        mse_loss(psi_p(now), target, reduction="sum").backward()
        sgd.step()
    with torch.no_grad():
        poses.append(psi_c(pose).numpy())
    return poses


def lean_psi_c(c, pose):
    return torch.addmm(c[3], relu(torch.addmm(c[1], pose, c[0])), c[2])


def lean_psi_p(p, pose):
    u = relu(torch.addmm(p[1], pose, p[0]))
    v = relu(torch.addmm(p[3], u, p[2]))
    return torch.addmm(p[7], u + relu(torch.addmm(p[5], v, p[4])), p[6])


def lean_correct_frame(trained_c, trained_p, pose, target, both):
    pose, target = pose - CENTRE, target - CENTRE
    c = [w.detach().requires_grad_() for w in trained_c]
    p = [w.detach().requires_grad_(both) for w in trained_p]
    poses = []
    for _ in range(STEPS):
        copies = c + p if both else c
        now = lean_psi_c(c, pose)
        poses.append(now.detach().numpy() + CENTRE)
        loss = RATE * (lean_psi_p(p, now) - target).square().sum()
        grads = torch.autograd.grad(loss, copies)
        copies = [(w.detach() - g).requires_grad_() for w, g in zip(copies, grads)]
        c, p = copies[:4], copies[4:] if both else p
    with torch.no_grad():
        poses.append(lean_psi_c(c, pose).numpy() + CENTRE)
    return poses


def fastest(correct, frames, pose, target):
    part, best = -(-frames // 12), float("inf")
    for first in range(0, frames, part):
        count = min(part, frames - first)
        start = time.perf_counter()
        for frame in range(first, first + count):
            correct(pose[frame], target[frame])
        best = min(best, (time.perf_counter() - start) / count)
    return f"{1 / best:.1f} frames/s"


def main(units, frames, update="psiC"):
    torch.manual_seed(1)
    both = update != "psiC"
    psi_c, psi_p = PsiC(units), PsiP(units).requires_grad_(both)
    # nn.Linear keeps its kernel transposed.
    plain = [
        [w.detach().t().contiguous() for w in module.parameters()] for module in (psi_c, psi_p)
    ]
    pose, target = torch.rand(frames, 1, 51), torch.rand(frames, 1, 34)
    loops = {
        "modules": lambda x, y: correct_frame(psi_c, psi_p, x, y, both),
        "lean": lambda x, y: lean_correct_frame(*plain, x, y, both),
    }
    expected, lean = (loop(pose[0], target[0])[-1] for loop in loops.values())
    assert abs(expected - lean).max() < 1e-5
    for name, loop in loops.items():
        print(f"{name:8} {fastest(loop, frames, pose, target)}")


main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
