/** How a key stands, of the workspace or of a project. Pure. */

export type KeyDates = { expiresAt: string | null; revokedAt: string | null; replacedBy: string | null }

/** `ending` works until its overlap is over; `rotated` is past it. */
export type KeyState = 'active' | 'ending' | 'rotated' | 'expired' | 'revoked'

export function keyState({ expiresAt, revokedAt, replacedBy }: KeyDates, now: Date): KeyState {
  if (revokedAt !== null) return 'revoked'
  if (expiresAt !== null && new Date(expiresAt) <= now) return replacedBy === null ? 'expired' : 'rotated'
  return replacedBy === null ? 'active' : 'ending'
}

export function works(key: KeyDates, now: Date): boolean {
  return ['active', 'ending'].includes(keyState(key, now))
}

const soonMs = 7 * 86_400_000

/** Worth a look now: its end is a week away or less. */
export function endsSoon({ expiresAt }: Pick<KeyDates, 'expiresAt'>, now: Date): boolean {
  return expiresAt !== null && new Date(expiresAt).getTime() - now.getTime() < soonMs
}

/** Those that work, and those that have ended, each in the order in which they came. */
export function splitKeys<T extends KeyDates>(keys: readonly T[], now: Date): { working: T[]; ended: T[] } {
  return { working: keys.filter((key) => works(key, now)), ended: keys.filter((key) => !works(key, now)) }
}

/** For how long the old key goes on working after a rotation, in hours as the API takes them. */
export const overlaps = [
  { hours: 24, word: '24 hours', hint: 'Long enough to give the new key to what uses the old one.' },
  { hours: 168, word: '7 days', hint: 'For programs that others deploy.' },
  { hours: 1, word: '1 hour', hint: undefined },
  { hours: 0, word: 'Not at all', hint: 'The old key stops now: for one that may have leaked.' },
] as const
