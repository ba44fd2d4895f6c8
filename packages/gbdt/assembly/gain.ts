// src/kernels/gain.ts
import { BOUNDED, LAMBDA_L1, LOWER, UPPER } from './blocks';

// @ts-ignore: decorator
@inline
export function shrink(g: f64, lambdaL1: f64): f64 {
  return g > lambdaL1 ? g - lambdaL1 : g < -lambdaL1 ? g + lambdaL1 : 0;
}

// @ts-ignore: decorator
@inline
export function leafGain(g: f64, h: f64, lambdaL1: f64, lambdaL2: f64): f64 {
  const s = shrink(g, lambdaL1);
  return (s * s) / (h + lambdaL2);
}

function leafOutput(g: f64, h: f64, lambdaL1: f64, lambdaL2: f64, lower: f64, upper: f64): f64 {
  const free = -shrink(g, lambdaL1) / (h + lambdaL2);
  return free < lower ? lower : free > upper ? upper : free;
}

function outputGain(g: f64, h: f64, lambdaL1: f64, lambdaL2: f64, output: f64): f64 {
  return -(2 * shrink(g, lambdaL1) * output + (h + lambdaL2) * output * output);
}

function boundedGain(
  leftG: f64,
  leftH: f64,
  rightG: f64,
  rightH: f64,
  l1: f64,
  l2: f64,
  monotone: i32,
  node: usize
): f64 {
  const lower = load<f64>(node, LOWER);
  const upper = load<f64>(node, UPPER);
  const left = leafOutput(leftG, leftH, l1, l2, lower, upper);
  const right = leafOutput(rightG, rightH, l1, l2, lower, upper);
  if ((monotone > 0 && left > right) || (monotone < 0 && left < right)) return 0;
  return outputGain(leftG, leftH, l1, l2, left) + outputGain(rightG, rightH, l1, l2, right);
}

/** Gain of both sides of a split, before that of the leaf is taken away. */
// @ts-ignore: decorator
@inline
export function splitGain(
  leftG: f64,
  leftH: f64,
  rightG: f64,
  rightH: f64,
  l1: f64,
  l2: f64,
  bounded: bool,
  monotone: i32,
  node: usize
): f64 {
  if (bounded) return boundedGain(leftG, leftH, rightG, rightH, l1, l2, monotone, node);
  return leafGain(leftG, leftH, l1, l2) + leafGain(rightG, rightH, l1, l2);
}

// @ts-ignore: decorator
@inline
export function isBounded(rules: usize): bool {
  return load<f64>(rules, BOUNDED) != 0;
}

// @ts-ignore: decorator
@inline
export function l1Of(rules: usize): f64 {
  return load<f64>(rules, LAMBDA_L1);
}
