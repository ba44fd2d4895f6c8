export {
  type Dataset,
  datasetFromColumns,
  type DatasetOptions,
  readDataset
} from './library/dataset.ts';
export { fit, type FitOptions, type FittedModel, type Rows } from './library/fit.ts';
