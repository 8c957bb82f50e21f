import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const program = join(import.meta.dirname, '../../../bin/watchword/main.mjs')
const directory = mkdtempSync(join(tmpdir(), 'policy-'))

function check(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'policy', 'check', ...args], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

function file(name: string, profile: object): string {
  const path = join(directory, name)
  writeFileSync(path, JSON.stringify(profile))
  return path
}

test('the command says that a profile compiles, and in what it differs from its preset', () => {
  const { status, stdout } = check(
    file('good.json', { preset: 'strict', retention: { auditDays: 730, requestLogDays: 7 } }),
  )
  assert.equal(status, 0)
  assert.match(stdout, /compiles/)
  assert.match(stdout, /^! Audit log: kept 730 days instead of 365 days\.$/m)
  assert.match(stdout, /^ {2}Request log: kept 7 days instead of 30 days\.$/m)
  assert.match(check('sensra').stdout, /Nothing in it differs from sensra/)
  assert.match(check('opsentry', '--against', 'strict').stdout, /^! Audit log: kept as long as the workspace/m)
})

test('the command names every reason for which a profile does not compile, and what it did not understand', () => {
  const bad = { preset: 'dsentr', contacts: [], retention: { accountRestorableDays: 90 }, regions: { hosting: 'DE' } }
  const { status, stderr } = check(file('bad.json', bad))
  assert.equal(status, 1)
  for (const place of ['contacts', 'regions.hosting', 'retention.accountRestorableDays']) {
    assert.ok(stderr.includes(`  ${place}: `), `${place} in ${stderr}`)
  }
  assert.equal(check(join(directory, 'none.json')).status, 1)
  for (const args of [[], ['--against'], ['strict', '--against'], ['strict', 'sensra']]) {
    assert.equal(check(...args).status, 2, args.join(' '))
  }
})
