/** A backup copies tables one after the other, while samples come late and hours are made again. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { dumpColumns, loadColumns } from '../../../platform/embedded/backup/columns.ts'
import { openBackupFiles } from '../../../platform/embedded/backup/files.ts'
import { openHouse } from '../house.fixture.ts'
import { columnOrder } from '../migrations.ts'
import { snappyOf, v1Headers, writeV1 } from '../remote-write/message.fixture.ts'
import { readMadeHours } from './made-hours.ts'
import { rollUpWorkspace } from './roll-up-workspace.ts'
import { askBothWays, differenceOf } from './roll-ups.fixture.ts'

const hourMs = 3_600_000
const minuteMs = 60_000
const series = 6

const elsewhere = process.env['WATCHWORD_TEST_CLICKHOUSE_URL'] ? 'backups of a server are its own' : false

test(
  'a backup that is made while samples come late holds no hour that is made without them',
  { skip: elsewhere },
  async (t) => {
    const fullMs = Math.floor(Date.now() / hourMs) * hourMs
    let nowMs = fullMs + 30 * minuteMs
    const now = () => new Date(nowMs)
    const opened = await openHouse(t, { now })
    const ctx = { ...opened.ctx, now }
    const { columns } = ctx
    const write = async (samples: { at: number; value: number }[], which: number) => {
      const labels: [string, string][] = [['__name__', 'm'], ['at', String(which)]] // prettier-ignore
      const body = snappyOf(writeV1([{ labels, samples }]))
      const { status, text } = await opened.post('/prometheus/api/v1/write', body, v1Headers)
      assert.equal(status, 204, text)
    }
    for (let which = 0; which < series; which++) {
      await write(Array.from({ length: 7 * 60 }, (_, at) => ({ at: fullMs - at * minuteMs - 1, value: which })), which) // prettier-ignore
    }
    nowMs += 5 * minuteMs
    // In parts: some of an hour are made when the backup begins, and the rest while it is made.
    await rollUpWorkspace(ctx, { maxRows: 500, isOver: () => true })

    let copied = 0
    const busy: typeof columns = {
      ...columns,
      command: async (sql, params) => {
        // Before each table: one sample into an hour that stays as it is, one into an hour that is made again at once.
        const table = /INSERT INTO FUNCTION[\s\S]+FROM `(metric_\w+)`/.exec(sql)?.[1]
        if (table) {
          copied += 1
          const hour = 1 + (copied % 3)
          await write([{ at: fullMs - (hour + 3) * hourMs + copied, value: 1_000 + copied }], copied % series)
          nowMs += 5 * minuteMs
          await rollUpWorkspace(ctx, { maxRows: copied % 2 === 0 ? 500 : 4_000_000, isOver: () => copied % 4 === 1 })
          await write([{ at: fullMs - hour * hourMs + copied, value: 2_000 + copied }], copied % series)
        }
        await columns.command(sql, params)
      },
    }
    const directory = mkdtempSync(join(tmpdir(), 'watchword-copy-'))
    t.after(() => rmSync(directory, { recursive: true, force: true }))
    const workDir = join(directory, 'work')
    const files = await openBackupFiles(join(directory, 'backup'))
    await openBackupFiles(workDir)
    const dumped = await dumpColumns(busy, files, { workDir, order: columnOrder })
    assert.ok(copied >= 6, `${copied} tables`)
    const names = dumped.columnTables.map(({ name }) => name)
    assert.deepEqual(names.slice(0, columnOrder.first.length), columnOrder.first)
    assert.deepEqual(names.slice(-columnOrder.last.length), columnOrder.last)

    // Restored in place of what is there.
    const columnTables = dumped.columnTables.filter(({ name }) => name.startsWith('metric_'))
    for (const { name } of columnTables) await columns.command(`truncate table ${name}`)
    await loadColumns(columns, join(directory, 'backup'), { columnTables }, workDir)
    const check = async (when: string) => {
      const made = await readMadeHours(columns.forWorkspace(ctx.workspaceId), {
        fromMs: fullMs - 7 * hourMs,
        toMs: fullMs,
      })
      for (const fn of ['sum', 'max', 'count']) {
        const answers = await askBothWays(ctx, {
          ...{ text: `${fn}_over_time(m[1h])`, startMs: fullMs - 6 * hourMs, endMs: fullMs, stepMs: hourMs },
        })
        assert.equal(differenceOf(answers), null, `${when}: ${fn}`)
      }
      return made.size
    }
    await check('restored')
    nowMs += 5 * minuteMs
    while (await rollUpWorkspace(ctx)) nowMs += 1
    assert.ok((await check('made again')) >= 6)
  },
)
