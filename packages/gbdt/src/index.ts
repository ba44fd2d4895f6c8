export { type Progress } from './boosting/boost.ts';
export { type CategoryFeature, type Dataset, type Feature, type NumberFeature } from './dataset.ts';
export { type Model, type ModelFeature, numTrees } from './model/model.ts';
export { type EncodedModel, encodeModel } from './model/encode.ts';
export { decodeModel } from './model/decode.ts';
export { DEFAULTS, type Params } from './params.ts';
export { contributions } from './scoring/contributions.ts';
export { importances } from './scoring/importances.ts';
export { predict, predictRaw } from './scoring/predict.ts';
export { predictRow, predictRowRaw } from './scoring/row.ts';
export {
  type PooledLevels,
  type TrainOptions,
  type TrainReport,
  type TrainResult,
  train
} from './train.ts';
