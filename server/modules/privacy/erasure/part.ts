import { z } from 'zod'
import { definePlatformJob } from '#platform/jobs'
import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'
import { sweepSeconds } from './erasure.ts'
import { eraseJobName } from './job-names.ts'
import { mailClosure } from './mail-closure.ts'
import { createErasureEndpoints } from './routes.ts'
import { runErasure } from './run-erasure.ts'
import { sweepErasures } from './sweep.ts'

/** Closing, erasing, receipts, and what a restore must not bring back. */
export function createErasure(facts: Facts): Part {
  const erase = definePlatformJob({
    name: eraseJobName,
    purpose: 'compliance',
    reads: ['C31'],
    input: z.object({ erasureId: z.string() }),
    handle: (services, { erasureId }) => runErasure(services, facts, erasureId),
  })
  return {
    endpoints: createErasureEndpoints(facts),
    jobs: [erase, mailClosure],
    schedules: [
      {
        name: 'privacy.erasures',
        purpose: 'compliance',
        reads: ['C31'],
        everySeconds: sweepSeconds,
        run: (services) => sweepErasures(services, facts),
      },
    ],
  }
}
