"""Human3.6M: poses, videos, boxes and metadata.xml, and the files of VideoPose3D that hold the same poses.

Inferred (no reader that was found depends on it): the name of the root of metadata.xml and of the items in
its lists, what its row of resolutions is for, joints 4, 5, 9, 10, 20-23 and 28-31 (only their places), the root in
D3_Positions_mono_universal, and that `_ALL` has files for one camera at least.
"""
import numpy as np

from make_formats import (empty, h264, load, parent, rounded, write_cdf, write_json, write_masks,
                          write_video)
from make_metadata import camera_of, write_metadata

JOINTS_17 = [0, 1, 2, 3, 6, 7, 8, 12, 13, 14, 15, 17, 18, 19, 25, 26, 27]
# Of each of the 32 joints, the one of the 17 that it repeats; -1 and -2 are the right and the left toes.
SOURCES = [0, 1, 2, 3, -1, -1, 4, 5, 6, -2, -2, 0, 7, 8, 9, 10,
           8, 11, 12, 13, 13, 13, 13, 13, 8, 14, 15, 16, 16, 16, 16, 16]
PARENTS = [-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 9, 8, 11, 12, 8, 14, 15]
# Bones of the universal skeleton, mm, by their child among the 17.
UNIVERSAL = [0, 133, 443, 454, 133, 443, 454, 233, 257, 121, 115, 151, 279, 252, 151, 279, 252]
# Trials too long to be given in each kind of file.
WITH_UNIVERSAL = [("S1", "Directions"), ("S9", "SittingDown")]
WITH_BOXES = [("S1", "Directions"), ("S9", "Directions 1")]
WITHOUT_NPZ = [("S1", "Directions 1")]


def in_camera(camera, points):
    return (points - camera["position"]) @ np.reshape(camera["rotation"], (3, 3)).T


def project(camera, points):
    """As 3d-pose-baseline projects: radial k1 k2 k3, tangential p1 p2; px."""
    u, v = points[..., 0] / points[..., 2], points[..., 1] / points[..., 2]
    r2 = u**2 + v**2
    k1, k2, k3 = camera["radial"]
    p1, p2 = camera["tangential"]
    stretch = 1 + k1 * r2 + k2 * r2**2 + k3 * r2**3 + p1 * v + p2 * u
    distorted = np.stack([u * stretch + p2 * r2, v * stretch + p1 * r2], -1)
    return distorted * camera["focal"] + camera["centre"]


def all_joints(trial):
    """[T, 32, 3] mm, world."""
    figures = trial["figures"]
    joints = np.reshape([figure["joints"] for figure in figures], (-1, 17, 3))
    toes = np.reshape([figure["toes"] for figure in figures], (-1, 2, 3))
    return np.concatenate([joints, toes[:, ::-1]], 1)[:, SOURCES]


def universal(mono):
    """The same directions with the universal bones; the root moves so that the figure looks as large."""
    joints = mono[:, JOINTS_17]
    bones = [joints[:, j] - joints[:, PARENTS[j]] for j in range(17)]
    lengths = [np.linalg.norm(bone, axis=-1, keepdims=True) for bone in bones]
    out = np.zeros_like(joints)
    out[:, 0] = joints[:, 0] * sum(UNIVERSAL[1:]) / np.sum([length[0] for length in lengths[1:]])
    for j in range(1, 17):
        out[:, j] = out[:, PARENTS[j]] + bones[j] * UNIVERSAL[j] / lengths[j]
    ankles = np.stack([out[:, 6], out[:, 3]], 1)
    return np.concatenate([out, ankles], 1)[:, SOURCES]


