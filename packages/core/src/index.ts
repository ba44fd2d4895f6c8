export { normal, type Random, randomSeeded, shuffle } from './random.ts';
