export { planFrom, readDrift, readHistory } from '@espalier/agent-monitor';
export { EspalierError, type Table, tableFromColumns } from '@espalier/core';
export { plainFeature } from '@espalier/core/contracts';
export { type CompareSettings, compareTables, type FullReport } from '@espalier/drift';
export {
  type Dataset,
  datasetFromColumns,
  type DatasetOptions,
  fit,
  type FitOptions,
  type FittedModel,
  readDataset,
  type Rows
} from '@espalier/trainer';