def boxes(camera, points):
    """A mask for each 26 frames, a tenth wider than the joints, and the mask of each frame."""
    masks = []
    for start in range(0, len(points), 26):
        low, high = (getattr(points[start:start + 26], m)((0, 1)) for m in ("min", "max"))
        margin = 0.1 * (high - low)
        (x0, y0), (x1, y1) = np.floor(low - margin).astype(int), np.ceil(high + margin).astype(int)
        mask = np.zeros((camera["height"], camera["width"]), np.uint8)
        mask[max(0, y0):y1, max(0, x0):x1] = 1
        masks.append(mask)
    return masks, [t // 26 for t in range(len(points))]


def write_trial(root, name, trial, cameras, drawn, frames=None):
    """All files of a trial; returns its 2D poses, [4, T, 32, 2]."""
    key = (trial["subject"], trial["name"])
    poses = root / trial["subject"] / "MyPoseFeatures"
    world = all_joints(trial)[:frames]
    write_cdf(poses / "D3_Positions" / f"{name}.cdf", world.reshape(len(world), 96),
              0 if key == ("S9", "SittingDown") else 6)
    flat = []
    for camera in cameras if frames is None else cameras[:1]:
        file = f"{name}.{camera['id']}"
        mono = in_camera(camera, world)
        flat.append(rounded(project(camera, mono), 16))
        write_cdf(poses / "D3_Positions_mono" / f"{file}.cdf",
                  rounded(mono, 64).reshape(len(mono), 96))
        write_cdf(poses / "D2_Positions" / f"{file}.cdf", flat[-1].reshape(len(mono), 64))
        if frames is None and key in WITH_UNIVERSAL:
            write_cdf(poses / "D3_Positions_mono_universal" / f"{file}.cdf",
                      rounded(universal(mono), 4).reshape(len(mono), 96))
        if frames is None and key in WITH_BOXES:
            write_masks(root / trial["subject"] / "MySegmentsMat/ground_truth_bb" / f"{file}.mat",
                        *boxes(camera, flat[-1]),
                        "earliest" if file == "Directions.54138969" else "latest")
        write_video(root / trial["subject"] / "Videos" / f"{file}.mp4",
                    drawn / trial["subject"] / f"{trial['name']}.{camera['id']}", 50,
                    frames or trial["videoFrames"], *h264(40))
    return np.stack(flat)


def write(drawn, root):
    about = load(drawn)
    empty(root)
    write_metadata(root / "metadata.xml", about["cameras"])
    cameras = {entry["subject"]: entry["cameras"] for entry in about["cameras"]}
    subjects = sorted({trial["subject"] for trial in about["trials"]})
    metres, pixels = {s: {} for s in subjects}, {s: {} for s in subjects}
    for trial in about["trials"]:
        subject, name = trial["subject"], trial["name"]
        flat = write_trial(root, name, trial, cameras[subject], drawn)
        if (subject, name) not in WITHOUT_NPZ:
            # VideoPose3D calls S1's actions as the others'.
            common = name.replace("TakingPhoto", "Photo").replace("WalkingDog", "WalkDog")
            metres[subject][common] = (all_joints(trial) / 1000).astype(np.float32)
            pixels[subject][common] = list(flat[:, :, JOINTS_17].astype(np.float32))
    # The calibration takes: no trial of any action.
    write_trial(root, "_ALL", about["trials"][0], cameras["S1"], drawn, frames=2)
    np.savez_compressed(root / "data_3d_h36m.npz", positions_3d=metres)
    np.savez_compressed(root / "data_2d_h36m_gt.npz", positions_2d=pixels, metadata={
        "num_joints": 17,
        "keypoints_symmetry": [[4, 5, 6, 11, 12, 13], [1, 2, 3, 14, 15, 16]],
    })
    kept = ("subject", "name", "action", "trial", "frames", "videoFrames")
    write_json(root / "truth.json", {
        "seed": about["seed"],
        "fps": about["fps"],
        "universal": UNIVERSAL,
        "cameras": [{"subject": s, **camera_of(camera)} for s in subjects for camera in cameras[s]],
        "trials": [{**{k: trial[k] for k in kept},
                    "poses": {t: trial["figures"][t]["joints"] for t in range(0, trial["frames"], 25)}}
                   for trial in about["trials"]],
    })
