/** PromQL and its values, for modules whose own language rests on it: rules and their templates. */
export { histogram, type Histogram } from './histograms/histogram.ts'
export { describeHistogram, formatFloat } from './histograms/text.ts'
export { executionError, PromqlError } from './promql/errors.ts'
export { compareText, labelsKey, labelsOf, metricName, type Labels } from './promql/labels.ts'
export {
  type Expression,
  type Matcher,
  MemoryQueryable,
  parse,
  print,
  queryInstant,
  queryRange,
  type QueryResult,
  stableFeatures,
} from './promql/index.ts'
export { elementsOf } from './query-threads/elements-of.ts'
export { compileRegex, RegexError } from './promql/regex/index.ts'
export { childrenOf, typeOf } from './promql/syntax/index.ts'
export { formatDuration, parseDuration } from './promql/syntax/durations.ts'
export { quoteText, unquote } from './promql/syntax/strings.ts'
export { formatNumber as formatValue } from './api/format.ts'
