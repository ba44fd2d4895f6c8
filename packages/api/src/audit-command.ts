import type { CommandSpec, CommonOptions } from '@espalier/cli';

interface VerifyOptions extends CommonOptions {
  readonly file: string;
  readonly head?: string;
}

export const auditVerifyCommand: CommandSpec<VerifyOptions> = {
  name: 'audit verify',
  summary: 'Check whether lines of an audit log were edited or removed.',
  prefix: 'ESPALIER_AUDIT',
  arguments: [{ name: 'file', description: 'the audit log' }],
  options: [
    {
      flags: '--head <hash>',
      description: 'hash of a line that must exist, recorded elsewhere; detects a truncated log'
    }
  ],
  examples: [['serve audit verify audit_logs/audit.jsonl', 'exit code 3 if it was tampered with']],
  exits: [[3, 'lines were edited or removed']],
  async run(options, io) {
    const { verifyAuditFile } = await import('./io/verify-audit-file.ts');
    const { lines, problems, isCutOff, heads } = await verifyAuditFile(options.file, options.head);
    for (const { line, problem } of problems)
      io.stderr.write(`${options.file}${line === undefined ? '' : `:${line}`}: ${problem}\n`);
    for (const { chain, lines: count, hash } of heads)
      io.stderr.write(`chain ${chain}: ${count} lines, last hash ${hash}\n`);
    const isWhole = problems.length === 0;
    io.stderr.write(
      `${lines} lines, ${isWhole ? 'all unchanged' : `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`}\n`
    );
    const hint = isCutOff ? cutOffHint(options.file) : undefined;
    if (hint !== undefined) io.stderr.write(`${hint}\n`);
    if (options.json)
      io.stdout.write(
        `${JSON.stringify({ whole: isWhole, lines, problems, heads, ...(hint === undefined ? {} : { hint }) })}\n`
      );
    return isWhole ? 0 : 3;
  }
};

/** What to do about a file whose beginning is elsewhere, as a rotation by copytruncate leaves it. */
function cutOffHint(file: string): string {
  return `the file begins within a chain: if a rotation by copytruncate cut it off, check it behind its copy (cat COPY ${file} | serve audit verify /dev/stdin), and rotate by renaming: a new chain then begins`;
}
