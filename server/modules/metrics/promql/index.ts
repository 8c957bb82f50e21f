/** PromQL: the language and the engine. A store joins in as a `Queryable`. */
export type { Annotations } from './annotations.ts'
export { type ColumnSeries, type Grid, lastTime } from './engine/data.ts'
export {
  type EngineOptions,
  type Point,
  type QueryResult,
  type RangeColumns,
  type RangeQuery,
  type ResultSeries,
  defaultLookbackMs,
  evaluateRange,
  gridOf,
  matrixOf,
  queryInstant,
  queryRange,
} from './engine/engine.ts'
export { lookAheadMs } from './engine/look-ahead.ts'
export { type Part, commonSteps, joinParts, stepsAround } from './engine/range-columns.ts'
export type { Limits } from './engine/limits.ts'
export { PromqlError, type PromqlErrorKind } from './errors.ts'
export * from './labels.ts'
export { MemoryQueryable, type MemorySample } from './memory-queryable.ts'
export type { Matcher, Queryable, SelectRequest, SeriesSamples } from './queryable.ts'
export {
  type Expression,
  type Features,
  allFeatures,
  parse,
  parseDuration,
  print,
  stableFeatures,
} from './syntax/index.ts'
