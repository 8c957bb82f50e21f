import type { LimitRule } from '#platform/rate-limit'

/** Links that are tried, so that guessing is as slow as hopeless. */
export const linksPerSender: LimitRule = { name: 'erasure-link-sender', points: 30, durationSeconds: 300 }
/** A plan looks into every store. */
export const plansPerPerson: LimitRule = { name: 'closure-plan', points: 20, durationSeconds: 300 }
