export function renderDriftPage(..._: unknown[]): string { return ''; }
