"""Training and inference speed of the small preset's Ψ_R in PyTorch, to set ours beside.

Run `python training_torch.py` with torch, then `deno task bench --json` at once on the same quiet machine, and
compare the ratio of `train_images_per_s`, never the figures of different minutes. The same network and
step: Table 1 at the preset's widths on 64 px, the FC head, summed squared error, the gradient's norm
clipped to 5, Adam. Both memory layouts are tried; the faster one is PyTorch's figure.
"""

import argparse
import json
import time

import torch
from torch import nn

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--size", type=int, default=64, help="side of the pictures, px")
parser.add_argument(
    "--channels", type=int, nargs=5, default=[8, 16, 48, 96, 32],
    help="widths of conv1, conv2, conv3, conv4_1-2 and conv4_7 (lib/model/presets.ts)",
)
parser.add_argument("--joints", type=int, default=17)
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--steps", type=int, default=10, help="timed steps in each of the rounds")
parser.add_argument("--rounds", type=int, default=3, help="rounds; the fastest counts, as in ours")
parser.add_argument("--threads", type=int, help="default: torch's own choice")
options = parser.parse_args()
if options.threads:
    torch.set_num_threads(options.threads)
torch.manual_seed(1)


def network():
    c1, c2, c3, c4, c5 = options.channels
    table_1 = [c1, c1, None, c2, c2, None, c3, c3, c3, c3, None, c4, c4, c3, c3, c3, c3, c5]
    layers, inputs = [], 3
    for outputs in table_1:
        if outputs is None:
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU()]
            inputs = outputs
    side = options.size // 8
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(inputs * side * side, 2 * options.joints))


def fastest(step):
    for _ in range(3):
        step()
    speeds = []
    for _ in range(options.rounds):
        began = time.perf_counter()
        for _ in range(options.steps):
            step()
        speeds.append(options.steps * options.batch / (time.perf_counter() - began))
    return max(speeds)


def measure(layout):
    net = network().to(memory_format=layout)
    images = torch.rand(options.batch, 3, options.size, options.size).to(memory_format=layout) - 0.5
    truth = torch.rand(options.batch, 2 * options.joints)
    adam = torch.optim.Adam(net.parameters(), 1e-3)

    def train():
        adam.zero_grad(set_to_none=True)
        loss = ((net(images) - truth) ** 2).sum(1).mean()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5)
        adam.step()
        return loss.item()

    def infer():
        with torch.no_grad():
            return net(images).sum().item()

    return {"train_images_per_s": fastest(train), "infer_images_per_s": fastest(infer)}


layouts = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
results = {name: measure(layout) for name, layout in layouts.items()}
best = {key: max(r[key] for r in results.values()) for key in next(iter(results.values()))}
print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), **best, **results}, indent=1))
