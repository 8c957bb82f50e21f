/** How often the JSON API may be asked at all. Doors that can be knocked at have stricter rules of their own. */
import type { Context, PersonContext, Services } from '../context.ts'
import type { LimitRule } from '../rate-limit.ts'
import { senderKey } from '../sender-key.ts'

const minuteSeconds = 60

/** A hundred a second: above what a program needs that reads or writes in bulk. */
export const requestsPerKey: LimitRule = { name: 'api.key', points: 6_000, durationSeconds: minuteSeconds }
/** All browsers and tabs of a person together. */
export const requestsPerPerson: LimitRule = { name: 'api.person', points: 3_000, durationSeconds: minuteSeconds }
/** Whoever shows no credential, or one that is not valid: a whole office behind one address, and no guesser of keys. */
export const requestsPerSender: LimitRule = { name: 'api.sender', points: 3_000, durationSeconds: minuteSeconds }

/** Counts one request of whoever it comes from. Throws rate_limited. */
export function countRequest(
  { limiter }: Services,
  { ctx, person }: { ctx: Context | null; person: PersonContext | null },
  remoteAddress: string,
): Promise<void> {
  if (person) return limiter.consume(requestsPerPerson, person.person.id)
  if (ctx) return limiter.consume(requestsPerKey, ctx.actor.id)
  return limiter.consume(requestsPerSender, senderKey(remoteAddress))
}
