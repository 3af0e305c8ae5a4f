/** 3x3 rotation, row-major, 9 numbers. */
export type Rotation = Float64Array;

/** The identity rotation. */
export function identity(): Rotation {
  return Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
}

/** Rotation by `angle` (radians) about one axis, right-handed. */
export function rotationAbout(axis: "x" | "y" | "z", angle: number): Rotation {
  const c = Math.cos(angle), s = Math.sin(angle);
  if (axis === "x") return Float64Array.of(1, 0, 0, 0, c, -s, 0, s, c);
  if (axis === "y") return Float64Array.of(c, 0, s, 0, 1, 0, -s, 0, c);
  return Float64Array.of(c, -s, 0, s, c, 0, 0, 0, 1);
}

/** The product `a b`: first `b`, then `a`. */
export function multiply(a: Rotation, b: Rotation): Rotation {
  const out = new Float64Array(9);
  for (let row = 0; row < 9; row += 3) {
    for (let col = 0; col < 3; col++) {
      out[row + col] = a[row] * b[col] + a[row + 1] * b[col + 3] + a[row + 2] * b[col + 6];
    }
  }
  return out;
}

/** `Rz(z) Ry(y) Rx(x)`, radians: turn about x first, about z last. */
export function eulerRotation(x: number, y: number, z: number): Rotation {
  return multiply(multiply(rotationAbout("z", z), rotationAbout("y", y)), rotationAbout("x", x));
}

/** Writes the rotated vector `r v` to `out[at..at+3]`. */
export function rotate(
  r: ArrayLike<number>,
  x: number,
  y: number,
  z: number,
  out: Float64Array | Float32Array,
  at: number,
) {
  out[at] = r[0] * x + r[1] * y + r[2] * z;
  out[at + 1] = r[3] * x + r[4] * y + r[5] * z;
  out[at + 2] = r[6] * x + r[7] * y + r[8] * z;
}
