/** What is taken out of telemetry before anything of it is stored. */
import type { Services, Tx } from '#platform/context'
import type { EventNote, TelemetryEvent } from '../event.ts'
import type { Feedback, LogRecord, Span } from '../records.ts'
import { createCleanTexts } from './clean-texts.ts'
import { compileRules } from './compile.ts'
import * as repo from './repo.ts'
import { inOrder, type RuleSet } from './rule.ts'
import { scrubEvent } from './scrub-event.ts'
import { scrubFeedback, scrubLog, scrubSpan } from './scrub-records.ts'
import { createWalk, type Walk } from './walk.ts'

/** Each answers what may be stored; never throws. */
export type Scrubber = {
  event(event: TelemetryEvent): TelemetryEvent
  log(log: LogRecord): LogRecord
  span(span: Span): Span
  feedback(feedback: Feedback): Feedback
}

/** The rules of the workspace and of the project, ready for use. */
export async function loadScrubber(tx: Tx, projectId: string): Promise<Scrubber> {
  const { workspace, project } = await repo.findSettings(tx, projectId)
  const rules = inOrder({ useDefaults: workspace.useDefaults, workspace: workspace.rules, project: project.rules })
  const hashKey = rules.some(({ rule }) => rule.method === 'hash') ? await repo.getHashKey(tx) : ''
  return createScrubber(rules, hashKey, tx.log)
}

/** `hashKey`: of the workspace; nothing needs it where no rule hashes. */
export function createScrubber(rules: RuleSet, hashKey: string, log: Services['log']): Scrubber {
  const steps = compileRules(rules, () => hashKey)
  const clean = createCleanTexts()
  /** What cannot be scrubbed is not stored as it came: its text goes. */
  const safely = <T>(notes: EventNote[], work: (walk: Walk) => T, emptied: () => T): T => {
    try {
      return work(createWalk(steps, clean, notes))
    } catch (error) {
      log.error('telemetry could not be scrubbed', { component: 'ingest', error })
      return emptied()
    }
  }
  return {
    event: (event) => {
      const notes = [...event.notes]
      const why = { path: 'event', what: 'dropped' as const, why: 'it could not be scrubbed' }
      return safely(
        notes,
        (walk) => ({ ...scrubEvent(walk, event), notes }),
        () => ({ ...emptyEvent(event), notes: [...event.notes, why] }),
      )
    },
    log: (record) =>
      safely(
        [],
        (walk) => scrubLog(walk, record),
        () => ({ ...emptyRecord(record), body: '' }),
      ),
    span: (record) =>
      safely(
        [],
        (walk) => scrubSpan(walk, record),
        () => ({ ...emptySpan(record) }),
      ),
    feedback: (record) =>
      safely(
        [],
        (walk) => scrubFeedback(walk, record),
        () => ({ receivedAt: record.receivedAt, message: '' }),
      ),
  }
}

function emptyEvent(event: TelemetryEvent): TelemetryEvent {
  const { id, projectId, receivedAt, occurredAt, kind, level, traceId, spanId } = event
  const lists = {
    attributes: [],
    exceptions: [],
    threads: [],
    breadcrumbs: [],
    packages: [],
    debugImages: [],
    notes: [],
  }
  const texts = { title: '[removed]', culprit: '', platform: 'other', contexts: {}, extra: {}, unknown: {} }
  return { id, projectId, receivedAt, occurredAt, kind, level, traceId, spanId, ...lists, ...texts }
}

function emptyRecord({ receivedAt, occurredAt, level, traceId, spanId }: LogRecord): LogRecord {
  return { receivedAt, occurredAt, level, traceId, spanId, body: '', attributes: [] }
}

function emptySpan(span: Span): Span {
  const { receivedAt, traceId, spanId, parentSpanId, kind, status, startedAt, durationMicros, isEntry } = span
  const ids = { receivedAt, traceId, spanId, parentSpanId, kind, status, startedAt, durationMicros, isEntry }
  return { ...ids, name: '', operation: '', attributes: [] }
}
