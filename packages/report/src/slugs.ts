/** Names for the links within a page: letters and digits of each title, with a number where two are alike. */
export function slugs(titles: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return titles.map(title => {
    const slug =
      title
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '') || 'section';
    const count = (counts.get(slug) ?? 0) + 1;
    counts.set(slug, count);
    return count === 1 ? slug : `${slug}--${count}`;
  });
}
