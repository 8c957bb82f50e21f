/** Silences: matchers on labels for a time. What they match tells nobody anything. Pure. */
import { compileRegex, RegexError } from '#modules/metrics'
import type { Texts } from '../rule.ts'

/** All of a silence's must hold; a label that is not there is empty. Regular expressions are of the whole value. */
export type Matcher = { name: string; value: string; isRegex: boolean; isEqual: boolean }

export type Silence = {
  /** `sil_…` */
  id: string
  matchers: Matcher[]
  startsAt: Date
  endsAt: Date
  comment: string
  /** Of a user or an API key. */
  createdBy: string
  createdByName: string
  createdAt: Date
  updatedAt: Date
}

export type SilenceState = 'pending' | 'active' | 'expired'

export const maxMatchers = 20
export const maxSilenceMs = 400 * 86_400_000

export function stateOf({ startsAt, endsAt }: Pick<Silence, 'startsAt' | 'endsAt'>, now: Date): SilenceState {
  if (endsAt <= now) return 'expired'
  return startsAt <= now ? 'active' : 'pending'
}

/** The database takes neither NUL nor halves of characters. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000')

/** The message for matchers that no silence can have; undefined: they are good. */
export function problemOf(matchers: readonly Matcher[]): string | undefined {
  for (const { name, value, isRegex } of matchers) {
    if (name === '') return 'a matcher names a label'
    if (!isStorable(name) || !isStorable(value)) return 'a matcher has characters that cannot be stored'
    if (!isRegex) continue
    try {
      compileRegex(value)
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      return `${name}: ${error.message}`
    }
  }
  // Else it would silence everything, now and whatever comes.
  if (!matchers.some((one) => !holdsOf(one)(''))) return 'at least one matcher must not match an empty value'
  return undefined
}

/** By the value of its label. The matcher is good. */
export function holdsOf({ value, isRegex, isEqual }: Matcher): (label: string) => boolean {
  if (!isRegex) return (label) => (label === value) === isEqual
  const regex = compileRegex(value, { dotAll: true })
  return (label) => regex.matchesAll(label) === isEqual
}

/** For each set of labels the ids of the silences that match it; `active` are those of now. */
export function silencersOf(active: readonly Silence[]): (labels: Texts) => string[] {
  const compiled = active.map(({ id, matchers }) => ({
    id,
    conditions: matchers.map((matcher) => ({ name: matcher.name, holds: holdsOf(matcher) })),
  }))
  return (labels) =>
    compiled.flatMap(({ id, conditions }) =>
      conditions.every(({ name, holds }) => holds(labels[name] ?? '')) ? [id] : [],
    )
}
