/**
 * The official SDK for Python, unchanged, against the whole program on a port. It is no package of ours: name the Python
 * of a virtual environment that has `sentry-sdk` (2.x) by WATCHWORD_TEST_PYTHON, or the test is skipped.
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '#testing'
import { countOutcomes, openPort, openShop, readColumns, runProgram } from './sdk.fixture.ts'

const python = process.env['WATCHWORD_TEST_PYTHON']
const skip =
  python !== undefined && existsSync(python) ? false : 'WATCHWORD_TEST_PYTHON names no Python with sentry-sdk'

test(
  'the SDK for Python delivers errors, transactions, logs, sessions, check-ins and files [SEN-10]',
  { skip },
  async (context) => {
    const port = await openPort()
    context.after(() => port.close())
    const shop = await openShop(port)
    await runProgram(python ?? '', [join(import.meta.dirname, 'python-sdk.fixture.py'), shop.dsn])
    const outcomes = await eventually('everything counted', async () => {
      const found = await countOutcomes(shop)
      const kinds = ['error', 'transaction', 'log_item', 'session', 'monitor', 'attachment']
      return kinds.every((kind) => found[`${kind} accepted`]) ? found : undefined
    })
    const refused = Object.keys(outcomes).filter((name) => !name.endsWith(' accepted'))
    assert.deepEqual(refused, [])
    assert.partialDeepStrictEqual(outcomes, {
      'error accepted': 3,
      'transaction accepted': 1,
      'span accepted': 1,
      'monitor accepted': 2,
      'attachment accepted': 'books,2'.length,
    })
    const events = await readColumns<{ title: string; platform: string; release: string }>(
      shop,
      'select title, platform, release from events where workspace_id = {workspaceId:String} order by title',
    )
    assert.deepEqual(
      events.map(({ title }) => title),
      ["KeyError: 'missing'", 'Order 17 was refused', 'Something to talk about'],
    )
    assert.ok(events.every(({ platform, release }) => platform === 'python' && release === 'shop@1.0.0'))
  },
)
