/** Retention: the sweeper that the inventory drives, its settings and its records. */
import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'
import { measure } from './figures.ts'
import { mailPlanChange } from './mail-plan-change.ts'
import { createRetentionEndpoints } from './routes.ts'
import { staffEndpoints } from './staff-routes.ts'
import { sweepDue } from './sweep.ts'

/** More often than the hour for which each sweep is planned: one that was killed is taken up again soon. */
const lookSeconds = 300

export function createRetention(facts: Facts): Part {
  return {
    endpoints: [...createRetentionEndpoints(facts.inventory), ...staffEndpoints],
    jobs: [mailPlanChange],
    schedules: [
      {
        name: 'privacy.sweep',
        purpose: 'operations',
        reads: [],
        everySeconds: lookSeconds,
        run: async (services) => {
          const runs = await sweepDue(services, facts.inventory)
          if (runs.length > 0) await measure(services)
        },
      },
    ],
  }
}
