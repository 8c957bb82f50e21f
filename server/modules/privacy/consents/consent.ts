/** What needs consent, with the text that a person agrees to, and when a consent counts. Pure. */
import { createHash } from 'node:crypto'
import type { PolicyProfile } from '#platform/policy'

export const consentPurposes = ['audience'] as const
export type ConsentPurpose = (typeof consentPurposes)[number]

/**
 * The words that a person agrees to. Whoever changes them changes the version, and all who agreed to the old words are
 * asked again.
 */
export const consentTexts: Readonly<Record<ConsentPurpose, { version: string; text: string }>> = {
  audience: {
    version: '2026-11-21',
    text:
      'Google Analytics counts the visits of this one page. It sets cookies in your browser and sends your address, ' +
      'your browser and this visit to Google. You can take this back at any time with one click.',
  },
}

/** For how long nobody is asked again: as long as the cookies of a measurement live at most (CNIL). */
export const consentMonths = 13

export type Consent = {
  id: string
  /** Null for a visitor without a sign-in, whose browser keeps the id. */
  userId: string | null
  purpose: ConsentPurpose
  textVersion: string
  /** SHA-256 of the words, in hexadecimal. */
  textDigest: string
  /** Where it was given: a switch in the app, or the banner of the public site. */
  way: 'app' | 'site'
  givenAt: Date
  expiresAt: Date
  withdrawnAt: Date | null
  withdrawnBy: 'person' | 'closure' | null
}

/** Whether anything in this installation would use the consent; nobody is asked for what is not done. */
export function isAsked(purpose: ConsentPurpose, { analytics }: Pick<PolicyProfile, 'analytics'>): boolean {
  return purpose === 'audience' && analytics.mode === 'ga4-homepage'
}

export function isValid(
  {
    purpose,
    textVersion,
    expiresAt,
    withdrawnAt,
  }: Pick<Consent, 'purpose' | 'textVersion' | 'expiresAt' | 'withdrawnAt'>,
  now: Date,
): boolean {
  return withdrawnAt === null && now < expiresAt && textVersion === consentTexts[purpose].version
}

export function digestOf(purpose: ConsentPurpose): string {
  return createHash('sha256').update(consentTexts[purpose].text).digest('hex')
}

/** The browser says no for the person: Global Privacy Control, or Do Not Track. */
export function saysNo(headers: Headers): boolean {
  return headers.get('sec-gpc')?.trim() === '1' || headers.get('dnt')?.trim() === '1'
}
