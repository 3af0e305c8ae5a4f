/** An array of texts of a file, row-major: fixed-width ones of NumPy (bytes read as Latin-1) or of CDF. */
export interface TextArray {
  /** Length of each axis; none for a single text. */
  readonly shape: readonly number[];
  /** As many as the shape's product, without the zeros that fill them up. */
  readonly texts: readonly string[];
}
