/** From what a request says to what is taken in: each record on its own, so that a bad one harms no other. */
import type { RemoveCardData } from '../card-data.ts'
import type { LogRecord, Span } from '../records.ts'
import { newTrim, type Trim } from './attributes.ts'
import { exceptionNames, exceptionOfLog, exceptionsOfSpan, type Draft } from './exceptions.ts'
import { toLog } from './logs.ts'
import { BadRecord, type SentBatch, type SentGroup, type SentLog, type SentSpan } from './sent.ts'
import { programOf, type Program } from './sender.ts'
import { toSpan } from './spans.ts'

export type Arrival = { receivedAt: Date; removeCardData: RemoveCardData | undefined }

export type Read<T> = {
  records: T[]
  drafts: Draft[]
  /** Why, for each that was not taken. */
  rejected: string[]
  /** Of how many something was cut or left out. */
  shortened: number
}

export function readSpans(batch: SentBatch<SentSpan>, arrival: Arrival): Read<Span> {
  return read(batch, arrival, (sent, program, trim) => {
    const span = toSpan(sent, program, arrival.receivedAt, trim)
    return { record: span, drafts: exceptionsOfSpan(sent, span, program, trim) }
  })
}

/** A line that tells of an exception stays a line; its stack is with the event that is made of it. */
export function readLogs(batch: SentBatch<SentLog>, arrival: Arrival): Read<LogRecord> {
  return read(batch, arrival, (sent, program, trim) => {
    const log = toLog(sent, program, arrival.receivedAt, { trim, without: exceptionNames })
    const draft = exceptionOfLog(sent, log, program)
    return draft ? { record: { ...log, errorComesAsEvent: true }, drafts: [draft] } : { record: log, drafts: [] }
  })
}

type Translate<S, T> = (sent: S, program: Program, trim: Trim) => { record: T; drafts: Draft[] }

function read<S extends { text: object }, T>(
  { groups, rejected }: SentBatch<S>,
  { removeCardData }: Arrival,
  translate: Translate<S, T>,
): Read<T> {
  const trim = newTrim()
  const result: Read<T> = { records: [], drafts: [], rejected: [...rejected], shortened: 0 }
  const cleaned = new Set<object>()
  for (const { resource, scope, records } of groups) {
    // Scopes of one program share its resource.
    if (!cleaned.has(resource)) removeCardData?.(resource)
    cleaned.add(resource)
    removeCardData?.(scope.attributes)
    const program = programOf(resource, scope, trim)
    for (const sent of records) takeOne(sent, program, { trim, result, removeCardData }, translate)
  }
  return { ...result, shortened: trim.shortened }
}

function takeOne<S extends SentGroup<{ text: object }>['records'][number], T>(
  sent: S,
  program: Program,
  { trim, result, removeCardData }: { trim: Trim; result: Read<T>; removeCardData: RemoveCardData | undefined },
  translate: Translate<S, T>,
): void {
  removeCardData?.(sent.text)
  try {
    const { record, drafts } = translate(sent, program, trim)
    result.records.push(record)
    result.drafts.push(...drafts)
  } catch (error) {
    if (!(error instanceof BadRecord)) throw error
    result.rejected.push(error.message)
  }
}
