/** A file as it was. */
export interface FileMark {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** The mark of a file as it is now. */
export function markFile(path: string): FileMark {
  const { size, mtime } = Deno.statSync(path);
  return { path, size, modified: mtime?.getTime() ?? 0 };
}

/** Whether the file is there and as it was. */
export function unchanged(mark: FileMark): boolean {
  try {
    const now = markFile(mark.path);
    return now.size === mark.size && now.modified === mark.modified;
  } catch {
    return false;
  }
}
