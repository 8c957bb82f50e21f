/**
 * An error that a program tells by OpenTelemetry and in another way besides, at about the same moment, counts once:
 * among what this process took in lately, also where it is not stored yet. What was stored before is found by
 * `otlp/identify.ts`.
 */
import type { NewEvent } from './columns.ts'
import type { Grouping } from './grouping/index.ts'
import type { Intake, IntakeAnswer } from './intake.ts'
import { sameErrorMs } from './otlp/index.ts'

export type Way = 'openTelemetry' | 'other'

export type Submit = (given: NewEvent, way: Way) => Promise<IntakeAnswer>

/** `taken`: settled when it is durable or lost. `grouping`: of what OpenTelemetry told; the other's is not needed. */
type Told = { way: Way; occurredAt: Date; grouping: Grouping | undefined; taken: Promise<IntakeAnswer> }

/** The oldest go: some seconds' worth of errors that belong to traces. */
const maxRemembered = 5_000

/**
 * What OpenTelemetry tells again is left out. What tells again of what OpenTelemetry told is kept in its incident,
 * because an SDK says more, and counts 0 times.
 */
export function createSubmit(intake: Intake): Submit {
  const told = new Map<string, Told>()
  return async (given, way) => {
    const place = placeOf(given)
    const before = place === undefined ? undefined : told.get(place)
    if (before && isSame(before, given, way) && (await isDurable(before))) {
      if (before.grouping === undefined) return { id: given.event.id, duplicate: true }
      return intake.submit({ ...given, event: { ...given.event, times: 0 }, grouping: before.grouping })
    }
    // Nothing waits between looking and remembering, so of two at once the second finds the first.
    const taken = intake.submit(given)
    if (place !== undefined) remember(told, place, { ...toTold(given, way), taken })
    return taken
  }
}

function placeOf({ projectId, event: { kind, traceId, title } }: NewEvent): string | undefined {
  return kind === 'exception' && traceId ? `${projectId} ${traceId} ${title}` : undefined
}

const toTold = ({ event: { occurredAt }, grouping }: NewEvent, way: Way) => ({
  way,
  occurredAt,
  grouping: way === 'openTelemetry' ? grouping : undefined,
})

const isSame = ({ way, occurredAt }: Told, { event }: NewEvent, other: Way) =>
  way !== other && Math.abs(occurredAt.getTime() - event.occurredAt.getTime()) <= sameErrorMs

/** Whoever was first waits for nobody, so nobody waits in a circle. */
const isDurable = ({ taken }: Told) =>
  taken.then(
    () => true,
    () => false,
  )

function remember(told: Map<string, Told>, place: string, one: Told): void {
  // To the end, as the youngest.
  told.delete(place)
  told.set(place, one)
  for (const oldest of told.keys()) {
    if (told.size <= maxRemembered) break
    told.delete(oldest)
  }
}
