import type { ModelEndpoint } from '../models/models.ts';
import { type CostModel, createCostModel } from './cost-model.ts';

/** What requests of one route and model cost, without and with reasons. */
export interface Costs {
  readonly plain: CostModel;
  readonly explained: CostModel;
}

/** Milliseconds of work for each byte of a body before any was measured; reasons cost far more than scores. */
const PLAIN_MS_PER_BYTE = 5e-5;
const EXPLAINED_MS_PER_BYTE = 2e-3;

/** Create the costs of one route, by model. */
export function createCostTable(): (endpoint: ModelEndpoint) => Costs {
  const table = new Map<ModelEndpoint, Costs>();
  return endpoint => {
    let costs = table.get(endpoint);
    if (costs === undefined) {
      costs = {
        plain: createCostModel(PLAIN_MS_PER_BYTE),
        explained: createCostModel(EXPLAINED_MS_PER_BYTE)
      };
      table.set(endpoint, costs);
    }
    return costs;
  };
}
