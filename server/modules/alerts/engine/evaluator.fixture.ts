/**
 * A second process that evaluates the rules of one workspace, for tests that kill it. It opens the stores by their URLs,
 * as every further process of an installation does; its clock is where the test says.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as incidents from '#modules/incidents'
import { createMetricQueries, createMetrics } from '#modules/metrics'
import { createTelemetry } from '#modules/telemetry'
import { testClock } from '#platform/clock'
import { readConfig } from '#platform/config'
import type { Services } from '#platform/context'
import { createLog } from '#platform/log'
import { openServices } from '../../../services.ts'
import type { Evaluated } from './evaluate-slot.ts'
import { createAlertRunner } from './runner.ts'

export type Order = {
  evaluateAt: number
  /** Stops in the transaction, when all is written and nothing committed. */ hold: boolean
}
export type Report = { said: 'ready' } | { said: 'holds' } | { said: 'evaluated'; all: Evaluated[] }
/** What the process is started with, as JSON in its first argument. */
export type Given = { databaseUrl: string; clickhouseUrl: string; secretKey: string; workspaceId: string }

const given = JSON.parse(process.argv[2] ?? '') as Given
const dataDir = await mkdtemp(join(tmpdir(), 'watchword-evaluator-'))
const { databaseUrl, clickhouseUrl, workspaceId } = given
const config = readConfig({
  ...{ WATCHWORD_DATA_DIR: dataDir, WATCHWORD_LOG_LEVEL: 'error', WATCHWORD_SECRET_KEY: given.secretKey },
})
const { services: opened } = await openServices({ ...config, databaseUrl, clickhouseUrl }, createLog(config.logLevel))
// What is in it is of no use to whoever comes next, and the process ends without a chance to clean up.
await rm(dataDir, { recursive: true })
const clock = testClock(new Date(0))
const services: Services = { ...opened, now: clock }
const telemetry = createTelemetry(services, () => Promise.resolve([]))
const { writeSamples } = createMetrics(services, telemetry.door, { keptDays: () => Promise.resolve(30) })
const nobody = () => Promise.resolve({ ctx: null, person: null, forgeable: false })
const { runQuery } = createMetricQueries(services, nobody)
let hold = false
const runner = createAlertRunner({
  metrics: { runQuery, writeSamples },
  downstream: {
    ...incidents,
    recordSignals: async (tx, signals) => {
      const recorded = await incidents.recordSignals(tx, signals)
      if (!hold) return recorded
      report({ said: 'holds' })
      return new Promise<never>(() => undefined)
    },
  },
  workspaceId,
})

process.on('message', ({ evaluateAt, hold: holds }: Order) => {
  hold = holds
  clock.advance(evaluateAt - clock().getTime())
  void runner
    .look(services)
    .then(() => runner.settled())
    .then((all) => report({ said: 'evaluated', all }))
})
// Whoever started it is gone.
process.on('disconnect', () => process.exit())
report({ said: 'ready' })

function report(what: Report): void {
  process.send?.(what)
}
