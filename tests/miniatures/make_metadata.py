"""metadata.xml of Human3.6M: cameras in `w0`, and which file is which trial in `mapping`."""
from xml.sax.saxutils import escape

ACTIONS = ["_ALL", "Directions", "Discussion", "Eating", "Greeting", "Phoning", "Posing", "Purchases",
           "Sitting", "SittingDown", "Smoking", "Photo", "Waiting", "Walking", "WalkDog", "WalkTogether"]
ACTION_NAMES = ["Miscellaneous", *ACTIONS[1:11], "TakingPhoto", *ACTIONS[12:14], "WalkingDog",
                "WalkingTogether"]
# Numbers in the names of the first and the second trial where they are not " 1" and none.
NUMBERS = {
    "S1": {"Eating": "2-", "Sitting": "12", "SittingDown": "2-"},
    "S2": {"_ALL": "21", "Eating": "12", "SittingDown": "23"},
    "S3": {"Eating": "12", "Posing": "12", "Walking": "12"},
    "S4": {"SittingDown": "12", "WalkTogether": "23"},
    "S5": {"Directions": "12", "Discussion": "23", "Greeting": "12", "SittingDown": "-1", "Photo": "-2",
           "Waiting": "12"},
    "S6": {"Eating": "12", "Posing": "2-", "Sitting": "12", "Photo": "-1", "Waiting": "3-"},
    "S7": {"Phoning": "2-", "SittingDown": "-1", "Photo": "-1", "Waiting": "12", "Walking": "12"},
    "S8": {"SittingDown": "-1", "WalkTogether": "12"},
    "S9": {"Discussion": "12", "SittingDown": "-1"},
    "S10": {"_ALL": "21", "Discussion": "12", "SittingDown": "-1", "Smoking": "2-"},
    "S11": {"Discussion": "12", "Greeting": "2-", "Phoning": "32", "SittingDown": "-1", "Smoking": "2-"},
}
RENAMED = {("S1", "Photo"): "TakingPhoto", ("S1", "WalkDog"): "WalkingDog"}
KEPT = ("id", "rotation", "position", "focal", "centre", "radial", "tangential", "width", "height")


def camera_of(camera):
    return {key: camera[key] for key in KEPT}


def base_name(subject, action, trial):
    number = NUMBERS[subject].get(action, "1-")[trial]
    return RENAMED.get((subject, action), action) + ("" if number == "-" else f" {number}")


def write_metadata(path, cameras):
    subjects = list(NUMBERS)
    assert [entry["subject"] for entry in cameras] == subjects
    row = lambda cells: "<tr>" + "".join(f"<td>{escape(c)}</td>" if c else "<td/>" for c in cells) + "</tr>"
    rows = [row(["", "", *subjects])]
    for number, action in enumerate(ACTIONS, 1):
        rows += [row([str(number), str(trial + 1), *(base_name(s, action, trial) for s in subjects)])
                 for trial in (0, 1)]
    views = cameras[0]["cameras"]
    sizes = "[" + ";".join(f"{view['height']} {view['width']}" for view in views) + "]"
    rows.append(row(["", "", *[sizes] * len(subjects)]))

    places = [value for c in range(4) for entry in cameras
              for key in ("angles", "position") for value in entry["cameras"][c][key]]
    lenses = [value for view in views
              for key in ("focal", "centre", "radial", "tangential") for value in view[key]]
    assert (len(places), len(lenses)) == (264, 36)
    items = lambda values: "".join(f"<item>{escape(value)}</item>" for value in values)
    path.write_text("\n".join([
        '<?xml version="1.0" encoding="utf-8"?>',
        "<!-- Made up: a miniature of the file of this name, with cameras that never stood anywhere. -->",
        "<metadata>",
        "<mapping>", *rows, "</mapping>",
        f"<actionnames>{items(ACTION_NAMES)}</actionnames>",
        f"<dbcameras><index2id>{items(view['id'] for view in views)}</index2id></dbcameras>",
        f"<w0>[{' '.join(repr(float(value)) for value in [*places, *lenses])}]</w0>",
        "</metadata>", ""]))
