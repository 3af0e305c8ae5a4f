"""Writers of the file formats, each an implementation that the readers of this project share nothing with."""
import gzip
import json
import pathlib
import shutil
import subprocess

import cdflib.cdfwrite
import h5py
import imageio_ffmpeg
import numpy as np
import scipy.io


# cdflib would write the time into each gzip header.
cdflib.cdfwrite.gzip_deflate = lambda data, level: gzip.compress(data, level, mtime=0)


def empty(folder):
    """Starts a folder anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def parent(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def rounded(values, parts):
    """To fractions whose float32 ends in zero bits, which pack well."""
    return np.round(np.asarray(values, float) * parts) / parts


def write_json(path, value):
    """One line for each entry of the outer lists and objects: small, and a change shows in a diff."""
    def text(value, depth):
        if depth and isinstance(value, dict):
            return "{\n" + ",\n".join(f"{json.dumps(str(k))}: {text(v, depth - 1)}"
                                      for k, v in value.items()) + "\n}"
        if depth and isinstance(value, list) and isinstance(value[0], (dict, list)):
            return "[\n" + ",\n".join(text(v, depth - 1) for v in value) + "\n]"
        return json.dumps(value, separators=(",", ":"))
    parent(path).write_text(text(value, 2) + "\n")


def write_cdf(path, poses, compression=6):
    """`Pose`, one record of [T, numbers a frame], as cdflib reads the real files: (1, T, 96).

    Inferred: column-major (MATLAB's cdfwrite does so), float32, gzip in the variable.
    """
    # cdflib marks the majority and leaves the order of the numbers to the caller.
    columns = np.ascontiguousarray(poses.T, np.float32).reshape(poses.shape)
    parent(path).unlink(missing_ok=True)
    with cdflib.cdfwrite.CDF(path, {"Majority": "column_major", "Encoding": 6}) as cdf:
        cdf.write_var({"Variable": "Pose", "Data_Type": cdf.CDF_FLOAT, "Num_Elements": 1,
                       "Rec_Vary": True, "Var_Type": "zVariable", "Compress": compression,
                       "Dim_Sizes": list(poses.shape)},
                      var_data=columns[None])


def write_mat5(path, values):
    """MATLAB 5; scipy writes the time into the header, so that is overwritten."""
    scipy.io.savemat(parent(path), values, do_compression=True)
    with path.open("r+b") as file:
        file.write(b"MATLAB 5.0 MAT-file, Platform: none, Created on: Thu Jan  1 00:00:00 1970".ljust(116))


def write_masks(path, masks, frames, version):
    """MATLAB 7.3: the cell `Masks` of one logical mask a frame, [width, height] as HDF5 sees it.

    Frames share a mask (`masks[frames[t]]`), which MATLAB would write again for each. MATLAB's files are of
    HDF5's `earliest` version; `latest` takes half the bytes.
    """
    with h5py.File(parent(path), "w", userblock_size=512, libver=version) as file:
        references = []
        for i, mask in enumerate(masks):
            data = file.create_dataset(f"#refs#/{'bcdefgh'[i]}", mask.T.shape, "u1", chunks=(250, 251),
                                       compression="gzip", compression_opts=9)
            data.attrs["MATLAB_class"] = np.bytes_("logical")
            data.attrs["MATLAB_int_decode"] = np.int32(1)
            (x0, x1), (y0, y1) = ((np.flatnonzero(mask.any(axis))[[0, -1]] + [0, 1]) for axis in (0, 1))
            data[x0:x1, y0:y1] = mask.T[x0:x1, y0:y1]  # the rest is never stored: 0
            references.append(data.ref)
        cell = file.create_dataset("Masks", (len(frames), 1), h5py.ref_dtype)
        cell.attrs["MATLAB_class"] = np.bytes_("cell")
        cell[:, 0] = [references[mask] for mask in frames]
    text = b"MATLAB 7.3 MAT-file, Platform: none, Created on: Thu Jan  1 00:00:00 1970 HDF5 schema 1.00 ."
    with path.open("r+b") as file:
        file.write(text.ljust(116) + bytes(8) + b"\x00\x02IM")


def write_video(path, pictures, fps, count, *coding):
    """Encodes pictures 00000.png onwards on one thread, without a word about the encoder."""
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error",
                    "-framerate", str(fps), "-i", str(pictures / "%05d.png"), "-frames:v", str(count),
                    "-threads", "1", *coding, "-pix_fmt", "yuv420p", "-map_metadata", "-1",
                    "-fflags", "+bitexact", "-flags:v", "+bitexact", str(parent(path))], check=True)


def h264(crf):
    """Coarse x264, one key frame; the SEI that names its options is taken out."""
    return ("-c:v", "libx264", "-preset", "veryslow", "-tune", "animation", "-crf", str(crf),
            "-x264-params", "keyint=infinite", "-bsf:v", "filter_units=remove_types=6")


def load(drawn):
    return json.loads((pathlib.Path(drawn) / "all.json").read_text())
