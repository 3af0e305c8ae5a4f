"""Writes the miniatures: what render.ts draws, as the official files of each data set.

    python make.py [folder that render.ts has drawn into]

Without a folder it runs render.ts (the command `deno`, or what the variable DENO holds). Needs, and the
committed files were written by, Python 3.11.7 with numpy 2.4.6, scipy 1.17.1, h5py 3.16.0 (HDF5 2.0.0),
cdflib 1.3.16, pillow 13.0.0 (libjpeg-turbo 3.2.0) and imageio-ffmpeg 0.8.1 (FFmpeg 9.0.2). The same
versions write the same bytes. What is inferred about a format, not read in somebody's reader of the real
files, is said where it is written.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the folder holds what is committed, nothing else

import make_human36m
import make_humaneva
import make_kth
import make_mpii

HERE = pathlib.Path(__file__).parent


def draw(folder):
    deno = os.environ.get("DENO", "deno").split()
    subprocess.run([*deno, "run", "--allow-read", "--allow-write", "--allow-env", "--allow-ffi",
                    "--allow-sys", str(HERE / "render.ts"), str(folder)], check=True)


def write(drawn):
    for maker in (make_human36m, make_humaneva, make_mpii, make_kth):
        name = maker.__name__.removeprefix("make_")
        maker.write(pathlib.Path(drawn) / name, HERE / name)
        size = sum(path.stat().st_size for path in (HERE / name).rglob("*") if path.is_file())
        print(f"{name}: {size} bytes")


if len(sys.argv) > 1:
    write(sys.argv[1])
else:
    with tempfile.TemporaryDirectory() as folder:
        draw(folder)
        write(folder)
