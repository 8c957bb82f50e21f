import type { Collector } from './collectors/collector.ts'
import type { Host } from './host.ts'
import { createOutput, type Sample } from './sample.ts'

/** Samples of one source that was looked at in this cycle; a source that was not keeps what it had. */
export type Reading = {
  source: string
  /** `job` and `instance` where they are not the agent's own. */
  target?: { job: string; instance: string }
  samples: Sample[]
  error?: Error
}

/** More than this of one source is refused as a whole: it would be somebody's mistake, and the bill. */
export const maxSamples = 5_000

/** Looks at each part of the host that is due. One that fails costs its own metrics and nothing else. */
export function createCollecting(host: Host, collectors: readonly Collector[]) {
  const dueAt = new Map<string, number>()
  return async function collect(nowMs: number, monotonicMs: number): Promise<Reading[]> {
    const readings: Reading[] = []
    const own: Sample[] = []
    for (const collector of collectors) {
      if (monotonicMs < (dueAt.get(collector.name) ?? -Infinity)) continue
      // A tenth less than the period, so that a cycle that begins early by its jitter is not one too late.
      if (collector.everyMs !== undefined) dueAt.set(collector.name, monotonicMs + collector.everyMs * 0.9)
      const reading = await readOne(host, collector, nowMs)
      readings.push(reading)
      createOutput(own).gauge(
        'node_scrape_collector_success',
        reading.error === undefined ? 1 : 0,
        'collector',
        collector.name,
      )
    }
    return [...readings, { source: 'collectors', samples: own }]
  }
}

async function readOne(host: Host, collector: Collector, nowMs: number): Promise<Reading> {
  const source = collector.name
  const samples: Sample[] = []
  try {
    const later = collector.collect(host, createOutput(samples), nowMs)
    if (later !== undefined) await later
    if (samples.length > maxSamples) throw new Error(`more than ${maxSamples} samples`)
    return { source, samples }
  } catch (error) {
    // Half of a file would be half of the truth.
    return { source, samples: [], error: error instanceof Error ? error : new Error(String(error)) }
  }
}
