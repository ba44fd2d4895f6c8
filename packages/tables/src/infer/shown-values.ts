const MAX_SHOWN = 5;
const MAX_LENGTH = 40;

/** The values of a target, which are names of classes; only how many where there are many, or long ones. */
export function namesOfValues(values: readonly string[]): string {
  if (values.length > MAX_SHOWN || values.some(value => value.length > MAX_LENGTH))
    return `${values.length} different values`;
  const names = values.map(value => JSON.stringify(value));
  return names.length < 2
    ? (names[0] ?? 'nothing')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
