export { type CategoryFeature, type Dataset, type Feature, type NumberFeature } from './dataset.ts';
export { type Params } from './params.ts';
export { train } from './train.ts';
export { predict, predictRaw } from './scoring/predict.ts';
