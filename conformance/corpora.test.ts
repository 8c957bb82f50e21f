/**
 * Every corpus that lies in `../shared/data`, or where `WATCHWORD_TEST_DATA` says, is run by its suite. Without any the
 * test reports itself skipped; a directory that was named and is not there is a failure.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { corporaDirectory, listCorpora } from './corpora.ts'

const isThere = existsSync(corporaDirectory)
const corpora = listCorpora()
const runnable = corpora.filter(({ suite }) => suite !== undefined)

test(
  'the corpora are where they are said to be',
  { skip: isThere || process.env['WATCHWORD_TEST_DATA'] ? false : `${corporaDirectory} is not there` },
  (context) => {
    assert.ok(isThere, `${corporaDirectory} is not there`)
    assert.ok(runnable.length > 0, `${corporaDirectory} holds nothing that a suite runs`)
    for (const { folder, suite } of corpora) context.diagnostic(`${folder}: ${suite ?? 'of nothing that we speak'}`)
  },
)

for (const { folder, suite = '', directory } of runnable) {
  const promise = suite === 'events' ? ' [SEN-10]' : ''
  test(`${folder}, which others wrote, passes the suite ${suite} as a whole${promise}`, (context) => {
    const args = [join(import.meta.dirname, 'run.ts'), suite, '--data', directory]
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e8 })
    const lines = stdout.trimEnd().split('\n')
    const [, passed, all] = /^passed (\d+) of (\d+)$/.exec(lines.at(-1) ?? '') ?? []
    context.diagnostic(lines.at(-1) ?? '')
    assert.ok(Number(all) > 0, stdout)
    // Templates have no right and wrong, but a measure.
    if (suite !== 'log-templates') assert.deepEqual([status, passed], [0, all], stdout)
  })
}
