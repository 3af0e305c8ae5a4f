"""HumanEva-I: the files of VideoPose3D's ConvertHumanEva.m, calibrations, one video, and its npz.

A .cal file holds one number a line: focal lengths (2), principal point (2), skew, distortion (k1 k2 p1 p2 k3,
as the Caltech toolbox has it), rotation (9, row after row) and translation (3, mm): X_cam = R X + T. The
tangential numbers are 0, since that toolbox and Human3.6M count them differently.
"""
import itertools

import numpy as np

from make_formats import empty, load, parent, rounded, write_json, write_mat5, write_video
from make_human36m import in_camera, project
from make_metadata import camera_of

# Pelvis, thorax, arms, legs (left before right), head, by their place in H36M-17.
JOINTS_15 = [0, 8, 11, 12, 13, 14, 15, 16, 4, 5, 6, 1, 2, 3, 10]
METADATA = {"layout_name": "humaneva15", "num_joints": 15,
            "keypoints_symmetry": [[2, 3, 4, 8, 9, 10], [5, 6, 7, 11, 12, 13]]}


def write_calibration(path, camera):
    rotation = np.reshape(camera["rotation"], (3, 3))
    k1, k2, k3 = camera["radial"]
    numbers = [*camera["focal"], *camera["centre"], 0, k1, k2, *camera["tangential"], k3,
               *rotation.ravel(), *(-rotation @ camera["position"])]
    parent(path).write_text("".join(f"{value:.12g}\n" for value in numbers))


def poses_of(trial, cameras, first, rows, lost):
    """[T, 15, 3] mm and [3, T, 15, 2] px, NaN where lost."""
    figures = trial["figures"][first:first + rows]
    joints = np.reshape([figure["joints"] for figure in figures], (-1, 17, 3))[:, JOINTS_15]
    flat = np.stack([rounded(project(camera, in_camera(camera, joints)), 16) for camera in cameras])
    joints[lost], flat[:, lost] = np.nan, np.nan
    return joints, flat


def chunks(joints):
    """Names and slices of the valid stretches, numbered together with the invalid ones."""
    at = 0
    for i, (valid, run) in enumerate(itertools.groupby(np.isfinite(joints).all((1, 2)))):
        end = at + len(list(run))
        if valid:
            yield f"chunk{i}", slice(at, end)
        at = end


def write(drawn, root):
    about = load(drawn)
    empty(root)
    cameras = {entry["subject"]: entry["cameras"] for entry in about["cameras"]}
    for subject, views in cameras.items():
        for camera in views:
            write_calibration(root / subject / "Calibration_Data" / f"{camera['id']}.cal", camera)
    metres, pixels, trials = {}, {}, []
    for trial in about["trials"]:
        subject, first = trial["subject"], about["firstFrame"]
        for split in ("Validate", "Train"):
            rows, lost = trial["rows"][split], trial["lost"][split]
            joints, flat = poses_of(trial, cameras[subject], first, rows, lost)
            write_mat5(root / "converted_15j" / split / subject / f"{trial['action']}_1.mat",
                       {"poses_3d": joints, "poses_2d": flat})
            for name, part in chunks(joints):
                key = f"{trial['action']} 1 {name}"
                metres.setdefault(f"{split}/{subject}", {})[key] = (joints[part] / 1000).astype(np.float32)
                pixels.setdefault(f"{split}/{subject}", {})[key] = list(flat[:, part].astype(np.float32))
            trials.append({
                **{key: trial[key] for key in ("subject", "actor", "action")},
                "split": split, "firstFrame": first, "rows": rows, "lost": lost,
                "poses": {t: trial["figures"][first + t]["joints"] for t in (0, rows - 1)},
            })
            first += rows
    video = about["video"]
    shown = next(t for t in about["trials"]
                 if (t["subject"], t["action"]) == (video["subject"], video["action"]))
    frames = video["lead"] + len(shown["figures"])
    write_video(root / video["subject"] / "Image_Data" / f"{video['action']}_1_({video['camera']}).avi",
                drawn / "video", about["fps"], frames,
                "-c:v", "mpeg4", "-vtag", "XVID", "-q:v", "24", "-g", "300", "-mbd", "rd", "-trellis", "2")
    np.savez_compressed(root / "data_3d_humaneva15.npz", positions_3d=metres)
    np.savez_compressed(root / "data_2d_humaneva15_gt.npz", positions_2d=pixels, metadata=METADATA)
    # The real files hold the official halves, whose frames are known; these are shorter.
    write_json(root / "frames.json", {f"{t['split']}/{t['subject']}/{t['action']}_1": t["firstFrame"] for t in trials})
    write_json(root / "truth.json", {
        "seed": about["seed"],
        "fps": about["fps"],
        "joints": JOINTS_15,
        "video": {**video, "frames": frames},
        "cameras": [{"subject": s, **camera_of(camera)} for s in cameras for camera in cameras[s]],
        "trials": trials,
    })
