export {
  type Bundle,
  BUNDLE_FILES,
  type BundleParts,
  CONTENT_FILES,
  MANIFEST_FILE
} from './bundle.ts';
export { calibrate, logit } from './calibrate.ts';
export { createDecider, type Decider } from './decide.ts';
export {
  type Contributions,
  createExplainer,
  type Explainer,
  type Reason,
  topReasons
} from './explain.ts';
export {
  FAMILIES,
  type Family,
  type FamilyScoring,
  familyOf,
  type FeatureExplainer,
  type FeatureScorer,
  isFamily,
  type Model
} from './families/index.ts';
export { type GbdtModel, treeFeature } from './families/gbdt.ts';
export { type LogisticModel, scoreLogistic, sigmoid } from './families/logistic.ts';
export { createMlpScorer, type MlpModel } from './families/mlp.ts';
export {
  knownChannel,
  type RuleConfig,
  type RuleInput,
  type RuleLabel,
  type RuleScore,
  scoreRules
} from './families/rules.ts';
export { goldenRows, scoreGolden } from './golden.ts';
export { createScorer, type Scorer, type ScoringParts } from './score.ts';
export { openBundle } from './store/open-bundle.ts';
export { holdsRules, openRules, type RuleModel } from './store/open-rules.ts';
export { type ExtraFiles, writeBundle } from './store/write-bundle.ts';
