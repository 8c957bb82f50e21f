/**
 * How long a sweep takes: payloads of events pruned, rows deleted by mutation, and a partition dropped, in the embedded
 * column store with nothing else to do.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { inventory } from '../server/app.ts'
import { rulesOf } from '../server/modules/privacy/retention/rule.ts'
import { sweepRule } from '../server/modules/privacy/retention/sweep.ts'
import { readConfig } from '../server/platform/config.ts'
import type { Services } from '../server/platform/context.ts'
import { fixedPolicy, presets } from '../server/platform/policy/index.ts'
import { createLog } from '../server/platform/log.ts'
import { openServices } from '../server/services.ts'
import { report, rounded, say } from './report.ts'

const dayMs = 86_400_000

/** No target: it answers whether a sweep is a matter of seconds or of hours. */
export async function benchRetention(args: string[]): Promise<boolean> {
  const { values: options } = parseArgs({
    args,
    options: { events: { type: 'string', default: '1000000' }, days: { type: 'string', default: '30' } },
  })
  const [events, days] = [Number(options.events), Number(options.days)]
  const dataDir = await mkdtemp(join(tmpdir(), 'watchword-bench-'))
  const { services, close } = await openServices(readConfig({ WATCHWORD_DATA_DIR: dataDir }), createLog('silent'))
  try {
    const start = Date.UTC(2020, 0, 1)
    say(`planting ${events} events over ${days} days`)
    await plant(services, { events, days, start })
    const { sensra } = presets
    if (!sensra) throw new Error('no preset')
    const at = (afterDays: number): Services => ({
      ...services,
      policy: fixedPolicy(sensra),
      now: () => new Date(start + afterDays * dayMs),
    })
    const sweep = async (id: string, afterDays: number) => {
      const rule = rulesOf(inventory).find((one) => one.id === id)
      if (!rule) throw new Error(`no rule ${id}`)
      const startedMs = performance.now()
      const { rows } = await sweepRule(at(afterDays), inventory, rule)
      return { rows, ms: rounded(performance.now() - startedMs) }
    }
    const payload = 'events.received_at:payload'
    const record = 'events.received_at:eventRecordDays'
    const result = {
      nothingDue: await sweep(payload, 89),
      hourOfADay: await sweep(payload, 90 + 1 / 24),
      allPayloads: await sweep(payload, 90 + days + 1),
      nothingLeft: await sweep(payload, 90 + days + 1),
      hourOfRecords: await sweep(record, 365 + 1 / 24),
      allRecords: await sweep(record, 365 + days + 1),
    }
    report('retention', { events, days, ...result })
    return result.allPayloads.rows + result.hourOfADay.rows === events
  } finally {
    await close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Inside the store: what is measured is the sweep. Details of 3 KB, as a stack has them. */
async function plant(services: Services, { events, days, start }: { events: number; days: number; start: number }) {
  const batch = Math.ceil(events / days)
  for (let day = 0; day < days; day++) {
    const count = Math.min(batch, events - day * batch)
    if (count <= 0) return
    await services.columns.command(
      `insert into events (workspace_id, project_id, key, occurred_at, event_id, batch_id, received_at, kind, level, title,
         culprit, user_email, attributes, detail)
       select concat('wks_', toString(number % 20)), concat('prj_', toString(number % 50)), toString(number % 100),
         at, concat({day:String}, '-', toString(number)), 'b', at, 'exception', 'error', 'TypeError: x is not a function',
         'charge in pay.ts', concat('u', toString(number % 500), '@example.com'), [('cart', 'full')],
         concat('{"exceptions":"', repeat(hex(cityHash64(number)), 190), '"}')
       from (select number, toDateTime64({at:DateTime64(3)}, 3) + toIntervalSecond(intDiv(number * 86399, {count:UInt64})) as at
         from numbers({count:UInt64}))`,
      { day: String(day), at: new Date(start + day * dayMs), count },
    )
  }
}
