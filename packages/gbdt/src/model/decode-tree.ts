import { checkFinite, checkInteger, checkList, checkObject, fail } from './check.ts';
import type { EncodedTree } from './encode.ts';
import type { ModelFeature } from './model.ts';

/** A node whose numbers are in range; children are numbers of nodes of the same tree. */
export interface NodeRecord {
  readonly feature: number;
  readonly threshold: number;
  readonly set: readonly number[] | null;
  readonly missingLeft: number;
  readonly left: number;
  readonly right: number;
  readonly value: number;
  readonly cover: number;
  readonly gain: number;
}

const COLUMNS = [
  'feature',
  'threshold',
  'set',
  'missingLeft',
  'left',
  'right',
  'value',
  'cover',
  'gain'
] as const satisfies readonly (keyof EncodedTree)[];

/** Ascending bins below `numBins`. */
function checkSet(value: unknown, where: string, numBins: number): number[] {
  const list = checkList(value, where, numBins);
  let before = -1;
  return Array.from(list, (item, i) => {
    before = checkInteger(item, `${where}[${i}]`, before + 1, numBins - 1);
    return before;
  });
}

function checkNode(
  column: Record<keyof EncodedTree, readonly unknown[]>,
  node: number,
  where: string,
  features: readonly ModelFeature[]
): NodeRecord {
  const numNodes = column.feature.length;
  const at = (name: keyof EncodedTree) => `${where}.${name}[${node}]`;
  const feature = checkInteger(column.feature[node], at('feature'), -1, features.length - 1);
  const missingLeft = checkInteger(column.missingLeft[node], at('missingLeft'), 0, 1);
  const value = checkFinite(column.value[node], at('value'));
  const gain = checkFinite(column.gain[node], at('gain'));
  const cover = checkFinite(column.cover[node], at('cover'));
  if (!(cover > 0)) fail(at('cover'), cover, 'a number above 0');
  if (feature < 0) {
    checkInteger(column.left[node], at('left'), -1, -1);
    checkInteger(column.right[node], at('right'), -1, -1);
    return {
      feature,
      threshold: 0,
      set: null,
      missingLeft,
      left: -1,
      right: -1,
      value,
      cover,
      gain
    };
  }
  // Children come after their parent, so there is no cycle.
  const left = checkInteger(column.left[node], at('left'), node + 1, numNodes - 1);
  const right = checkInteger(column.right[node], at('right'), node + 1, numNodes - 1);
  const known = features[feature];
  const isNumber = known.kind === 'number';
  if (isNumber && column.set[node] !== null) fail(at('set'), column.set[node], 'null');
  const set = isNumber ? null : checkSet(column.set[node], at('set'), known.numBins);
  const raw = column.threshold[node];
  const threshold = raw === null ? Infinity : checkFinite(raw, at('threshold'));
  return { feature, threshold, set, missingLeft, left, right, value: 0, cover, gain };
}

/** Check that every node but the root is the child of exactly one node, and that covers add up. */
function checkShape(nodes: readonly NodeRecord[], where: string): void {
  const numParents = new Uint32Array(nodes.length);
  nodes.forEach(({ feature, left, right, cover }, node) => {
    if (feature < 0) return;
    ++numParents[left];
    ++numParents[right];
    const sum = nodes[left].cover + nodes[right].cover;
    if (sum !== cover) fail(`${where}.cover[${node}]`, cover, `the sum of its children, ${sum}`);
  });
  numParents.forEach((count, node) => {
    if (count !== (node === 0 ? 0 : 1))
      fail(`parents of ${where} node ${node}`, count, node === 0 ? 'none' : '1');
  });
}

/** Decode the nodes of one tree, at most `most`; throws at the first invalid value. */
export function checkTree(
  value: unknown,
  where: string,
  features: readonly ModelFeature[],
  most: number
): NodeRecord[] {
  const tree = checkObject(value, where);
  const lists = COLUMNS.map(name => checkList(tree[name], `${where}.${name}`, most));
  const numNodes = lists[0].length;
  if (numNodes === 0) fail(`${where}.feature`, lists[0], 'a list with a root');
  lists.forEach((list, i) => {
    if (list.length !== numNodes)
      fail(`length of ${where}.${COLUMNS[i]}`, list.length, String(numNodes));
  });
  const column = Object.fromEntries(COLUMNS.map((name, i) => [name, lists[i]])) as Record<
    keyof EncodedTree,
    readonly unknown[]
  >;
  const nodes = Array.from({ length: numNodes }, (_, node) =>
    checkNode(column, node, where, features)
  );
  checkShape(nodes, where);
  return nodes;
}
