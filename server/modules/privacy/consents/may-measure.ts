import type { Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { isValid, saysNo, type ConsentPurpose } from './consent.ts'
import * as repo from './repo.ts'

/**
 * Whether this visit may be counted by what the policy allows. Never when the browser says no; where a third party
 * counts, only with a consent that holds at this moment. `consentId` is what the browser kept, if anything.
 */
export async function mayMeasure(
  services: Services,
  headers: Headers,
  consentId: string | null | undefined,
): Promise<boolean> {
  const { mode } = services.policy.inForce().analytics
  if (mode === 'none' || saysNo(headers)) return false
  if (mode === 'cookieless') return true
  if (!consentId || !/^con_[0-9a-f]{32}$/.test(consentId)) return false
  return inPlatformTransaction(services, async (tx) => {
    const consent = await repo.findConsent(tx, consentId)
    return consent?.purpose === 'audience' && isValid(consent, tx.now())
  })
}

/** For jobs that act on a person by consent. */
export async function hasConsent(tx: PlatformTx, userId: string, purpose: ConsentPurpose): Promise<boolean> {
  const consents = await repo.listConsents(tx, userId)
  return consents.some((consent) => consent.purpose === purpose && isValid(consent, tx.now()))
}
