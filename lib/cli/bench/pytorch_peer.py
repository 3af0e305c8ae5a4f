"""PyTorch's side of `deno task bench --peer pytorch`: the same networks, timed on request.

Started by pytorch_peer.ts with `python pytorch_peer.py`; needs torch alone. It answers each line of its
input, one JSON object, with a line of JSON:

    {"make": "infer" | "train" | "finetune", "config": {...}, "batch": {...}, "layout": "contiguous" | "channels_last"}
        -> {"work": 0}                a number for what was made
    {"run": 0} -> {"seconds": 0.5}    one call of it, timed by this process
    {"drop": 0} -> {}                 frees it

`config` is the library's MachineConfig as JSON, so a size stands in one place. The layers are torch's own
modules, written as one would write them: the library is set beside what its users would otherwise run.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn.functional import max_pool2d, relu

TABLE_1 = [0, 0, None, 1, 1, None, 2, 2, 2, 2, None, 3, 3, 2, 2, 2, 2, 4]
LAYOUTS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}


class PsiR(nn.Module):
    def __init__(self, config):
        super().__init__()
        channels, layers, inputs = config["pose2d"]["channels"], [], 3
        for entry in TABLE_1:
            if entry is None:
                layers.append(nn.MaxPool2d(2))
            else:
                layers += [nn.Conv2d(inputs, channels[entry], 3, padding=1), nn.ReLU()]
                inputs = channels[entry]
        self.trunk = nn.Sequential(*layers)
        self.fc = nn.Linear(inputs * (config["imageSize"] // 8) ** 2, 2 * config["joints"])

    def forward(self, images):
        maps = self.trunk(images)
        return maps, self.fc(maps.flatten(1))


class PsiT(nn.Module):
    def __init__(self, config):
        super().__init__()
        shape = config["transformer"]
        side = config["imageSize"] // 8
        channels, self.units, self.pool = shape["channels"], shape["units"], shape["pool"]
        self.conv1 = nn.Conv2d(config["pose2d"]["channels"][4], channels, 5, 2, padding=2)
        self.conv2 = nn.Conv2d(channels, channels, 5, 2, padding=2)
        side = (side + 1) // 2
        side = (side + 1) // 2
        side = (side + 1) // 2 if self.pool else side
        self.fc = nn.Linear(channels * side * side, self.units)
        self.lstm = nn.LSTM(self.units, self.units, num_layers=2, batch_first=True)
        self.out = nn.Linear(self.units, 3 * config["joints"])

    def forward(self, maps, sequences):
        x = relu(self.conv2(relu(self.conv1(maps))))
        if self.pool:
            x = max_pool2d(x, 2, ceil_mode=True)
        x = relu(self.fc(x.flatten(1))).view(sequences, -1, self.units)
        return self.out(self.lstm(x)[0].reshape(-1, self.units))


class Projector(nn.Module):
    def __init__(self, config):
        super().__init__()
        units, self.centre = config["projector"]["units"], config["projector"]["centre"]
        poses, points = 3 * config["joints"], 2 * config["joints"]
        norm = nn.BatchNorm1d if config["projector"].get("batchNorm") else lambda _: nn.Identity()
        self.c = nn.Sequential(nn.Linear(poses, units), nn.ReLU(), nn.Linear(units, poses))
        self.first = nn.Sequential(nn.Linear(poses, units), norm(units), nn.ReLU())
        self.inner = nn.Sequential(
            nn.Linear(units, units), norm(units), nn.ReLU(), nn.Linear(units, units), norm(units), nn.ReLU()
        )
        self.last = nn.Linear(units, points)

    def forward(self, poses, kept):
        changed = self.c((poses - self.centre) * kept) + self.centre
        hidden = self.first(changed - self.centre)
        return changed, self.last(hidden + self.inner(hidden)) + self.centre


def squared_error(a, b, keep=1):
    return (((a - b) ** 2) * keep).sum(1).mean()


def optimised(modules, loss):
    """A whole training step: forward, loss, gradient, its norm clipped to 5, Adam."""
    parameters = [p for module in modules for p in module.parameters()]
    adam = torch.optim.Adam(parameters, 1e-5)

    def step():
        adam.zero_grad(set_to_none=True)
        value = loss()
        value.backward()
        nn.utils.clip_grad_norm_(parameters, 5)
        adam.step()
        return value.item()

    return step


def pictures(count, config, layout):
    size = config["imageSize"]
    return (torch.rand(count, 3, size, size) - 0.5).to(memory_format=layout)


def infer(config, batch, layout):
    net, images = PsiR(config).to(memory_format=layout).eval(), pictures(batch["images"], config, layout)

    def step():
        with torch.inference_mode():
            return net(images)[1].sum().item()

    return step


def train(config, batch, layout):
    net, images = PsiR(config).to(memory_format=layout), pictures(batch["images"], config, layout)
    truth = torch.rand(batch["images"], 2 * config["joints"])
    return optimised([net], lambda: squared_error(net(images)[1], truth))


def finetune(config, batch, layout):
    clips, count, stills, joints = batch["clips"], batch["clips"] * batch["frames"], batch["stills"], config["joints"]
    psi_r, psi_t, projector = (m(config).to(memory_format=layout) for m in (PsiR, PsiT, Projector))
    images = pictures(count + stills, config, layout)
    clips2d, clips3d = torch.rand(count, 2 * joints), torch.rand(count, 3 * joints)
    stills2d = torch.rand(stills, 2 * joints)

    def kept(frames, coordinates):
        return (torch.rand(frames, joints, 1) > 0.15).float().expand(-1, -1, coordinates).reshape(frames, -1)

    def loss():
        maps, points = psi_r(images)
        poses = psi_t(maps[:count], clips)
        changed, projected = projector(poses, kept(count, 3))
        _, seen = projector(psi_t(maps[count:], stills), kept(stills, 3))
        return (
            squared_error(points[:count], clips2d)
            + squared_error(poses, clips3d)
            + squared_error(changed, clips3d)
            + squared_error(projected, clips2d, kept(count, 2))
            + squared_error(seen, points[count:], kept(stills, 2))
            + squared_error(points[count:], stills2d)
        )

    return optimised([psi_r, psi_t, projector], loss)


def answer(request, works):
    if "make" in request:
        torch.manual_seed(1)
        make = {"infer": infer, "train": train, "finetune": finetune}[request["make"]]
        number = len(works)
        works[number] = make(request["config"], request["batch"], LAYOUTS[request["layout"]])
        return {"work": number}
    if "run" in request:
        began = time.perf_counter()
        works[request["run"]]()
        return {"seconds": time.perf_counter() - began}
    works[request["drop"]] = None
    return {}


def main():
    works = {}
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line), works)), flush=True)


main()
