/** Mix 32 bits into 32 bits (C. Wellons, lowbias32): a counter in, noise out, so that any thread may draw any row. */
export function hash32(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The key of one stream of draws: streams of other purposes or rounds are independent. */
export function streamKey(seed: number, purpose: number, round: number): number {
  return hash32(hash32(hash32(seed + 0x9e3779b9) ^ Math.imul(purpose + 1, 0x85ebca6b)) ^ round);
}

/** The draw `index` of the stream `key`, uniform in [0, 1). */
export function drawAt(key: number, index: number): number {
  return hash32(index ^ key) / 2 ** 32;
}

/** `count` of the integers 0 .. n - 1 without repetition, in ascending order (Knuth's selection sampling). */
export function sampleSorted(n: number, count: number, key: number): Uint32Array {
  const chosen = new Uint32Array(Math.min(n, count));
  let taken = 0;
  for (let i = 0; i < n && taken < chosen.length; ++i) {
    if (drawAt(key, i) * (n - i) < chosen.length - taken) chosen[taken++] = i;
  }
  return chosen;
}
