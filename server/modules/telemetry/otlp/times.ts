import { plausibleTime, validDate } from '../clean.ts'
import type { EventNote } from '../event.ts'

/** Undefined for 0, which means none, and for what no date can hold. */
export function dateOf(nanos: bigint): Date | undefined {
  return nanos === 0n ? undefined : validDate(Number(nanos / 1_000_000n))
}

/** Microseconds within the millisecond: 0 to 999. */
export const microsOf = (nanos: bigint): number => Number((nanos / 1_000n) % 1_000n)

/** A sender's time where it can be right, else that of arrival. A record that is no event has no place for a note. */
export function believable(sent: Date | undefined, receivedAt: Date, notes: EventNote[] = []): Date {
  return plausibleTime(sent, receivedAt, notes)
}
