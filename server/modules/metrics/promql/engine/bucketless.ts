/** Finds the selectors whose histograms are read for their counts and sums only, so that buckets need not be fetched. */
import { type Expression, type Selector, childrenOf } from '../syntax/index.ts'

const summaries: ReadonlySet<string> = new Set(['histogram_avg', 'histogram_count', 'histogram_sum'])
const readers: ReadonlySet<string> = new Set([
  ...['histogram_quantile', 'histogram_quantiles', 'histogram_fraction', 'histogram_stddev', 'histogram_stdvar'],
])

export function selectorsWithoutBuckets(tree: Expression): ReadonlySet<Selector> {
  const found = new Set<Selector>()
  visit(tree, false, found)
  return found
}

/** The outermost function decides until another one is met; operators and subqueries need the buckets. */
function visit(node: Expression, isSummary: boolean, found: Set<Selector>): void {
  if (node.kind === 'selector') {
    if (isSummary) found.add(node)
    return
  }
  let within = isSummary
  if (node.kind === 'binary' || node.kind === 'subquery') within = false
  else if (node.kind === 'call' && summaries.has(node.name)) within = true
  else if (node.kind === 'call' && readers.has(node.name)) within = false
  for (const child of childrenOf(node)) visit(child, within, found)
}
