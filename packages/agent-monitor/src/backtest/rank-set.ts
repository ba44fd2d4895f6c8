const BITS = 5;
const WIDTH = 1 << BITS;

/** A set of whole numbers under a limit that finds the next and the previous member in a few steps. */
export class RankSet {
  /** Bits of the members; above them one bit for each word that is not empty, and so on. */
  readonly #levels: Uint32Array[] = [];

  constructor(limit: number) {
    let size = limit;
    do {
      size = Math.ceil(size / WIDTH);
      this.#levels.push(new Uint32Array(size));
    } while (size > 1);
  }

  add(rank: number): void {
    let at = rank;
    for (const words of this.#levels) {
      words[at >> BITS]! |= 1 << (at & (WIDTH - 1));
      at >>= BITS;
    }
  }

  remove(rank: number): void {
    let at = rank;
    for (const words of this.#levels) {
      words[at >> BITS]! &= ~(1 << (at & (WIDTH - 1)));
      if (words[at >> BITS] !== 0) return;
      at >>= BITS;
    }
  }

  /** The smallest member above a rank; -1 if there is none. */
  next(rank: number): number {
    let at = rank + 1;
    for (const [level, words] of this.#levels.entries()) {
      const word = at >> BITS;
      if (word >= words.length) return -1;
      const above = words[word]! & (-1 << (at & (WIDTH - 1)));
      if (above !== 0) return this.#descend(level, (word << BITS) + lowestBit(above), lowestBit);
      at = word + 1;
    }
    return -1;
  }

  /** The largest member under a rank; -1 if there is none. */
  previous(rank: number): number {
    let at = rank - 1;
    for (const [level, words] of this.#levels.entries()) {
      if (at < 0) return -1;
      const word = at >> BITS;
      const below = words[word]! & (-1 >>> (WIDTH - 1 - (at & (WIDTH - 1))));
      if (below !== 0) return this.#descend(level, (word << BITS) + highestBit(below), highestBit);
      at = word - 1;
    }
    return -1;
  }

  #descend(level: number, from: number, pick: (word: number) => number): number {
    let at = from;
    for (let below = level - 1; below >= 0; --below)
      at = (at << BITS) + pick(this.#levels[below]![at]!);
    return at;
  }
}

function lowestBit(word: number): number {
  return WIDTH - 1 - Math.clz32(word & -word);
}

function highestBit(word: number): number {
  return WIDTH - 1 - Math.clz32(word);
}
