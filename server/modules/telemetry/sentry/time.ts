import { addNote, readTime, validDate } from '../clean.ts'
import type { RemoveCardData } from '../card-data.ts'
import type { EventNote } from '../event.ts'
import { maxClockDriftMs } from './limits.ts'

/** When, and by whose clock, an event came. */
export type Arrival = {
  receivedAt: Date
  /** `sent_at` of the envelope. */
  sentAt?: Date | undefined
  /** From the envelope's header; it wins over the payload's own. */
  eventId?: string | undefined
  /** For an event that brings no id: 32 hex digits. */
  newEventId: () => string
  removeCardData?: RemoveCardData | undefined
  /** Keyed with a secret of the project: the same person is counted once, and cannot be found again. */
  hashUser?: ((id: string) => string) | undefined
  /** Of the connection. Used only where a sender asks for it (`ingest_settings`). */
  senderAddress?: string | undefined
  senderUserAgent?: string | undefined
}

/** Milliseconds to add to the sender's times; 0 while its clock is about right. */
export function clockDriftMs(arrival: Arrival): number {
  if (!arrival.sentAt) return 0
  const driftMs = arrival.receivedAt.getTime() - arrival.sentAt.getTime()
  return Math.abs(driftMs) > maxClockDriftMs ? driftMs : 0
}

/** Seconds since 1970 as number or digits, or RFC 3339; shifted by the drift. Undefined for anything else. */
export function readTimestamp(value: unknown, driftMs: number): Date | undefined {
  const date = readUnshifted(value)
  return date && validDate(date.getTime() + driftMs)
}

function readUnshifted(value: unknown): Date | undefined {
  if (typeof value === 'number') return validDate(value * 1000)
  if (typeof value !== 'string' || value.length > 64) return undefined
  return /^\d+(\.\d*)?$/.test(value) ? validDate(Number(value) * 1000) : readTime(value)
}

/** Says that times were shifted, in words that people can check. */
export function noteDrift(driftMs: number, notes: EventNote[]): void {
  if (driftMs === 0) return
  const seconds = Math.round(Math.abs(driftMs) / 1000)
  addNote(notes, 'occurredAt', 'corrected', `the sender's clock is ${seconds} s ${driftMs > 0 ? 'slow' : 'fast'}`)
}
