/** Legal holds, and the register of requests of authorities. */
import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'
import { mailLegalRequest, tellOfLegalRequests } from './legal-requests/tell.ts'
import { mailReview, remindOfHolds } from './remind.ts'
import { holdEndpoints, legalRequestEndpoints } from './routes.ts'

export function createHolds(_facts: Facts): Part {
  return {
    endpoints: [...holdEndpoints, ...legalRequestEndpoints],
    jobs: [mailReview, mailLegalRequest],
    schedules: [
      {
        name: 'privacy.remindOfHolds',
        purpose: 'compliance',
        reads: ['C32'],
        everySeconds: 3_600,
        run: remindOfHolds,
      },
      {
        name: 'privacy.tellOfLegalRequests',
        purpose: 'compliance',
        reads: ['C32'],
        everySeconds: 300,
        run: tellOfLegalRequests,
      },
    ],
  }
}
