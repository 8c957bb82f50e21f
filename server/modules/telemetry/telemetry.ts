import type { Services } from '#platform/context'
import type { Route } from '#platform/http'
import type { Schedule } from '#platform/schedule'
import { createIngestKeyLookup, type IngestKey } from '#modules/workspaces'
import { createAdmission, type Admission } from './admission.ts'
import { eventsRoute } from './events-route.ts'
import { flushTemplates } from './log-templates/index.ts'
import { createIntake, type RecordSignals } from './intake.ts'
import { otlpRoutes } from './otlp-routes.ts'
import { partRoutes, partSchedules } from './parts.ts'
import { createRecordIntake } from './record-intake.ts'
import { storesWith, type RecordCheckIns } from './record-stores.ts'
import { recoverBatches, sweepReceipts } from './recover-batches.ts'
import { sentryRoutes } from './sentry-routes.ts'
import { projectRules } from './project-rules.ts'
import type { QuotaCategory } from './quotas/limit.ts'
import { createTakeIn, type Source } from './take-in.ts'

/** How others let in what programs send with an ingest key: metrics have an intake of their own. */
export type IntakeDoor = Pick<Admission, 'admitRequest' | 'countOutcomes' | 'countingInvalid' | 'countCardData'> & {
  /** Undefined: unknown or revoked. */
  findKey(publicKey: string): Promise<IngestKey | undefined>
  /** By the project's quotas and by what the server can take; see `Admission.admitQuantity`. */
  admitQuantity(
    source: Source,
    brought: { category: QuotaCategory; quantity: number; sizeBytes: number },
  ): Promise<{ settle(kept: number): void }>
}

export type Telemetry = {
  door: IntakeDoor
  routes: Route[]
  schedules: Schedule[]
  /** Counts now what was cut off; for a process that has accepted nothing yet and shares its stores with no other. */
  recover(): Promise<void>
  /** Writes down now what was counted; it happens by itself every second. */
  flush(): Promise<void>
  /** Settles what was accepted; new events are refused from now on. */
  drain(): Promise<void>
}

/** The intake of one process. What follows from events and check-ins is decided further down the river. */
export function createTelemetry(
  services: Services,
  recordSignals: RecordSignals,
  recordCheckIns?: RecordCheckIns,
): Telemetry {
  const intake = createIntake(services, recordSignals)
  const admission = createAdmission(services)
  const records = createRecordIntake(services)
  const takeIn = createTakeIn(services, { intake, records, admission, stores: storesWith(recordCheckIns) })
  const dependencies = { takeIn, admission, findKey: createIngestKeyLookup(services) }
  services.metrics.gauge('watchword_ingest_waiting_events', 'Events accepted and not yet durable', () => intake.depth())
  return {
    door: {
      ...{ admitRequest: admission.admitRequest, countOutcomes: admission.countOutcomes },
      ...{ countingInvalid: admission.countingInvalid, countCardData: admission.countCardData },
      findKey: dependencies.findKey,
      admitQuantity: async (source, brought) =>
        admission.admitQuantity(source, (await projectRules(services, source)).intake, brought),
    },
    routes: [...sentryRoutes(dependencies), eventsRoute(dependencies), ...otlpRoutes(dependencies), ...partRoutes],
    schedules: [
      {
        name: 'telemetry.recoverBatches',
        purpose: 'incidents',
        reads: ['C13'],
        everySeconds: 30,
        run: async () => {
          await recoverBatches(services, recordSignals)
        },
      },
      { name: 'telemetry.sweepReceipts', purpose: 'incidents', reads: [], everySeconds: 600, run: sweepReceipts },
      ...partSchedules,
    ],
    recover: async () => {
      await recoverBatches(services, recordSignals, { inFlightMs: 0 })
    },
    flush: admission.flush,
    drain: async () => {
      await Promise.all([intake.drain(), records.drain()])
      await Promise.all([admission.drain(), flushTemplates(services)])
    },
  }
}
