"""MPII: pictures, the MATLAB file of the release with its traps, and the JSON files that most training code reads.

Coordinates count from 1: 1 more than px from the upper left corner, as the readers of the JSON take it.
Inferred: `joints_vis` of the JSON is 1 for a joint that is annotated, and one that is not stands at (-1, -1).
The flags `is_visible` are made up: they say nothing about the pictures.
"""
import numpy as np
from PIL import Image

from make_formats import empty, load, parent, write_json, write_mat5

# r ankle, knee, hip, l hip, knee, ankle, pelvis, thorax, upper neck, head top, r wrist, elbow, shoulder,
# l shoulder, elbow, wrist, by their place in H36M-17.
JOINTS_16 = [3, 2, 1, 4, 5, 6, 0, 8, 9, 10, 16, 15, 14, 11, 12, 13]
# The real file lists the points like this.
ORDER = [6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15]
NOTHING = np.zeros((0, 0))

# How each picture is annotated: number, text, empty for head and neck, or no field for visibility.
TRAPS = {
    "000000101.jpg": {"visible": "number"},
    "000000202.jpg": {"visible": "text"},
    "000000303.jpg": {"visible": "absent", "missing": [[0, 5, 10]]},
    "000000404.jpg": {"visible": "empty"},
    "000000505.jpg": {"visible": "text", "valid": True},
    "000000606.jpg": {"test": "no points"},
    "000000707.jpg": {"test": "no annorect"},
    "000000808.jpg": {"visible": "number", "without_points": [1]},
    "000000909.jpg": {"visible": "empty", "missing": [[], [15], []], "valid": True},
    "000001010.jpg": {"visible": "number", "test": "train without annorect"},
}


def structs(entries):
    """A 1 x n struct array; the fields are the first entry's."""
    out = np.zeros((1, len(entries)), [(name, object) for name in entries[0]])
    for i, entry in enumerate(entries):
        for name, value in entry.items():
            out[name][0, i] = value
    return out


def person_of(joints, missing):
    """What is true of a person: px from the upper left corner, visibility 0, 1 or null for no such point."""
    joints = np.reshape(joints, (17, 2))[JOINTS_16]
    low, high = joints.min(0), joints.max(0)
    neck, top = joints[8], joints[9]
    half = 0.7 * np.linalg.norm(top - neck)
    centre = (neck + top) / 2
    return {
        "joints": [None if id in missing else joints[id].tolist() for id in range(16)],
        "visible": [None if id in missing else int(id % 5 != 3) for id in range(16)],
        "centre": np.round((low + high) / 2).tolist(),
        "scale": round(float((high - low)[1]) * 1.1 / 200, 6),
        "head": [*np.floor(centre - half).tolist(), *np.ceil(centre + half).tolist()],
    }


def point_of(person, id, visible):
    x, y = person["joints"][id]
    flag = person["visible"][id]
    point = {"x": x + 1, "y": y + 1, "id": np.uint8(id)}
    if visible == "absent":
        return point
    empty_here = visible == "empty" and id in (8, 9)
    return {**point, "is_visible": NOTHING if empty_here else str(flag) if visible == "text" else np.uint8(flag)}


def annorect_of(persons, trap):
    if trap.get("test") in ("no annorect", "train without annorect"):
        return NOTHING
    rects = []
    for i, person in enumerate(persons):
        x, y = person["centre"]
        rect = {"scale": person["scale"], "objpos": structs([{"x": x + 1, "y": y + 1}])}
        if not trap.get("test"):
            points = [point_of(person, id, trap["visible"]) for id in ORDER if person["joints"][id]]
            without = i in trap.get("without_points", [])
            box = dict(zip(("x1", "y1", "x2", "y2"), (value + 1 for value in person["head"])))
            rect = {**box, "annopoints": NOTHING if without else structs([{"point": structs(points)}]), **rect}
        rects.append(rect)
    return structs(rects)


def entry_of(name, person):
    """A person as the JSON files have it."""
    return {
        "joints_vis": [int(joint is not None) for joint in person["joints"]],
        "joints": [[-1.0, -1.0] if joint is None else [value + 1 for value in joint]
                   for joint in person["joints"]],
        "image": name,
        "scale": person["scale"],
        "center": [value + 1 for value in person["centre"]],
    }


def cells(values):
    out = np.zeros((len(values), 1), object)
    out[:, 0] = values
    return out


def write(drawn, root):
    about = load(drawn)
    empty(root)
    truth, annolist, annotations = [], [], {"train": [], "valid": []}
    for number, picture in enumerate(about["pictures"]):
        name, trap = picture["name"], TRAPS[picture["name"]]
        image = Image.open(drawn / name.replace(".jpg", ".png"))
        image.save(parent(root / "images" / name), quality=55, optimize=True)
        missing = trap.get("missing", [[]] * picture["persons"])
        persons = [person_of(j, m) for j, m in zip(picture["joints"], missing)]
        training = trap.get("test") in (None, "train without annorect")
        annolist.append({"image": structs([{"name": name}]), "annorect": annorect_of(persons, trap),
                         "frame_sec": float(10 + number), "vidx": float(1 + number // 4)})
        labelled = [i for i in range(len(persons))
                    if not trap.get("test") and i not in trap.get("without_points", [])]
        annotations["valid" if trap.get("valid") else "train"] += [
            entry_of(name, persons[i]) for i in labelled]
        truth.append({"name": name, "width": picture["width"], "height": picture["height"],
                      "still": picture["still"], "training": training, "labelled": labelled,
                      "visibility": trap.get("visible"), "persons": persons})
    persons = [np.arange(1.0, 1 + len(t["persons"]))[:, None] for t in truth]
    acts = structs([{"cat_name": "made up", "act_name": "posing", "act_id": float(1 + i)}
                    for i in range(len(truth))]).T
    write_mat5(root / "mpii_human_pose_v1_u12_1.mat", {"RELEASE": structs([{
        "annolist": structs(annolist),
        "img_train": np.array([[t["training"] for t in truth]], np.uint8),
        "version": "12",
        "single_person": cells(persons),
        "act": acts,
        "video_list": cells(["aaaaaaaaaaa", "bbbbbbbbbbb", "ccccccccccc"]).T,
    }])})
    for part, entries in annotations.items():
        write_json(root / "annot" / f"{part}.json", entries)
    write_json(root / "truth.json", {"seed": about["seed"], "joints": JOINTS_16, "pictures": truth})
