/**
 * What a project's own settings let in. A refusal is cheap, because it is what answers a flood: it is counted in memory
 * and written down as an outcome a second later.
 */
import { eventsRule, originAllowed, type ProjectSettings } from '#modules/workspaces'
import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError, forbidden } from '#platform/errors'
import * as repo from './repo.ts'

export type AdmittedProject = ProjectSettings & { workspaceId: string; projectId: string }

export type Admission = {
  /** `origin` is the request's header. Throws forbidden for a page that may not send to the project. */
  admitOrigin(project: AdmittedProject, origin: string | undefined): void
  /** Throws rate_limited when so many events are more than the project takes in a minute: all of them or none. */
  admitEvents(project: AdmittedProject, count: number): Promise<void>
  /** Card and bank account numbers that were taken out of events; the events stay. */
  countCardData(project: AdmittedProject, quantity: number): void
  /** Writes down what was refused since the last time. */
  flush(): Promise<void>
  drain(): Promise<void>
}

const flushMs = 1_000
/** Projects times reasons: only keys that exist get this far. */
const maxWaiting = 10_000

type Refusal = { workspaceId: string; projectId: string; category: string; reason: string; quantity: number }

export function createAdmission(services: Services): Admission {
  const waiting = new Map<string, Refusal>()

  const add = (
    { workspaceId, projectId }: AdmittedProject,
    what: Pick<Refusal, 'category' | 'reason' | 'quantity'>,
  ) => {
    const key = `${projectId} ${what.reason}`
    const refusal = waiting.get(key)
    if (refusal) refusal.quantity += what.quantity
    else if (waiting.size < maxWaiting) waiting.set(key, { workspaceId, projectId, ...what })
  }
  const count = (project: AdmittedProject, reason: string, quantity: number): void => {
    services.metrics.eventsRefused(reason, quantity)
    add(project, { category: 'error', reason, quantity })
  }
  const flush = async (): Promise<void> => {
    for (const [key, refusal] of waiting) {
      waiting.delete(key)
      const { workspaceId, projectId, category, reason, quantity } = refusal
      const outcome = { category, reason, quantity, by: 'server' } as const
      await inTransaction(systemContext(services, workspaceId, 'outcomes'), (tx) =>
        repo.addOutcomes(tx, projectId, [outcome]),
      )
    }
  }
  const timer = setInterval(() => {
    flush().catch((error: unknown) => services.log.warn('could not write outcomes', { component: 'ingest', error }))
  }, flushMs)
  timer.unref()

  return {
    admitOrigin: (project, origin) => {
      if (originAllowed(project, origin ?? null)) return
      count(project, 'origin_not_allowed', 1)
      throw forbidden('the project takes nothing from pages of this origin')
    },
    admitEvents: async (project, quantity) => {
      if (project.eventsPerMinute === null) return
      const rule = eventsRule(project.eventsPerMinute)
      try {
        const each = Array.from({ length: quantity }, () => services.limiter.consume(rule, project.projectId))
        await Promise.all(each)
      } catch (error) {
        if (error instanceof AppError && error.code === 'rate_limited') count(project, 'project_limit', quantity)
        throw error
      }
    },
    countCardData: (project, quantity) => add(project, { category: 'value', reason: 'card_data', quantity }),
    flush,
    drain: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}
