/**
 * Which exceptions are the same one. A batch that is sent again gives the same ids, so that it counts once; so does an
 * error that a program tells by a log and by a span of the same trace within seconds.
 */
import { hash } from 'node:crypto'
import type { TelemetryEvent } from '../event.ts'
import type { Draft } from './exceptions.ts'
import { sameErrorMs } from './limits.ts'

export type Candidates = {
  own: string
  /** Of the same error a little earlier or later; none without a trace, where nothing ties two together. */
  others: string[]
}

/** `nth`: how many that are equal in all of this came before it in the same request. */
export function candidatesOf(projectId: string, { event, happenedAt }: Draft, nth: number): Candidates {
  const main = event.exceptions.at(-1)
  // As it was before it was taken apart, which may depend on whether a stack came with it.
  const type = main?.module ? `${main.module}.${main.type}` : main?.type
  const what = [type, main?.value]
  const ms = happenedAt?.getTime() ?? 0
  if (!event.traceId) {
    const sent = [event.service, event.host, event.message, event.attributes, main?.frames, ms, nth]
    return { own: idOf('alone', projectId, ...what, ...sent), others: [] }
  }
  const { traceId } = event
  const window = Math.floor(ms / sameErrorMs)
  const inWindow = (at: number) => idOf('trace', projectId, traceId, ...what, at)
  return { own: inWindow(window), others: [inWindow(window - 1), inWindow(window + 1)] }
}

const idOf = (...parts: unknown[]) => hash('sha256', JSON.stringify(parts)).slice(0, 32)

/** Without a number, for counting equals. */
export const likeness = (projectId: string, draft: Draft): string => candidatesOf(projectId, draft, 0).own

/**
 * Gives each draft its id; of several in one request that are the same the first with a stack stays. `known`: ids among
 * the candidates that were counted before.
 */
export function withIds(
  drafts: readonly { draft: Draft; candidates: Candidates }[],
  known: ReadonlySet<string>,
): TelemetryEvent[] {
  const events = new Map<string, TelemetryEvent>()
  const isTaken = (id: string) => known.has(id) || events.has(id)
  for (const { draft, candidates } of drafts) {
    const { own, others } = candidates
    const id = isTaken(own) ? own : (others.find(isTaken) ?? own)
    const before = events.get(id)
    if (!before || (!hasStack(before) && hasStack(draft.event))) events.set(id, { id, ...draft.event })
  }
  return [...events.values()]
}

const hasStack = ({ exceptions }: Pick<TelemetryEvent, 'exceptions'>) =>
  exceptions.some(({ frames }) => frames.length > 0)
