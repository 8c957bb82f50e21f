import type { RecordCheckIns } from '#modules/telemetry'
import type { AnyJob } from '#platform/jobs'
import type { Schedule } from '#platform/schedule'
import { createCanaries } from './engine/canary.ts'
import { createFollowJob } from './engine/follow-checks.ts'
import { renewEveryMs } from './engine/lease.ts'
import { createCheckRunner } from './engine/runner.ts'
import { sweepChecks, sweepEverySeconds } from './engine/sweep.ts'
import type { Downstream } from './follow-up.ts'
import { everySeconds, judgeMonitors } from './judge.ts'
import { recordCheckIns } from './record-check-ins.ts'

export type Monitors = { recordCheckIns: RecordCheckIns; schedules: Schedule[]; stop(): Promise<void> }

/** What follows from a failing monitor is decided further down the river. */
export function createMonitors(downstream: Downstream): Monitors {
  const runner = createCheckRunner({ reachesCanary: createCanaries() })
  const use = { purpose: 'incidents', reads: ['C14'] } as const
  return {
    recordCheckIns: (services, target, checkIns) => recordCheckIns(services, downstream, target, checkIns),
    schedules: [
      {
        name: 'monitors.judge',
        ...use,
        everySeconds,
        run: (services) => judgeMonitors(services, downstream),
      },
      {
        name: 'monitors.runChecks',
        ...use,
        everySeconds: renewEveryMs / 1000,
        run: (services) => runner.look(services),
      },
      {
        name: 'monitors.sweepChecks',
        ...use,
        everySeconds: sweepEverySeconds,
        run: (services) => sweepChecks(services, downstream),
      },
    ],
    stop: () => runner.stop(),
  }
}

export function createJobs(downstream: Downstream): AnyJob[] {
  return [createFollowJob(downstream)]
}
