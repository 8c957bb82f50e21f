/** How often the doors without a key may be knocked at. Counted for known and unknown people alike. */
import type { Services } from '#platform/context'
import { AppError } from '#platform/errors'
import type { LimitRule } from '#platform/rate-limit'
import { senderKey } from '#platform/sender-key'

export { senderKey } from '#platform/sender-key'

const minuteSeconds = 60
const hourSeconds = 3_600

/** Tries of one sender: far above what a household or a small office needs. */
export const signInsPerSender: LimitRule = { name: 'sign-in-sender', points: 30, durationSeconds: 5 * minuteSeconds }
/** Tries of one address, from wherever they come. */
export const signInsPerEmail: LimitRule = { name: 'sign-in-email', points: 10, durationSeconds: 5 * minuteSeconds }
/** The same from a place where the person has signed in before, counted apart: see sign-in.ts. */
export const signInsFromKnownPlace: LimitRule = {
  name: 'sign-in-known-place',
  points: 10,
  durationSeconds: 5 * minuteSeconds,
}
/** Step-ups of a person who is signed in. */
export const stepUpsPerPerson: LimitRule = { name: 'step-up', points: 10, durationSeconds: 5 * minuteSeconds }

/** Whoever asks for mails to addresses, all kinds together. */
export const mailsPerSender: LimitRule = { name: 'person-mail-sender', points: 10, durationSeconds: hourSeconds }
/** To one address, whoever asks: a form is not a cannon to aim at somebody. No longer than a reset's link is valid. */
export const mailsPerEmail: LimitRule = { name: 'person-mail-email', points: 3, durationSeconds: 4 * hourSeconds }
/** Links that are tried, so that guessing is as slow as hopeless. */
export const linksPerSender: LimitRule = { name: 'mail-link-sender', points: 30, durationSeconds: 5 * minuteSeconds }

/** Throws rate_limited for the sender; false when the address got enough mails, which nobody is told. */
export async function mayMail(services: Services, email: string, remoteAddress: string): Promise<boolean> {
  await services.limiter.consume(mailsPerSender, senderKey(remoteAddress))
  try {
    await services.limiter.consume(mailsPerEmail, email.toLowerCase())
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return false
    throw error
  }
}
