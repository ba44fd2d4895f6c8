/** Divide row ids without a branch: every id is written to both sides, and one of the two ends moves on. */
export function partition(
  thread: u32,
  lo: u32,
  hi: u32,
  rows: usize,
  numRows: u32,
  chunkRows: u32,
  bins: usize,
  wide: u32,
  goesLeft: usize,
  spare: usize,
  counts: usize
): void {
  for (let chunk = lo; chunk < hi; ++chunk) {
    const begin = chunk * chunkRows;
    const size = min(chunkRows, numRows - begin);
    const start = rows + ((<usize>begin) << 2);
    const end = start + ((<usize>size) << 2);
    const spareStart = spare + ((<usize>begin) << 2);
    const left =
      wide != 0
        ? divideWide(start, end, bins, goesLeft, spareStart)
        : divideNarrow(start, end, bins, goesLeft, spareStart);
    store<u32>(counts + ((<usize>chunk) << 2), <u32>((left - start) >> 2));
  }
}

function divideNarrow(start: usize, end: usize, bins: usize, goesLeft: usize, spare: usize): usize {
  let left = start;
  let right = spare;
  for (let at = start; at < end; at += 4) {
    const row = load<u32>(at);
    const isLeft = <usize>load<u8>(goesLeft + <usize>load<u8>(bins + <usize>row));
    store<u32>(left, row);
    store<u32>(right, row);
    left += isLeft << 2;
    right += (isLeft ^ 1) << 2;
  }
  return left;
}

function divideWide(start: usize, end: usize, bins: usize, goesLeft: usize, spare: usize): usize {
  let left = start;
  let right = spare;
  for (let at = start; at < end; at += 4) {
    const row = load<u32>(at);
    const isLeft = <usize>load<u8>(goesLeft + <usize>load<u16>(bins + ((<usize>row) << 1)));
    store<u32>(left, row);
    store<u32>(right, row);
    left += isLeft << 2;
    right += (isLeft ^ 1) << 2;
  }
  return left;
}

export function joinChunks(
  thread: u32,
  lo: u32,
  hi: u32,
  rows: usize,
  numRows: u32,
  chunkRows: u32,
  spare: usize,
  counts: usize
): void {
  let at = rows;
  let count = counts;
  for (let begin: u32 = 0; begin < numRows; begin += chunkRows) {
    const bytes = (<usize>load<u32>(count)) << 2;
    if (begin > 0) memory.copy(at, rows + ((<usize>begin) << 2), bytes);
    at += bytes;
    count += 4;
  }
  count = counts;
  for (let begin: u32 = 0; begin < numRows; begin += chunkRows) {
    const bytes = (<usize>(min(chunkRows, numRows - begin) - load<u32>(count))) << 2;
    memory.copy(at, spare + ((<usize>begin) << 2), bytes);
    at += bytes;
    count += 4;
  }
}
