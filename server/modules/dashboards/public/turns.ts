/** How many panels of one workspace are computed for visitors at once, so that its members keep theirs. */
import { AppError } from '#platform/errors'

const maxRunning = 4
const maxWaiting = 60

type Turns = { running: number; waiting: (() => void)[] }

/** Rejects with `unavailable` when too many wait. */
export function createTurns(): <T>(workspaceId: string, run: () => Promise<T>) => Promise<T> {
  const workspaces = new Map<string, Turns>()
  return async (workspaceId, run) => {
    const turns = workspaces.get(workspaceId) ?? { running: 0, waiting: [] }
    workspaces.set(workspaceId, turns)
    if (turns.running < maxRunning) turns.running++
    else if (turns.waiting.length >= maxWaiting) throw tooMany()
    // Whoever ends gives the turn on, so that the number stays.
    else await new Promise<void>((resolve) => turns.waiting.push(resolve))
    try {
      return await run()
    } finally {
      const next = turns.waiting.shift()
      if (next) next()
      else if (--turns.running === 0) workspaces.delete(workspaceId)
    }
  }
}

const tooMany = () =>
  new AppError('unavailable', 'too many people look at dashboards of this workspace at once', { retryAfterSeconds: 5 })
