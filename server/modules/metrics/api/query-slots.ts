/** How many queries of one workspace run at the same time; the others wait in line, and not for long. */
import { AppError } from '#platform/errors'

/** Prometheus' own bound, for each workspace. */
export const maxRunning = 20
const maxWaiting = 100

type Slots = { running: number; waiting: (() => void)[] }

const overloaded = () =>
  new AppError('unavailable', `more than ${maxRunning + maxWaiting} queries of this workspace at once`, {
    retryAfterSeconds: 5,
  })

export type QuerySlots = <T>(workspaceId: string, signal: AbortSignal, run: () => Promise<T>) => Promise<T>

export function createQuerySlots(): QuerySlots {
  const workspaces = new Map<string, Slots>()
  return async (workspaceId, signal, run) => {
    const slots = workspaces.get(workspaceId) ?? { running: 0, waiting: [] }
    workspaces.set(workspaceId, slots)
    if (slots.running < maxRunning) slots.running++
    else await turn(slots, signal)
    try {
      return await run()
    } finally {
      const next = slots.waiting.shift()
      // Whoever waited longest takes the place over.
      if (next) next()
      else if (--slots.running === 0) workspaces.delete(workspaceId)
    }
  }
}

/** Rejects with `unavailable` when too many wait, and with the signal's reason when it aborts. */
function turn(slots: Slots, signal: AbortSignal): Promise<void> {
  if (slots.waiting.length >= maxWaiting) return Promise.reject(overloaded())
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const leave = () => {
    slots.waiting.splice(slots.waiting.indexOf(enter), 1)
    reject(signal.reason)
  }
  const enter = () => {
    signal.removeEventListener('abort', leave)
    resolve()
  }
  if (signal.aborted) return Promise.reject(signal.reason)
  slots.waiting.push(enter)
  signal.addEventListener('abort', leave, { once: true })
  return promise
}
