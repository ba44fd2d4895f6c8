export { trainCommand } from './command.ts';
export { type Evaluation, evaluate } from './evaluate.ts';
export { formatFindings, measureFairness } from './fairness/index.ts';
export { type FitInput, TRAINERS } from './families/index.ts';
export { fitRidge } from './families/logistic.ts';
export { formatImportances, type Importance, measureImportances } from './explain/importances.ts';
export { measureDependence, type PartialDependence } from './explain/partial-dependence.ts';
export {
  createSplitting,
  type Split,
  type Splitting,
  stratifiedFolds,
  stratifiedSplit
} from './split/index.ts';
export {
  type Dataset,
  datasetFromColumns,
  type DatasetOptions,
  readDataset
} from './library/dataset.ts';
export { fit, type FitOptions, type FittedModel, type Rows } from './library/fit.ts';
export { train, type Trained, type TrainSettings } from './train.ts';
