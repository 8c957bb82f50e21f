import type { Reading } from './collect.ts'
import { createCollecting } from './collect.ts'
import type { Collector } from './collectors/collector.ts'
import { createCollectors } from './collectors/index.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Host } from './host.ts'
import { createMetadataCollectors } from './metadata.ts'
import { createOutput, type Sample } from './sample.ts'
import { scrape } from './scrape.ts'
import type { Transport } from './send/http.ts'
import { createSeriesBook, type Batch } from './series.ts'
import { createTextfiles } from './textfile.ts'
import { version } from './version.ts'

type Parts = {
  config: Config
  instance: string
  host: Host
  clock: Clock
  transport: Transport
  own: readonly Collector[]
  log(text: string): void
}

/** Every part that can be switched off by name. */
export function partNames(): string[] {
  const metadata = createMetadataCollectors({ version: '', isHostNameWithheld: true })
  return [...createCollectors(), ...metadata].map(({ name }) => name)
}

/** One cycle after the other: everything that is read at one moment, as a batch with its names. */
export function createCycle({ config, instance, host, clock, transport, own, log }: Parts) {
  const { isHostNameWithheld, textfileDirectory, without } = config
  const collectors = [...createCollectors(), ...createMetadataCollectors({ version, isHostNameWithheld }), ...own]
  const collect = createCollecting(
    host,
    collectors.filter(({ name }) => !without.includes(name)),
  )
  const textfiles = textfileDirectory === undefined ? undefined : createTextfiles(textfileDirectory)
  const book = createSeriesBook({ job: config.job, instance, labels: config.labels })
  const troubles = new Map<string, string>()

  return {
    async read(): Promise<{ batch: Batch; readings: Reading[] }> {
      const timeMs = Math.floor(clock.nowMs())
      const scraped = config.targets.map((target) => scrape(target, instance, transport))
      const readings = await collect(timeMs, clock.monotonicMs())
      if (textfiles) readings.push(textfiles())
      readings.push(up(), ...(await Promise.all(scraped)).flat())
      tellOfTroubles(readings)
      return { batch: book.record(timeMs, readings), readings }
    },
    /** The last batch of an agent that is stopped. */
    end: (): Batch => book.end(Math.floor(clock.nowMs())),
  }

  /** Once when it begins, once when it is over. */
  function tellOfTroubles(readings: readonly Reading[]): void {
    for (const { source, error } of readings) {
      const before = troubles.get(source)
      if (error === undefined) {
        if (before !== undefined) log(`${source}: read again`)
        troubles.delete(source)
      } else if (error.message !== before) {
        log(`${source}: ${error.message}`)
        troubles.set(source, error.message)
      }
    }
  }
}

function up(): Reading {
  const samples: Sample[] = []
  createOutput(samples).gauge('up', 1)
  return { source: 'up', samples }
}
