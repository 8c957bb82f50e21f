/** Evaluates groups when their slots come. Every process with the role does; a group is one's at a time. */
import { hostname } from 'node:os'
import type { Services } from '#platform/context'
import { newHexKey } from '#platform/ids'
import { evaluateSlot, type Evaluated } from './evaluate-slot.ts'
import type { Downstream } from './follow-rule.ts'
import type { Metrics } from './host.ts'
import { claimDue, giveBack, renewLeases, type Claim } from './lease.ts'

export type AlertRunner = {
  /** Keeps what it has and begins what is due; to be called every second. Does not wait for what it begins. */
  look(services: Services): Promise<void>
  /** What was begun is at its end; answers what came of it since the last call. */
  settled(): Promise<Evaluated[]>
  /** Begins nothing more and gives up what runs: the same slots are evaluated again by somebody else. */
  stop(): Promise<void>
}

export type RunnerOptions = {
  metrics: Metrics
  downstream: Downstream
  /** Undefined: all of them. */
  workspaceId?: string | undefined
}

/** Groups at a time in one process; the query threads are fewer. */
const maxRunning = 8

export function createAlertRunner({ metrics, downstream, workspaceId }: RunnerOptions): AlertRunner {
  const holder = `${hostname()} ${process.pid} ${newHexKey(4)}`
  const running = new Map<Claim, Promise<void>>()
  const ending = new AbortController()
  let ended: Evaluated[] = []

  async function look(services: Services): Promise<void> {
    if (ending.signal.aborted) return
    await renewLeases(services, [...running.keys()])
    const claims = await claimDue(services, { holder, limit: maxRunning - running.size, workspaceId })
    for (const claim of claims) begin(services, claim)
  }

  function begin(services: Services, claim: Claim): void {
    const { signal } = ending
    const promise = evaluateSlot(services, { claim, metrics, downstream, signal })
      .then((evaluated) => {
        if (evaluated) ended = [...ended, evaluated].slice(-maxEnded)
      })
      .catch(async (error: unknown) => {
        if (signal.aborted) return giveBack(services, claim)
        // Its lease ends by itself, and the same slot is evaluated again.
        services.log.warn('alert rules could not be evaluated', { component: 'alerts', error })
      })
      .catch((error: unknown) =>
        services.log.warn('a group of alert rules waits for the end of its lease', { component: 'alerts', error }),
      )
      .finally(() => running.delete(claim))
    running.set(claim, promise)
  }

  return {
    look,
    settled: async () => {
      await Promise.all(running.values())
      const all = ended
      ended = []
      return all
    },
    stop: async () => {
      ending.abort()
      await Promise.all(running.values())
    },
  }
}

const maxEnded = 100
