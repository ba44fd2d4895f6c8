import { nearlyEqualEdges, randomSeeded } from '@espalier/core';
import type { NumberProfile } from '@espalier/core/contracts';
import { type CompareSettings, FALSE_ALARMS, SEED } from '../compare/compare.ts';
import { chiSquare } from '../detectors/chi-square.ts';
import { psi } from '../detectors/psi.ts';
import { assess, decideVerdict, reportColumn } from '../compare/assess.ts';
import { pairSamples } from '../pair/pair-samples.ts';
import type { ColumnReport } from '../compare/report-schema.ts';
import type { LabelReport } from '../compare/performance-schema.ts';

const NUM_BINS = 10;

/** Compare the probabilities of both sides, in bins between the hundredths nearest to the reference's deciles. */
export function compareScores(
  reference: NumberProfile,
  fresh: NumberProfile,
  { threshold }: Pick<CompareSettings, 'threshold'>
): ColumnReport {
  const edges = nearlyEqualEdges(reference, NUM_BINS);
  const side = (profile: NumberProfile) => ({
    of: 'counts' as const,
    counts: { name: 'scores', profile: inBins(profile, edges) }
  });
  const assessment = assess(pairSamples(side(reference), side(fresh)), {
    threshold,
    alpha: FALSE_ALARMS,
    random: randomSeeded(SEED, 1 << 20)
  });
  return reportColumn(
    assessment,
    decideVerdict(assessment, assessment.pValue <= FALSE_ALARMS),
    assessment.pValue,
    {
      disclosure: 'exact',
      usual: threshold
    }
  );
}

function inBins(profile: NumberProfile, edges: number[]): NumberProfile {
  const counts = new Array<number>(edges.length + 1).fill(0);
  let bin = 0;
  for (const [i, n] of profile.counts.entries()) {
    counts[bin]! += n;
    if (bin < edges.length && profile.edges[i] === edges[bin]) ++bin;
  }
  return { ...profile, edges, counts };
}

export interface LabelCounts {
  readonly count: number;
  readonly positives: number;
}

/** Compare the shares of positives; undefined where a side has no labels. */
export function compareLabels(
  reference: LabelCounts | undefined,
  fresh: LabelCounts | undefined,
  { threshold }: Pick<CompareSettings, 'threshold'>
): LabelReport | undefined {
  if (reference === undefined || fresh === undefined || reference.count === 0 || fresh.count === 0)
    return undefined;
  const bins = ({ count, positives }: LabelCounts): Float64Array =>
    Float64Array.of(positives, count - positives);
  const shift = psi(bins(reference), bins(fresh));
  const { pValue } = chiSquare(bins(reference), bins(fresh));
  const isBeyondChance = pValue <= FALSE_ALARMS;
  return {
    reference: reference.positives / reference.count,
    new: fresh.positives / fresh.count,
    rows: { reference: reference.count, new: fresh.count },
    psi: shift,
    p_value: pValue,
    verdict:
      shift > threshold
        ? isBeyondChance
          ? 'drift'
          : 'inconclusive'
        : isBeyondChance
          ? 'changed'
          : 'stable'
  };
}
