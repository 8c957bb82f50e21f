/**
 * What is let in: of a request before it is read, by its origin and by what the server can take, and of what it brought
 * by the project's filters, by spikes and by quotas. A refusal is cheap, because it is what answers a flood.
 */
import { originAllowed, type ProjectSettings } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { AppError, forbidden } from '#platform/errors'
import type { TelemetryEvent } from './event.ts'
import { createBacklog, weightOf, type Backlog } from './quotas/backlog.ts'
import { choose, type Dropped } from './quotas/choose.ts'
import { createLedger, type CountedOutcome } from './quotas/ledger.ts'
import { NothingTaken, type Limit, type QuotaCategory } from './quotas/limit.ts'
import type { IntakeRules } from './quotas/load-intake-rules.ts'
import { createReserve } from './quotas/reserve.ts'
import { createThinning } from './quotas/thinning.ts'
import { refuseAll, serverLimits, settle, withinQuotas, type Stored } from './quotas/within-quotas.ts'
import type { Records } from './records.ts'

export type AdmittedProject = ProjectSettings & { workspaceId: string; projectId: string }

type Brought = {
  events: readonly TelemetryEvent[]
  records: Records
  sizeBytes: number
  userAgent?: string | undefined
}

export type Admitted = {
  /** In the order in which they were sent. */
  events: (TelemetryEvent | Dropped)[]
  records: Records
  limits: Limit[]
  /** Counts what is durable, and gives back what is not. Must be called once. */
  settle(stored: Stored): void
}

export type Admission = {
  /**
   * Before anything of a request is read; `origin` is its header. Throws forbidden for a page that may not send to the
   * project, and `NothingTaken` when the server cannot take anything at the moment.
   */
  admitRequest(project: AdmittedProject, origin: string | undefined): void
  /** Throws `NothingTaken` when limits leave nothing of what was brought. */
  admit(source: AdmittedProject & { keyId: string }, rules: IntakeRules, brought: Brought): Promise<Admitted>
  /**
   * The same for what is counted and is no record: all of it is let in, or none and `NothingTaken` thrown. `settle` must
   * be called once, with how much is durable.
   */
  admitQuantity(
    source: AdmittedProject & { keyId: string },
    rules: Pick<IntakeRules, 'quotas'>,
    brought: { category: QuotaCategory; quantity: number; sizeBytes: number },
  ): Promise<{ settle(kept: number): void }>
  countOutcomes(project: AdmittedProject, outcomes: readonly CountedOutcome[]): void
  /** Reads what was sent; what cannot be read counts as one invalid item of the category, and the error is passed on. */
  countingInvalid<T>(project: AdmittedProject, category: QuotaCategory, read: () => T | Promise<T>): Promise<T>
  /** Card and bank account numbers that were taken out of events; the events stay. */
  countCardData(project: AdmittedProject, quantity: number): void
  /** Writes down what was counted since the last time. */
  flush(): Promise<void>
  drain(): Promise<void>
}

export function createAdmission(services: Services, backlog: Backlog = createBacklog(services)): Admission {
  const ledger = createLedger(services)
  const reserve = createReserve(services, ledger)
  const thinning = createThinning(services.now)

  const count = (project: AdmittedProject, outcome: CountedOutcome): void => {
    // What a client says of itself is no name for a metric, and what was accepted is counted where it is stored.
    if (outcome.by === 'server' && outcome.reason !== 'accepted')
      services.metrics.eventsRefused(outcome.reason, outcome.quantity)
    ledger.countOutcome(project, outcome)
  }

  return {
    admitRequest: (project, origin) => {
      if (!originAllowed(project, origin ?? null)) {
        count(project, { category: 'error', reason: 'origin_not_allowed', quantity: 1, by: 'server' })
        throw forbidden('the project takes nothing from pages of this origin')
      }
      const reason = backlog.refusal(undefined, 0)
      if (!reason) return
      // What it holds is not known: one is counted.
      count(project, { category: 'default', reason, quantity: 1, by: 'server' })
      throw new NothingTaken(serverLimits(reason))
    },
    admit: async (source, rules, brought) => {
      const counted = (category: string, reason: string, quantity: number): void =>
        count(source, { category, reason, quantity, by: 'server' })
      const weight = weightOf(brought.events.length, brought.sizeBytes)
      const reason = backlog.refusal(source.projectId, weight)
      if (reason) refuseAll(brought, reason, counted)
      const leave = backlog.enter(source.projectId, weight)
      try {
        const chosen = choose(rules, thinning(source.projectId, rules.allowances), brought, counted)
        const { quantities, ...within } = await withinQuotas(reserve, source, rules, chosen, counted)
        return {
          ...within,
          settle: (stored) => {
            leave()
            settle(reserve, source, quantities, stored, counted)
          },
        }
      } catch (error) {
        leave()
        throw error
      }
    },
    admitQuantity: async (source, { quotas }, { category, quantity, sizeBytes }) => {
      const counted = (reason: string, of: number): void =>
        count(source, { category, reason, quantity: of, by: 'server' })
      const weight = weightOf(1, sizeBytes)
      const reason = backlog.refusal(source.projectId, weight)
      if (reason) {
        counted(reason, quantity)
        throw new NothingTaken(serverLimits(reason))
      }
      const leave = backlog.enter(source.projectId, weight)
      try {
        const limit = quantity > 0 ? await reserve.take(source, quotas, category, quantity) : undefined
        if (limit) {
          counted(limit.reason, quantity)
          throw new NothingTaken([limit])
        }
      } catch (error) {
        leave()
        throw error
      }
      return {
        settle: (kept) => {
          leave()
          reserve.giveBack(source, category, quantity - kept)
          counted('accepted', kept)
        },
      }
    },
    countOutcomes: (project, outcomes) => outcomes.forEach((outcome) => count(project, outcome)),
    countingInvalid: async (project, category, read) => {
      try {
        return await read()
      } catch (error) {
        // A fault of ours is answered with 503, and the sender comes again.
        if (error instanceof AppError) count(project, { category, reason: 'invalid', quantity: 1, by: 'server' })
        throw error
      }
    },
    countCardData: (project, quantity) =>
      ledger.countOutcome(project, { category: 'value', reason: 'card_data', quantity, by: 'server' }),
    flush: () => ledger.flush(),
    drain: async () => {
      backlog.stop()
      await ledger.drain()
    },
  }
}
