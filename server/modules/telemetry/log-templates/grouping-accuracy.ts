/** How well lines were put together, measured as the literature does. */

/**
 * The share of lines whose group has exactly the members of its true group (Zhu et al., "Tools and Benchmarks for
 * Automated Log Parsing", ICSE-SEIP 2019). Both lists have one entry a line; 1 where there is none.
 */
export function groupingAccuracy(truth: readonly string[], found: readonly string[]): number {
  const sizeOf = (groups: readonly string[]) => {
    const sizes = new Map<string, number>()
    for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1)
    return sizes
  }
  const pairs = truth.map((group, line) => JSON.stringify([group, found[line]]))
  const [truths, founds, both] = [sizeOf(truth), sizeOf(found), sizeOf(pairs)]
  const right = truth.filter((group, line) => {
    const common = both.get(pairs[line] ?? '')
    return common === truths.get(group) && common === founds.get(found[line] ?? '')
  })
  return truth.length === 0 ? 1 : right.length / truth.length
}
