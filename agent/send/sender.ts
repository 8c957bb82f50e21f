import type { Clock } from '../clock.ts'
import { compress, decompress } from '../encode/snappy.ts'
import { encodeRequest1 } from '../encode/remote-write-1.ts'
import { createFormEncoder } from '../encode/form.ts'
import { decodeRequest2 } from '../encode/remote-write-2.ts'
import type { Queue } from '../queue/queue.ts'
import { maxRecordBytes, type Stored } from '../queue/segment.ts'
import type { Batch } from '../series.ts'
import { judge, type Answer, type Protocol, type Verdict } from './answer.ts'
import { delayBefore } from './delay.ts'
import { messageOf } from '../errors.ts'

/** As Prometheus sends by default; a larger cycle is several requests. */
export const maxSamplesPerRequest = 2_000
const maxMessageBytes = 4 * maxRecordBytes
/** Batches in memory while a request is on its way; it has a time limit, so this is never reached for long. */
const maxFresh = 16

/** Sends one request; rejects, with a sentence for people, when there is no answer. */
export type Post = (body: Buffer, protocol: Protocol) => Promise<Answer>

export type SendingState = {
  sent: number
  refused: number
  lost: Record<'queue_full' | 'disk', number>
  /** Why nothing can be sent now; undefined when the last attempt went well. */
  trouble: string | undefined
}

type Options = { post: Post; queue: Queue; clock: Clock; state: SendingState; log(text: string): void }

/**
 * Sends batches in their order. The disk is written only when the server does not answer: what is fresh is sent from
 * memory, what fails is put into the queue with all that comes after it, and the queue is sent before anything fresh.
 */
export function createSender({ post, queue, clock, state, log }: Options) {
  const fresh: Stored[] = []
  const encode = createFormEncoder()
  let protocol: Protocol = '2.0'
  let failures = 0
  let waiting: (() => void) | undefined
  let running: Promise<void> | undefined
  let isClosed = false

  const spill = (): void => {
    for (const stored of fresh.splice(0)) queue.append(stored)
  }
  const pump = (): Promise<void> => (running ??= sendAll().finally(() => (running = undefined)))

  const maySend = () => waiting === undefined && !isClosed

  async function sendAll(): Promise<void> {
    while (maySend()) {
      if (!queue.isEmpty) spill()
      const kept = queue.peek()
      const stored = kept ?? fresh[0]
      if (stored === undefined) return
      const verdict = await attempt(stored.payload)
      if (isClosed) return
      if (verdict.kind === 'fallback') {
        log('the server does not know remote write 2.0; from now on in 1.0')
        protocol = '1.0'
        continue
      }
      if (verdict.kind === 'retry' || verdict.kind === 'denied') return wait(verdict)
      settle(stored, verdict)
      if (kept) kept.done()
      else if (fresh[0] === stored) fresh.shift()
    }
  }

  async function attempt(payload: Buffer): Promise<Verdict> {
    try {
      const body = protocol === '2.0' ? payload : toProtocol1(payload)
      return judge(protocol, await post(body, protocol), clock.nowMs())
    } catch (error) {
      return { kind: 'retry', reason: messageOf(error) }
    }
  }

  function wait(verdict: Verdict & { kind: 'retry' | 'denied' }): void {
    failures += 1
    spill()
    const ms = delayBefore(verdict, failures, clock.random())
    // Said once for each reason, not once for each attempt.
    if (state.trouble !== verdict.reason) {
      log(`cannot send: ${verdict.reason}. What is read is kept; next attempt in ${Math.ceil(ms / 1000)} s`)
    }
    state.trouble = verdict.reason
    waiting = clock.after(ms, () => {
      waiting = undefined
      void pump()
    })
  }

  function settle({ samples }: Stored, verdict: Verdict): void {
    if (state.trouble !== undefined) log('the server answers again; what was kept is being sent')
    state.trouble = undefined
    failures = 0
    if (verdict.kind === 'refused') {
      log(`${samples - verdict.written} of ${samples} samples are refused: ${verdict.reason}`)
      state.refused += Math.max(0, samples - verdict.written)
      state.sent += Math.min(samples, verdict.written)
    } else state.sent += samples
  }

  return {
    /** Takes over a batch; what becomes of it is in `state`. */
    offer(batch: Batch): void {
      for (let from = 0; from < batch.points.length; from += maxSamplesPerRequest) {
        const points = batch.points.slice(from, from + maxSamplesPerRequest)
        fresh.push({ payload: encode({ ...batch, points }), samples: points.length })
      }
      if (waiting !== undefined || fresh.length > maxFresh) spill()
      void pump()
    },
    /** True when all is sent; false when the time is over, or the server does not take it. */
    async drain(ms: number): Promise<boolean> {
      let cancel: (() => void) | undefined
      const timeout = new Promise<void>((resolve) => {
        cancel = clock.after(ms, resolve)
      })
      await Promise.race([pump(), timeout])
      cancel?.()
      return fresh.length === 0 && queue.isEmpty
    },
    /** Puts what is left on the disk. A request on its way is not waited for: sent twice counts once. */
    close(): void {
      isClosed = true
      waiting?.()
      waiting = undefined
      spill()
      queue.close()
    },
  }
}

export type Sender = ReturnType<typeof createSender>

function toProtocol1(payload: Buffer): Buffer {
  return compress(encodeRequest1(decodeRequest2(decompress(payload, maxMessageBytes))))
}
