/**
 * What happens to everything that a program sent, whatever protocol it spoke: admitted, scrubbed, put back into the
 * original source, grouped, and stored. Resolves when all of it is durable.
 */
import type { IngestKey } from '#modules/workspaces'
import type { Services } from '#platform/context'
import type { AdmittedProject, Admission } from './admission.ts'
import type { TelemetryEvent } from './event.ts'
import type { Intake, IntakeAnswer } from './intake.ts'
import { createTellErrorLines } from './log-signals.ts'
import { mineTemplate } from './log-templates/index.ts'
import { projectRules, type ProjectRules } from './project-rules.ts'
import type { Limit } from './quotas/limit.ts'
import type { RecordIntake } from './record-intake.ts'
import { categoryOfKind, type RecordStore, type RecordStores } from './record-stores.ts'
import type { RecordKind, Records } from './records.ts'
import { createSubmit, type Submit, type Way } from './same-errors.ts'
import type { Outcome } from './sentry/index.ts'
import { resolveSources } from './source-maps/resolve-sources.ts'

export type Source = AdmittedProject & { keyId: string }

/** What one request brought; `outcomes`: what of it was not kept already. */
export type Sent = {
  events: readonly TelemetryEvent[]
  records?: Records
  outcomes?: readonly Outcome[]
  /** Of the whole request, decompressed. */
  sizeBytes: number
  requestId: string
  /** Absent: any other than OpenTelemetry. */
  way?: Way | undefined
  /** Of whoever sent the request: what a filter for browsers goes by where the payload does not say. */
  userAgent?: string | undefined
}

/** `dropped`: by the project's own filters, or one of those that a spike thins out. It is counted and not kept. */
export type TakenEvent = IntakeAnswer & { dropped?: 'filtered' | 'limited' | 'sampled' }

/**
 * `events` answer those that were sent, in their order. `limits`: of what nothing more is taken for a while, which a
 * sender may be told with any status; what of this request was refused by them is counted and not kept.
 */
export type Taken = {
  events: TakenEvent[]
  limits: Limit[]
  /** How many records of each kind are durable now. */
  kept: { [K in RecordKind]?: number }
}

/** Throws `NothingTaken` (rate_limited, with its limits) when a request was not empty and limits left nothing of it. */
export type TakeIn = (source: Source, sent: Sent) => Promise<Taken>

type Parts = { intake: Intake; records: RecordIntake; admission: Admission; stores: RecordStores }

export function createTakeIn(services: Services, { intake, records, admission, stores }: Parts): TakeIn {
  const submit = createSubmit(intake)
  const tellErrorLines = createTellErrorLines(services, intake)
  return async (source, sent) => {
    const rules = await projectRules(services, source)
    const { supported, unsupported } = bySupport(sent.records ?? {}, stores)
    admission.countOutcomes(source, [...(sent.outcomes ?? []), ...unsupported])
    const admitted = await admission.admit(source, rules.intake, { ...sent, records: supported })
    const each = Math.ceil(sent.sizeBytes / Math.max(1, sent.events.length))
    // Not Promise.all: what was stored counts, also when something else of the request was not.
    const [events, stored] = await Promise.all([
      Promise.allSettled(
        admitted.events.map(async (event) =>
          'dropped' in event
            ? event
            : takeEvent(services, source, rules, { event, sizeBytes: each, way: sent.way }, submit),
        ),
      ),
      settled(async () => {
        const kept = scrubbed(admitted.records, rules)
        await storeRecords(services, source, kept, { records, stores })
        if (kept.logs) await tellErrorLines(targetOf(source), rules, kept.logs)
      }),
    ])
    const taken = events.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    admitted.settle({ events: taken, records: stored.status === 'fulfilled' })
    for (const result of [...events, stored]) if (result.status === 'rejected') throw result.reason
    return { events: taken, limits: admitted.limits, kept: countsOf(admitted.records) }
  }
}

async function settled(work: () => Promise<void>): Promise<PromiseSettledResult<void>> {
  const [result] = await Promise.allSettled([work()])
  return result
}

async function takeEvent(
  services: Services,
  source: Source,
  { scrubber, group }: ProjectRules,
  { event, sizeBytes, way = 'other' }: { event: TelemetryEvent; sizeBytes: number; way: Way | undefined },
  submit: Submit,
): Promise<TakenEvent> {
  const target = targetOf(source)
  const readable = await resolveSources(services, target, scrubber.event(event))
  const line = readable.kind === 'log' && readable.messageTemplate === undefined ? readable.message : undefined
  const template = line === undefined ? undefined : await mineTemplate(services, target, line)
  return submit({ ...target, event: readable, grouping: group(readable, template), sizeBytes }, way)
}

function scrubbed(records: Records, { scrubber }: ProjectRules): Records {
  return {
    ...records,
    ...(records.logs && { logs: records.logs.map(scrubber.log) }),
    ...(records.spans && { spans: records.spans.map(scrubber.span) }),
    ...(records.feedback && { feedback: records.feedback.map(scrubber.feedback) }),
  }
}

/** A kind without a store is counted and not kept. */
function bySupport(records: Records, stores: RecordStores): { supported: Records; unsupported: Outcome[] } {
  const supported = { ...records }
  const unsupported: Outcome[] = []
  for (const kind of kindsOf(records)) {
    if (storeOf(stores, kind)) continue
    const quantity = records[kind]?.length ?? 0
    if (quantity > 0)
      unsupported.push({ category: categoryOfKind[kind], reason: 'unsupported', quantity, by: 'server' })
    delete supported[kind]
  }
  return { supported, unsupported }
}

async function storeRecords(
  services: Services,
  source: Source,
  records: Records,
  { records: intake, stores }: Pick<Parts, 'records' | 'stores'>,
): Promise<void> {
  const target = targetOf(source)
  const kinds = kindsOf(records).filter((kind) => (records[kind]?.length ?? 0) > 0)
  const rows = await Promise.all(
    kinds.map(async (kind) => {
      const store = storeOf(stores, kind)
      return store && 'rows' in store ? store.rows(target, records[kind] as never, services) : []
    }),
  )
  await intake.submit(rows.flat())
  for (const kind of kinds) {
    const store = storeOf(stores, kind)
    if (store && 'write' in store) await store.write(services, target, records[kind] as never)
  }
}

const countsOf = (records: Records): Taken['kept'] =>
  Object.fromEntries(kindsOf(records).map((kind) => [kind, records[kind]?.length ?? 0]))

const kindsOf = (records: Records) => Object.keys(records) as RecordKind[] // a record of these keys, by its type

/** Each kind's store takes that kind's records: the compiler cannot follow the pair through a loop, hence `never`. */
function storeOf(stores: RecordStores, kind: RecordKind) {
  return stores[kind] as RecordStore<never> | undefined
}

const targetOf = ({ workspaceId, projectId }: Source) => ({ workspaceId, projectId })

export const sourceOf = (key: IngestKey): Source => ({ ...key, keyId: key.id })
