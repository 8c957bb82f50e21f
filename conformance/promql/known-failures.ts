/**
 * Evaluations that we know to fail, each as `file: query` with the reason. One that is listed and passes is a failure,
 * as is one that fails and is not listed.
 */
import { type Case, failed, passed } from '../suite.ts'

export const knownFailures: ReadonlyMap<string, string> = new Map<string, string>([])

/** Of the same scripts read back from the column store. */
export const knownInStore: ReadonlyMap<string, string> = new Map(
  [
    'increase(cumulative[5m])',
    'rate(cumulative[5m])',
    'irate(cumulative[5m])',
    'round(increase(cumulative[5m1ms]))',
    'resets(cumulative[5m])',
    'increase(delta[5m])',
    'rate(delta[5m])',
    'irate(delta[5m])',
    'increase(series[5m])',
    'round(increase(series[1m1ms]))',
    'rate(series[5m])',
    'rate(counter_total{type!="overlap"}[3m])',
    'rate(counter_total{type="overlap"}[3m])',
    'rate(counter_total[3m])',
    'start_timestamp(series)',
  ].map((query) => [`start_timestamps.test: ${query}`, 'start timestamps of samples are not stored']),
)

/** `reason` is that of a listed evaluation; one that fails as it is known to is no case but a note. */
export function judge(name: string, failure: string | null, reason: string | undefined): Case | { skipped: string } {
  if (reason === undefined) return failure === null ? passed(name) : failed(name, failure)
  if (failure === null) return failed(name, 'is listed as a known failure and passes')
  return { skipped: `skipped ${name}: known failure, ${reason}` }
}
