/** A sender in a thread of its own: so many samples a second of ten thousand series, until it is ended. */
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { createRounds } from '../samples/bodies.ts'
import { sendAll, type Target } from '../samples/send.ts'

const { target, samplesPerSecond } = workerData as { target: Target; samplesPerSecond: number }
const series = 10_000
const periodMs = (series / samplesPerSecond) * 1000
/** Made beforehand and sent again and again: what is measured is the other side. */
const requests = 60

const made = createRounds(series, requests)
const rounds = Array.from({ length: requests }, () => made.next())
let sent = 0
const startMs = performance.now()
parentPort?.on('message', () => {
  const seconds = (performance.now() - startMs) / 1000
  parentPort?.postMessage({ samplesPerSecond: Math.round((sent * series) / seconds) }, [])
  process.exit(0)
})
for (;;) {
  await sendAll(target, rounds[sent % requests] ?? [])
  sent += 1
  const aheadMs = startMs + sent * periodMs - performance.now()
  await delay(Math.max(0, aheadMs))
}
