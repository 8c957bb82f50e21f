import type { RecordCheckIns } from '#modules/telemetry'
import type { Schedule } from '#platform/schedule'
import type { Downstream } from './follow-up.ts'
import { everySeconds, judgeMonitors } from './judge.ts'
import { recordCheckIns } from './record-check-ins.ts'

export type Monitors = { recordCheckIns: RecordCheckIns; schedules: Schedule[] }

/** What follows from a failing monitor is decided further down the river. */
export function createMonitors(downstream: Downstream): Monitors {
  return {
    recordCheckIns: (services, target, checkIns) => recordCheckIns(services, downstream, target, checkIns),
    schedules: [
      {
        name: 'monitors.judge',
        purpose: 'incidents',
        reads: ['C14'],
        everySeconds,
        run: (services) => judgeMonitors(services, downstream),
      },
    ],
  }
}
