import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

export interface Load {
  /** Answers a second. */
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers that were not 200. */
  readonly failed: number;
}

/** Ends the process, with a word, where wrk is not installed. */
export function needWrk(): void {
  try {
    execFileSync('wrk', ['--version'], { stdio: 'ignore' });
  } catch (error) {
    // It is there, and says its version with another exit code.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return;
    console.log('wrk is not installed: nothing to measure with');
    process.exit(0);
  }
}

/** Load a URL with POSTs of one body by wrk: one thread, so many connections. */
export function wrk(
  url: string,
  body: unknown,
  folder: string,
  connections: number,
  seconds: number
): Load {
  const script = `${folder}/post.lua`;
  writeFileSync(
    script,
    `wrk.method = "POST"\nwrk.headers["content-type"] = "application/json"\nwrk.body = [==[${JSON.stringify(body)}]==]
done = function(summary, latency, requests)
  io.write(string.format("FIGURES %f %f %f %d\\n", summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, summary.errors.status))
end\n`
  );
  const output = execFileSync(
    'wrk',
    ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url],
    { encoding: 'utf8' }
  );
  const [perSecond = 0, p50 = 0, p99 = 0, failed = 0] = (/FIGURES (.*)/.exec(output)?.[1] ?? '')
    .split(' ')
    .map(Number);
  return { perSecond, p50, p99, failed };
}
