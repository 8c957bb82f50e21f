/** What the form for people without a sign-in is made of, for a page that works without a script and for the app. */
import type { Services } from '#platform/context'
import type { Purpose } from '#platform/inventory'
import { purposeNames, purposes, reasonAgainstObjection } from '#platform/purposes'
import { authorities } from './authorities.ts'
import { confirmationHours, requestTypes, typeWords, type RequestType } from './request.ts'

export const requestFormAction = '/privacy/requests'

export type RequestForm = {
  /** `POST` with `application/x-www-form-urlencoded`: address, type, message, country, purposes (several). */
  action: string
  types: { type: RequestType; words: string; needsMessage: boolean }[]
  /** Of an objection. `refusedBecause` is null for those that can be objected to. */
  purposes: { purpose: Purpose; words: string; refusedBecause: string | null }[]
  countries: string[]
  maxMessageLength: number
  confirmationHours: number
  /** Within so many days there is an answer; null: within a month. */
  dueDays: number | null
  contacts: { role: string; address: string }[]
}

export const maxMessageLength = 4_000

export function requestForm({ policy }: Pick<Services, 'policy'>): RequestForm {
  const profile = policy.inForce()
  return {
    action: requestFormAction,
    types: requestTypes.map((type) => ({
      type,
      words: typeWords[type],
      needsMessage: type === 'correction' || type === 'complaint',
    })),
    purposes: purposeNames.map((purpose) => ({
      purpose,
      words: purposes[purpose].inWords,
      refusedBecause: reasonAgainstObjection(purpose) ?? null,
    })),
    countries: Object.keys(authorities),
    maxMessageLength,
    confirmationHours,
    dueDays: profile.requests.dueDays,
    contacts: profile.contacts,
  }
}
