/**
 * Householder's triangularisation, in place. `matrix` is column after column, each `rows` long; its first
 * `pivots` columns become upper triangular, the others are turned along with them. With a right-hand side b
 * among those, its first `pivots` numbers are then Qᵀb, and the rest has the length of the residual.
 */
export function triangularize(matrix: Float64Array, rows: number, pivots: number): void {
  const columns = matrix.length / rows;
  const reflector = new Float64Array(rows);
  for (let k = 0; k < pivots; k++) {
    const column = k * rows;
    let square = 0;
    for (let i = k; i < rows; i++) square += matrix[column + i] ** 2;
    if (square === 0) continue;
    const first = matrix[column + k];
    const diagonal = first > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    for (let i = k; i < rows; i++) {
      reflector[i] = matrix[column + i];
      matrix[column + i] = 0;
    }
    reflector[k] = first - diagonal;
    matrix[column + k] = diagonal;
    const scale = 1 / (diagonal * (diagonal - first)); // 2 / |reflector|²
    for (let c = k + 1; c < columns; c++) {
      const at = c * rows;
      let dot = 0;
      for (let i = k; i < rows; i++) dot += reflector[i] * matrix[at + i];
      dot *= scale;
      for (let i = k; i < rows; i++) matrix[at + i] -= dot * reflector[i];
    }
  }
}

/**
 * x of R x = y, for the triangle R that {@link triangularize} leaves and y [pivots]. An unknown that no
 * row says anything of is 0.
 */
export function backSubstitute(
  triangle: Float64Array,
  rows: number,
  y: Float64Array,
): Float64Array {
  const x = Float64Array.from(y);
  for (let k = x.length - 1; k >= 0; k--) {
    const diagonal = triangle[k * rows + k];
    x[k] = diagonal === 0 ? 0 : x[k] / diagonal;
    for (let i = 0; i < k; i++) x[i] -= triangle[k * rows + i] * x[k];
  }
  return x;
}
