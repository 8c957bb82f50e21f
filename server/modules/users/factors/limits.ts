/**
 * How often factors may be tried. Six digits can be guessed, so tries are counted for each person as well as for each
 * sender. Passkeys and recovery codes cannot, so for them only the sender counts: whoever knows a person's password can
 * use up the tries for codes, and the person still gets in by passkey or recovery code, or by a code from a place where
 * they have signed in before, which is counted apart.
 */
import type { LimitRule } from '#platform/rate-limit'

const minuteSeconds = 60

/** A sign-in page asks for a challenge each time it is opened, and that begins a session. */
export const challengesPerSender: LimitRule = {
  name: 'passkey-challenge-sender',
  points: 120,
  durationSeconds: 5 * minuteSeconds,
}
/** All kinds of factors together. */
export const factorsPerSender: LimitRule = { name: 'factor-sender', points: 60, durationSeconds: 5 * minuteSeconds }
/** 480 tries a day, with three in a million codes right at a time. */
export const codesPerPerson: LimitRule = { name: 'code-person', points: 20, durationSeconds: 60 * minuteSeconds }
export const codesFromKnownPlace: LimitRule = {
  name: 'code-known-place',
  points: 10,
  durationSeconds: 15 * minuteSeconds,
}
