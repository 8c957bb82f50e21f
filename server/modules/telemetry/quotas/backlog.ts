/**
 * What the server itself can take. Everything that is being taken in weighs something, and no project may hold more
 * than its share of what fits: the requests of all others would wait behind it.
 */
import { statfs } from 'node:fs/promises'
import type { Services } from '#platform/context'
import type { LimitReason } from './limit.ts'

export type Backlog = {
  /** Undefined: there is room for something of this weight. */
  refusal(projectId: string | undefined, weight: number): LimitReason | undefined
  /** Until the returned function is called. */
  enter(projectId: string, weight: number): () => void
  stop(): void
}

/** A little below what the spools hold (5,000 items or 64 MB), which answer 503 beyond it. */
export const maxWeight = 4_000
export const weightBytes = 13 * 1024
/** Also with many projects at once something of each has to fit. */
const leastShare = 50
/** Of embedded stores: what they need to merge, to write their logs and to be stopped in order. */
export const minFreeBytes = 512 * 1024 * 1024
const diskMs = 5_000

export const backlogRetrySeconds = 2
export const diskRetrySeconds = 60

export const weightOf = (events: number, sizeBytes: number): number =>
  Math.max(1, events, Math.ceil(sizeBytes / weightBytes))

type Options = { freeBytes?: () => Promise<number>; diskEveryMs?: number }

export function createBacklog({ config, log }: Pick<Services, 'config' | 'log'>, options: Options = {}): Backlog {
  const held = new Map<string, number>()
  let total = 0
  let isDiskLow = false

  const { freeBytes = () => freeBytesOf(config.dataDir) } = options
  const look = async (): Promise<void> => {
    const isLow = (await freeBytes()) < minFreeBytes
    if (isLow && !isDiskLow) log.error('too little free disk space: nothing is taken in', { component: 'ingest' })
    if (!isLow && isDiskLow) log.info('enough free disk space again', { component: 'ingest' })
    isDiskLow = isLow
  }
  // What cannot be asked is no reason to refuse.
  const lookAgain = (): void => void look().catch(() => (isDiskLow = false))
  lookAgain()
  const timer = setInterval(lookAgain, options.diskEveryMs ?? diskMs)
  timer.unref()

  /** Half of everything for one alone, so that whoever comes next waits for no more than that. */
  const share = (projectId: string): number => {
    const others = held.size - (held.has(projectId) ? 1 : 0)
    return Math.max(leastShare, Math.floor(maxWeight / (others + 2)))
  }

  return {
    refusal: (projectId, weight) => {
      if (isDiskLow) return 'disk'
      // Something that is too big for any share may come in alone.
      if (total > 0 && total + weight > maxWeight) return 'backlog'
      if (projectId === undefined) return undefined
      const own = held.get(projectId) ?? 0
      return own > 0 && own + weight > share(projectId) ? 'backlog' : undefined
    },
    enter: (projectId, weight) => {
      held.set(projectId, (held.get(projectId) ?? 0) + weight)
      total += weight
      return () => {
        total -= weight
        const rest = (held.get(projectId) ?? 0) - weight
        if (rest > 0) held.set(projectId, rest)
        else held.delete(projectId)
      }
    },
    stop: () => clearInterval(timer),
  }
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize
}
