/** How often the desk's doors may be knocked at. */
import { AppError } from '#platform/errors'
import type { Limiter, LimitRule } from '#platform/rate-limit'

const hourSeconds = 3_600
const daySeconds = 24 * hourSeconds

/** Of one sender, whatever addresses they type. */
export const requestsPerSender: LimitRule = { name: 'privacy.request.sender', points: 10, durationSeconds: hourSeconds }
/** To one address, whoever types it: the form is not a cannon to aim at somebody. */
export const requestsPerAddress: LimitRule = {
  name: 'privacy.request.address',
  points: 3,
  durationSeconds: daySeconds,
}
/** Of all senders together, so that the desk cannot be drowned from many places. */
export const requestsPerDay: LimitRule = { name: 'privacy.request.all', points: 1_000, durationSeconds: daySeconds }
/** Of a person who is signed in. */
export const requestsPerPerson: LimitRule = {
  name: 'privacy.request.person',
  points: 20,
  durationSeconds: daySeconds,
}
/** Links that are tried, so that guessing is as slow as hopeless. */
export const linksPerSender: LimitRule = { name: 'privacy.link.sender', points: 30, durationSeconds: 300 }

/** False when there is nothing left, which nobody is told. */
export async function isWithin(limiter: Limiter, rule: LimitRule, key: string): Promise<boolean> {
  try {
    await limiter.consume(rule, key)
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return false
    throw error
  }
}
