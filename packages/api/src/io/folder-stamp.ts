import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText, sha256 } from '@espalier/core/files';

/** Small files that name the others, or hold their checksums. A bundle that is being published lies in the ready folder. */
const LISTS = [
  'manifest.json',
  '.bundle-ready/manifest.json',
  'model_manifest.json',
  'CHECKSUMS.json'
];
const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
/** More files than any model has. */
const MAX_FILES = 1000;
/** A file changed later than this may change again without a new time: some file systems count whole seconds. */
const YOUNG_MS = 3000;

/** What the files of a folder look like. */
export interface FolderStamp {
  /** Differs after any change of a file of the model. */
  readonly files: string;
  /** Differs after a change of the contents of its lists: manifests and checksums. */
  readonly lists: string;
}

interface List {
  /** The state of the file when it was read. */
  readonly state: string;
  readonly sha256: string;
  readonly names: readonly string[];
}

/**
 * Watch the files that the manifests of a folder name by their state: device, inode, size, times. Only the lists are
 * read, and only after they changed.
 */
export function createFolderStamp(folder: string): () => Promise<FolderStamp> {
  const lists = new Map<string, List>();
  let known: readonly string[] = [];
  const readList = async (name: string): Promise<List> => {
    const { state, changed } = await stateOf(join(folder, name));
    const last = lists.get(name);
    if (last?.state === state && Date.now() - changed > YOUNG_MS) return last;
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    const list =
      bytes === undefined
        ? { state, sha256: '', names: [] }
        : { state, sha256: sha256(bytes), names: namesIn(decodeText(bytes)) };
    lists.set(name, list);
    return list;
  };
  return async () => {
    const read = await Promise.all(LISTS.map(readList));
    const named = [...new Set(read.flatMap(({ names }) => names))].slice(0, MAX_FILES);
    // A manifest that is gone or damaged names nothing; the files of the one before may change meanwhile.
    if (named.length > 0) known = named;
    const states = await Promise.all(known.map(name => stateOf(join(folder, name))));
    return {
      files: [
        ...read.map(({ state, sha256: sum }) => `${state} ${sum}`),
        ...states.map(({ state }, i) => `${known[i]!} ${state}`)
      ].join('\n'),
      lists: read.map(({ sha256: sum }) => sum).join(' ')
    };
  };
}

async function stateOf(path: string): Promise<{ state: string; changed: number }> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    const changed = Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n);
    return { state: [dev, ino, size, mtimeNs, ctimeNs].join(':'), changed };
  } catch (error) {
    return { state: String((error as NodeJS.ErrnoException).code), changed: -Infinity };
  }
}

/** The files that a manifest of a bundle or of rules names; none if it cannot be understood. */
function namesIn(text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  if (!isRecord(value)) return [];
  const { files, paths } = value;
  const names = [
    ...(isRecord(files) ? Object.keys(files) : []),
    ...(isRecord(paths) ? Object.values(paths) : [])
  ];
  return names.filter(name => typeof name === 'string' && PLAIN_NAME.test(name)) as string[];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
