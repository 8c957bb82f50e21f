import { join } from 'node:path'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { Misunderstood } from './config.ts'
import { createCycle } from './cycle.ts'
import { keptInstance, takeDirectory } from './data-directory.ts'
import type { Host } from './host.ts'
import { isLoopback } from './loopback.ts'
import { createOwnCollector } from './own.ts'
import { openQueue } from './queue/queue.ts'
import { createTransport } from './send/http.ts'
import { createPost } from './send/post.ts'
import { createSender, type SendingState } from './send/sender.ts'

export type Surroundings = { host: Host; clock: Clock; env: NodeJS.ProcessEnv; log(text: string): void }

/** A stop waits so long for the last request; systemd gives it ten seconds. */
const stopMs = 5_000
const onceMs = 30_000
/** A step of the clock that no correction by a time server explains. */
const clockStepMs = 2_000

/** Reads and sends until it is stopped; then ends its series, sends that or keeps it, and returns. */
export async function runAgent(config: Config, surroundings: Surroundings, stop: AbortSignal): Promise<void> {
  const { clock, log } = surroundings
  const agent = openAgent(config, surroundings)
  try {
    const { intervalMs } = config
    log(`sends to ${agent.url.origin} as ${agent.instance}, every ${intervalMs / 1000} s`)
    if (agent.url.protocol === 'http:' && !isLoopback(agent.url))
      log('http:// sends the key so that others can read it')
    // Agents that were started by one command must not come in one second: each has a place of its own in the interval.
    const startMs = clock.monotonicMs() + clock.random() * intervalMs
    let lastMs = -Infinity
    while (!stop.aborted) {
      const { batch } = await agent.cycle.read()
      if (batch.timeMs < lastMs - clockStepMs)
        log(`the clock went back by ${Math.round((lastMs - batch.timeMs) / 1000)} s`)
      lastMs = batch.timeMs
      agent.sender.offer(batch)
      const nowMs = clock.monotonicMs()
      // What was missed, while the machine slept or was busy, is not made up for.
      const slot = Math.max(0, Math.floor((nowMs - startMs) / intervalMs) + 1)
      await pause(clock, startMs + slot * intervalMs - nowMs, stop)
    }
    agent.sender.offer(agent.cycle.end())
    await agent.sender.drain(stopMs)
  } finally {
    agent.close()
  }
}

/** Reads once and sends it. True when the server took it. */
export async function sendOnce(config: Config, surroundings: Surroundings): Promise<boolean> {
  const agent = openAgent(config, surroundings)
  try {
    const { batch } = await agent.cycle.read()
    agent.sender.offer(batch)
    const isSent = await agent.sender.drain(onceMs)
    return isSent && agent.state.refused === 0
  } finally {
    agent.close()
  }
}

export function openAgent(config: Config, { host, clock, env, log }: Surroundings) {
  const { url, key, ca, dataDirectory } = config
  if (url === undefined) throw new Misunderstood('WATCHWORD_AGENT_URL: say where Watchword is')
  // Said at once, not at the first request.
  key()
  const directory = takeDirectory(dataDirectory)
  const instance = config.instance ?? keptInstance(dataDirectory)
  const state: SendingState = { sent: 0, refused: 0, lost: { queue_full: 0, disk: 0 }, trouble: undefined }
  const queue = openQueue({
    directory: join(dataDirectory, 'queue'),
    maxBytes: config.queueBytes,
    onLost: (samples, reason) => {
      state.lost[reason] += samples
      log(`lost ${samples} samples: ${reason === 'disk' ? 'the disk takes no more' : 'the queue is full'}`)
    },
    log,
  })
  const transport = createTransport({ env, ...(ca !== undefined && { ca }) })
  const sender = createSender({ post: createPost(transport, url, key), queue, clock, state, log })
  const own = [createOwnCollector(state, queue)]
  const cycle = createCycle({ config, instance, host, clock, transport, own, log })
  return {
    url,
    instance,
    state,
    queueBytes: () => queue.bytes,
    sender,
    cycle,
    close: () => {
      sender.close()
      transport.close()
      directory.release()
    },
  }
}

async function pause(clock: Clock, ms: number, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return
  await new Promise<void>((resolve) => {
    const cancel = clock.after(ms, () => {
      stop.removeEventListener('abort', end)
      resolve()
    })
    const end = (): void => {
      cancel()
      resolve()
    }
    stop.addEventListener('abort', end, { once: true })
  })
}
