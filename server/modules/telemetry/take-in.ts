/**
 * What happens to everything that a program sent, whatever protocol it spoke: admitted, scrubbed, put back into the
 * original source, grouped, and stored. Resolves when all of it is durable.
 */
import type { IngestKey } from '#modules/workspaces'
import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { AdmittedProject, Admission } from './admission.ts'
import type { TelemetryEvent } from './event.ts'
import type { Intake, IntakeAnswer } from './intake.ts'
import { mineTemplate } from './log-templates/index.ts'
import { projectRules, type ProjectRules } from './project-rules.ts'
import type { RecordIntake } from './record-intake.ts'
import { categoryOfKind, recordStores, type RecordStore } from './record-stores.ts'
import type { RecordKind, Records } from './records.ts'
import * as repo from './repo.ts'
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
}

/** Answers for the events, in their order. Throws rate_limited when the project takes no more of them. */
export type TakeIn = (source: Source, sent: Sent) => Promise<IntakeAnswer[]>

export function createTakeIn(
  services: Services,
  { intake, records, admission }: { intake: Intake; records: RecordIntake; admission: Admission },
): TakeIn {
  return async (source, { events, records: sent = {}, outcomes = [], sizeBytes, requestId }) => {
    await admission.admitEvents(source, events.length)
    const rules = await projectRules(services, source)
    const each = Math.ceil(sizeBytes / Math.max(1, events.length))
    const [answers, unsupported] = await Promise.all([
      Promise.all(events.map((event) => takeEvent(services, source, rules, { event, sizeBytes: each }, intake))),
      storeRecords(services, source, scrubbed(sent, rules), records),
    ])
    await recordOutcomes(services, source, requestId, [...outcomes, ...unsupported])
    return answers
  }
}

async function takeEvent(
  services: Services,
  { workspaceId, projectId }: Source,
  { scrubber, group }: ProjectRules,
  { event, sizeBytes }: { event: TelemetryEvent; sizeBytes: number },
  intake: Intake,
): Promise<IntakeAnswer> {
  const target = { workspaceId, projectId }
  const readable = await resolveSources(services, target, scrubber.event(event))
  const line = readable.kind === 'log' && readable.messageTemplate === undefined ? readable.message : undefined
  const template = line === undefined ? undefined : await mineTemplate(services, target, line)
  return intake.submit({ ...target, event: readable, grouping: group(readable, template), sizeBytes })
}

function scrubbed(records: Records, { scrubber }: ProjectRules): Records {
  return {
    ...records,
    ...(records.logs && { logs: records.logs.map(scrubber.log) }),
    ...(records.spans && { spans: records.spans.map(scrubber.span) }),
    ...(records.feedback && { feedback: records.feedback.map(scrubber.feedback) }),
  }
}

async function storeRecords(services: Services, source: Source, records: Records, intake: RecordIntake) {
  const unsupported: Outcome[] = []
  const target = { workspaceId: source.workspaceId, projectId: source.projectId }
  const kinds = Object.keys(records) as RecordKind[] // a record of these keys, by its type
  const rows = kinds.flatMap((kind) => {
    const given = records[kind] ?? []
    const store = storeOf(kind)
    if (given.length > 0 && !store) {
      unsupported.push({ category: categoryOfKind[kind], reason: 'unsupported', quantity: given.length, by: 'server' })
    }
    return store && 'rows' in store && given.length > 0 ? store.rows(target, given as never) : []
  })
  await intake.submit(rows)
  for (const kind of kinds) {
    const given = records[kind] ?? []
    const store = storeOf(kind)
    if (store && 'write' in store && given.length > 0) await store.write(services, target, given as never)
  }
  return unsupported
}

/** Each kind's store takes that kind's records: the compiler cannot follow the pair through a loop, hence `never`. */
function storeOf(kind: RecordKind) {
  return recordStores[kind] as RecordStore<never> | undefined
}

async function recordOutcomes(
  services: Services,
  { workspaceId, projectId }: Source,
  requestId: string,
  outcomes: readonly Outcome[],
): Promise<void> {
  if (outcomes.length === 0) return
  for (const { reason, quantity } of outcomes) services.metrics.eventsRefused(reason, quantity)
  await inTransaction(systemContext(services, workspaceId, requestId), (tx) =>
    repo.addOutcomes(tx, projectId, outcomes),
  )
}

export const sourceOf = (key: IngestKey): Source => ({ ...key, keyId: key.id })
