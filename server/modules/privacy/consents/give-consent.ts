import type { PersonContext, Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { conflict, forbidden } from '#platform/errors'
import { newId } from '#platform/ids'
import type { LimitRule } from '#platform/rate-limit'
import { senderKey } from '#platform/sender-key'
import { addMonths } from '../requests/due.ts'
import { consentMonths, consentTexts, digestOf, isAsked, isValid, saysNo } from './consent.ts'
import type { Consent, ConsentPurpose } from './consent.ts'
import * as repo from './repo.ts'

/** Of visitors of one sender; a household that changes its mind often. */
export const consentsPerSender: LimitRule = { name: 'privacy.consent.sender', points: 60, durationSeconds: 3_600 }

/** Agrees, to the words as they are now; what was agreed to in older words ends. Throws conflict when nothing asks. */
export async function giveConsent(ctx: PersonContext, purpose: ConsentPurpose): Promise<Consent> {
  requireAsked(ctx, purpose)
  const consent = newConsent(ctx, purpose, { userId: ctx.person.id, way: 'app' })
  return inPlatformTransaction(ctx, async (tx) => {
    const held = (await repo.listConsents(tx, ctx.person.id)).find((one) => one.purpose === purpose && !one.withdrawnAt)
    if (held && isValid(held, tx.now())) return held
    if (held) await repo.withdraw(tx, { id: held.id }, 'person')
    // Of two at once one is first, and it is the same consent.
    if (await repo.insertConsent(tx, consent)) return consent
    const first = (await repo.listConsents(tx, ctx.person.id)).find((one) => one.purpose === purpose)
    return first ?? consent
  })
}

/** Takes it back, at once; nothing happens where there is none. */
export async function withdrawConsent(ctx: PersonContext, purpose: ConsentPurpose): Promise<void> {
  await inPlatformTransaction(ctx, (tx) => repo.withdraw(tx, { userId: ctx.person.id, purpose }, 'person'))
}

/**
 * A visitor without a sign-in agrees; the id is all that says whose it is, and their browser keeps it. Throws forbidden
 * when the browser says no for the person, conflict, rate_limited.
 */
export async function giveVisitorConsent(
  services: Services,
  purpose: ConsentPurpose,
  { headers, remoteAddress }: { headers: Headers; remoteAddress: string },
): Promise<Consent> {
  requireAsked(services, purpose)
  if (saysNo(headers)) throw forbidden('your browser says that you do not want this (Sec-GPC or DNT)')
  await services.limiter.consume(consentsPerSender, senderKey(remoteAddress))
  const consent = newConsent(services, purpose, { userId: null, way: 'site' })
  await inPlatformTransaction(services, (tx) => repo.insertConsent(tx, consent))
  return consent
}

/** Says nothing of whether there was one. */
export async function withdrawVisitorConsent(services: Services, id: string): Promise<void> {
  await inPlatformTransaction(services, async (tx) => {
    const found = await repo.findConsent(tx, id)
    if (found?.userId === null) await repo.withdraw(tx, { id }, 'person')
  })
}

function requireAsked({ policy }: Services, purpose: ConsentPurpose): void {
  if (!isAsked(purpose, policy.inForce())) throw conflict('nothing here needs your consent for this')
}

function newConsent({ now }: Services, purpose: ConsentPurpose, from: Pick<Consent, 'userId' | 'way'>): Consent {
  const givenAt = now()
  return {
    ...from,
    id: newId('con', givenAt),
    purpose,
    textVersion: consentTexts[purpose].version,
    textDigest: digestOf(purpose),
    givenAt,
    expiresAt: addMonths(givenAt, consentMonths),
    withdrawnAt: null,
    withdrawnBy: null,
  }
}
