/** What a person says when they ask, and the record that it becomes. */
import type { Services } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Purpose } from '#platform/inventory'
import { deadlines } from './due.ts'
import type { PrivacyRequest, RequestType } from './request.ts'

export type RequestInput = {
  type: RequestType
  message?: string | undefined
  /** Of an objection; none: to every use that can be objected to. */
  purposes?: Purpose[] | undefined
  country?: string | undefined
}

/** The clock runs from now, also while who it is has to be found out. Throws invalid_request. */
export function newRequest(
  { policy, now }: Services,
  { type, message, purposes, country }: RequestInput,
  { receivedAt = now(), ...from }: Pick<PrivacyRequest, 'via' | 'userId' | 'address'> & { receivedAt?: Date },
): PrivacyRequest {
  if (purposes && purposes.length > 0 && type !== 'objection') {
    const problem = 'only an objection names purposes'
    throw invalidRequest(`purposes: ${problem}`, [{ path: 'purposes', message: problem }])
  }
  if (!message && (type === 'correction' || type === 'complaint')) {
    const problem = type === 'correction' ? 'say what is wrong, and what is right' : 'say what this is about'
    throw invalidRequest(`message: ${problem}`, [{ path: 'message', message: problem }])
  }
  const { dueDays } = policy.inForce().requests
  return {
    ...from,
    id: newId('prq', now()),
    type,
    state: 'unconfirmed',
    message: message ?? null,
    purposes: type === 'objection' ? [...new Set(purposes)] : null,
    country: country ?? null,
    policyVersion: policy.version().version,
    receivedAt,
    confirmedAt: null,
    verifiedAt: null,
    verification: null,
    acknowledgedAt: null,
    ...deadlines(receivedAt, { dueDays, country: country ?? null }),
    extendedAt: null,
    closedAt: null,
    answer: null,
  }
}
