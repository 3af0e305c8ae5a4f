"""KTH Multiview Football II: a sequence's text files, one number a line, and its pictures.

3D poses are in metres about the middle of the hips, Z up; px = camera (X, Y, Z, 1). The order of the numbers is
MATLAB's: in positions2d x before y, then joints, cameras, frames; in cameras down each column of a 2 x 4 matrix.
"""
import numpy as np
from PIL import Image

from make_formats import empty, load, parent, rounded, write_json


def write_numbers(path, values):
    parent(path).write_text("".join(f"{value:.10g}\n" for value in np.ravel(values)))


def write(drawn, root):
    about = load(drawn)
    sequence = empty(root) / "Sequence 1"
    poses = np.reshape(about["poses"], (-1, 17, 3))[:, about["joints"]] / 1000
    cameras = np.reshape(about["cameras"], (len(poses), -1, 2, 4))
    flat = np.einsum("tcij,tnj->tcni", cameras[..., :3], poses) + cameras[:, :, None, :, 3]
    write_numbers(sequence / "positions3d.txt", poses)
    write_numbers(sequence / "positions2d.txt", rounded(flat, 1000))
    write_numbers(sequence / "cameras.txt", cameras.transpose(0, 1, 3, 2))
    for frame in range(len(poses)):
        for camera in range(cameras.shape[1]):
            folder = f"Camera {camera + 1}"
            image = Image.open(drawn / folder / f"{frame:05d}.png").quantize(16, dither=0).convert("RGB")
            image.save(parent(sequence / folder / f"{frame + 1:05d}.png"), optimize=True)
    write_json(root / "truth.json", {
        **{key: about[key] for key in ("seed", "actor", "fps", "width", "height", "joints")},
        "poses": about["poses"],
        "cameras": about["cameras"],
    })
