/**
 * Edits (insert, delete, replace, swap neighbours) between two words: Damerau 1964, restricted form. Written here because the
 * maintained packages (leven, fastest-levenshtein) count a swap as two edits, and damerau-levenshtein stops counting early.
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; ++i) {
    const row = [i];
    for (let j = 1; j <= b.length; ++j) {
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          last[j]! + 1,
          row[j - 1]! + 1,
          last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
          swap && i > 1 && j > 1 ? before[j - 2]! + 1 : Infinity
        )
      );
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}

/** The known word most similar to `word`; undefined if none is similar. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const limit = Math.min(word.length - 1, Math.max(2, Math.floor(word.length / 3)));
  let best: string | undefined;
  let bestDistance = limit + 1;
  const written = word.toLowerCase();
  for (const candidate of known) {
    const wanted = candidate.toLowerCase();
    // At least as many edits as the lengths differ by are needed: a long word costs nothing.
    if (Math.abs(written.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(written, wanted);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}
