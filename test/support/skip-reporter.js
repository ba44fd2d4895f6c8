/** Prints why tests were skipped: the reason stands in parentheses at the end of a skipped name. */
export default class SkipReporter {
  #counts = new Map();

  onTestResult(_test, { testResults }) {
    for (const { status, ancestorTitles, title } of testResults) {
      if (status !== 'pending') continue;
      const reason = [...ancestorTitles, title]
        .map(name => /\(([^()]*)\)$/.exec(name)?.[1])
        .find(found => found !== undefined);
      const key = reason ?? [...ancestorTitles, title].join(' > ');
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  onRunComplete() {
    for (const [reason, count] of this.#counts)
      console.log(`skipped ${count} ${count === 1 ? 'test' : 'tests'}: ${reason}`);
  }
}
