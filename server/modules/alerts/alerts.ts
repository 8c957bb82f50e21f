import type { Schedule } from '#platform/schedule'
import { createEndSchedule } from './alertmanager/end-alerts.ts'
import type { Downstream } from './engine/follow-rule.ts'
import type { Metrics } from './engine/host.ts'
import { createAlertRunner } from './engine/runner.ts'

export type Alerts = {
  schedules: Schedule[]
  /** Gives up what runs, which is evaluated again by whoever comes next. */
  stop(): Promise<void>
}

/** The evaluation of rules in one process. What follows from an alert is decided further down the river. */
export function createAlerts(metrics: Metrics, downstream: Downstream): Alerts {
  const runner = createAlertRunner({ metrics, downstream })
  return {
    schedules: [
      {
        name: 'alerts.evaluate',
        ...{ purpose: 'metrics', reads: ['C20'] },
        everySeconds: 1,
        run: (services) => runner.look(services),
      },
      createEndSchedule(downstream),
    ],
    stop: () => runner.stop(),
  }
}
