import { maxSamples, type Reading } from './collect.ts'
import { isLoopback } from './loopback.ts'
import { parseText } from './parse-text.ts'
import { createOutput, type Sample } from './sample.ts'
import type { Transport } from './send/http.ts'

export const scrapeTimeoutMs = 5_000
export const maxScrapeBytes = 10 * 1024 * 1024

export type Target = { job: string; url: URL }

/** Asks one `/metrics`; what fails is `up` 0 and ends the series that were there. Redirections are not followed. */
export async function scrape(target: Target, instance: string, transport: Transport): Promise<Reading[]> {
  const { job, url } = target
  const source = `scrape:${job}:${url.href}`
  const names = { job, instance: instanceOf(url, instance) }
  const startMs = performance.now()
  let samples: Sample[] = []
  let error: Error | undefined
  try {
    const headers = { accept: 'text/plain;version=0.0.4' }
    const limits = { timeoutMs: scrapeTimeoutMs, maxBytes: maxScrapeBytes, tooLong: 'refuse' } as const
    const { status, body } = await transport.call(url, { method: 'GET', headers, ...limits })
    if (status !== 200) throw new Error(`${url.href} answered ${status}`)
    samples = parseText(body, { maxSamples, withTimes: 'ignored' })
  } catch (reason) {
    error = reason instanceof Error ? reason : new Error(String(reason))
  }
  const own: Sample[] = []
  const out = createOutput(own)
  out.gauge('up', error === undefined ? 1 : 0)
  out.gauge('scrape_duration_seconds', (performance.now() - startMs) / 1000)
  out.gauge('scrape_samples_scraped', samples.length)
  return [
    { source, target: names, samples, ...(error && { error }) },
    { source: `${source}:up`, target: names, samples: own },
  ]
}

/** `localhost:9187` would be the same on each host: what is on this machine has its name and the port. */
function instanceOf(url: URL, instance: string): string {
  return isLoopback(url) ? `${instance}:${url.port || (url.protocol === 'https:' ? '443' : '80')}` : url.host
}
