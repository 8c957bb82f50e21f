/**
 * How many checks run at once. Kinds of targets have lanes of their own, so that a resolver that hangs holds up no web
 * site, and what answers slowly waits among its like. Within a lane workspaces take turns. Pure but for the promises.
 */
import type { CheckType } from '../checks/index.ts'

export type Lane = 'web' | 'connect' | 'names' | 'slow'

/** Sockets and memory of one process; a check that hangs holds one place until its time is over. */
const laneLimits: Record<Lane, number> = { web: 200, connect: 200, names: 64, slow: 150 }

/** What took longer than this the last time runs among the slow ones. */
const slowMs = 3000

export function laneOf(type: CheckType, lastMs: number | undefined): Lane {
  if (lastMs !== undefined && lastMs >= slowMs) return 'slow'
  if (type === 'dns' || type === 'domain') return 'names'
  return type === 'http' || type === 'statuspage' || type === 'websocket' ? 'web' : 'connect'
}

export type Lanes = {
  /** `work` must not throw. */
  run(lane: Lane, workspaceId: string, work: () => Promise<void>): void
  waiting(): number
  running(): number
}

type Work = () => Promise<void>

export function createLanes(limits: Record<Lane, number> = laneLimits): Lanes {
  const lanes = new Map<Lane, { running: number; queues: Map<string, Work[]> }>()

  function laneFor(lane: Lane) {
    const found = lanes.get(lane) ?? { running: 0, queues: new Map<string, Work[]>() }
    lanes.set(lane, found)
    return found
  }

  function next(lane: Lane): void {
    const own = laneFor(lane)
    while (own.running < limits[lane]) {
      const [turn] = own.queues
      if (!turn) return
      const [workspaceId, queue] = turn
      const work = queue.shift()
      // Behind all others that wait.
      own.queues.delete(workspaceId)
      if (queue.length > 0) own.queues.set(workspaceId, queue)
      if (!work) continue
      own.running++
      void work().finally(() => {
        own.running--
        next(lane)
      })
    }
  }

  return {
    run(lane, workspaceId, work) {
      const { queues } = laneFor(lane)
      const queue = queues.get(workspaceId)
      if (queue) queue.push(work)
      else queues.set(workspaceId, [work])
      next(lane)
    },
    waiting: () =>
      [...lanes.values()].flatMap(({ queues }) => [...queues.values()]).reduce((sum, q) => sum + q.length, 0),
    running: () => [...lanes.values()].reduce((sum, { running }) => sum + running, 0),
  }
}
