/** A sender in a thread of its own: so many samples a second of ten thousand series, until it is told to end. */
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { createRounds } from '../samples/bodies.ts'
import { sendAll, type Target } from '../samples/send.ts'

const { target, samplesPerSecond, seconds } = workerData as {
  target: Target
  samplesPerSecond: number
  /** The most that it lasts. */
  seconds: number
}
const series = 10_000
const stepMs = Math.ceil((series / samplesPerSecond) * 1000)

// Made beforehand, because it is the other side that is measured, with times from now on.
const count = Math.ceil((seconds * 1000) / stepMs)
const made = createRounds(series, count, { stepMs, firstMs: Date.now() })
const rounds = Array.from({ length: count }, () => made.next())
const bodies = rounds.flat()
const perRound = bodies.length / count
let begun = 0
const startMs = performance.now()
parentPort?.on('message', () => {
  const took = (performance.now() - startMs) / 1000
  parentPort?.postMessage({ samplesPerSecond: Math.round(((begun / perRound) * series) / took) }, [])
  process.exit(0)
})
parentPort?.postMessage('sending', [])
await sendAll(target, bodies, async (index) => {
  begun = index
  const aheadMs = startMs + Math.floor(index / perRound) * stepMs - performance.now()
  if (aheadMs > 0) await delay(aheadMs)
})
throw new Error('there is nothing left to send')
