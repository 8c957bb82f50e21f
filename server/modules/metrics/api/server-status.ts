/** What clients of Prometheus ask of a server itself. Nothing of ours is in it but what every workspace may know. */
import { maxTimeoutMs, lookbackMs } from './read-query.ts'
import { maxRunning } from './query-slots.ts'
import { maxSamples } from '../query-threads/bounds.ts'

export const flags: Record<string, string> = {
  'query.lookback-delta': `${lookbackMs / 60_000}m`,
  'query.max-concurrency': String(maxRunning),
  'query.max-samples': String(maxSamples),
  'query.timeout': `${maxTimeoutMs / 60_000}m`,
}

/** Nothing is scraped from here, and rules are not in a file. */
export const configuration = { yaml: 'global: {}\n' }

/** `startedAt`: of this process. */
export const runtimeInfo = (startedAt: Date) => ({
  startTime: startedAt.toISOString(),
  CWD: '',
  reloadConfigSuccess: true,
  lastConfigTime: startedAt.toISOString(),
  corruptionCount: 0,
  goroutineCount: 0,
  GOMAXPROCS: 0,
  GOMEMLIMIT: 0,
  GOGC: '',
  GODEBUG: '',
  storageRetention: '',
})
