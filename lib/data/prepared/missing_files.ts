/** What a folder lacks of what was asked for. */
export interface MissingFiles {
  readonly subject: string;
  /** Such as `video`. */
  readonly what: string;
  /** How many. */
  readonly files: number;
}

/** Counts what is missing, by subject and kind. */
export function missingFiles() {
  const counted = new Map<string, MissingFiles>();
  return {
    add(subject: string, what: string) {
      const key = `${subject} ${what}`;
      counted.set(key, { subject, what, files: (counted.get(key)?.files ?? 0) + 1 });
    },
    list: (): MissingFiles[] =>
      [...counted.values()].toSorted((a, b) =>
        a.subject.localeCompare(b.subject, "en", { numeric: true })
      ),
  };
}
