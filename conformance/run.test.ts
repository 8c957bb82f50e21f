import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { familyOf } from './events.ts'

function conformance(...args: string[]) {
  const program = join(import.meta.dirname, 'run.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })
  return { status, lines: stdout.trimEnd().split('\n'), stderr }
}

function directoryOf(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'watchword-conformance-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(directory, name, '..'), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  return directory
}

const crash = (type: string, file: string) =>
  JSON.stringify({
    exception: {
      values: [{ type, value: 'x', stacktrace: { frames: [{ function: 'f', filename: file, in_app: true }] } }],
    },
  })

test('any directory of events is run: what failed is listed, and the last line counts', () => {
  const directory = directoryOf({
    'a/group_1_event_1.json': crash('A', 'a.py'),
    'a/group_1_event_2.json': crash('A', 'a.py'),
    'a/group_2_event_3.json': crash('B', 'b.py'),
    'b/odd.json': '[]',
    'b/large.json': `{"message":"${'x'.repeat(1024 * 1024)}"}`,
    'README.md': 'not an event',
  })
  const good = conformance('events', '--data', directory)
  assert.deepEqual([good.status, good.lines.at(-1)], [0, 'passed 8 of 8'], good.lines.join('\n'))
  assert.ok(good.lines.includes('b/odd.json is refused: it is no JSON object'))
  writeFileSync(join(directory, 'a/group_1_event_4.json'), crash('C', 'c.py'))
  writeFileSync(join(directory, 'a/group_3_event_5.json'), crash('B', 'b.py'))
  const bad = conformance('events', '--data', directory)
  assert.equal(bad.status, 1)
  assert.match(bad.lines.join('\n'), /FAILED a\/group_1 is one incident: it is 2: /)
  assert.match(
    bad.lines.join('\n'),
    /FAILED a\/group_2 is apart from all others: it is together with a\/group_3_event_5\.json/,
  )
  assert.equal(bad.lines.at(-1), 'passed 8 of 11')
  rmSync(directory, { recursive: true })
})

test('an unknown suite, a missing directory and an empty one are said, and are no success', () => {
  for (const args of [
    [],
    ['nothing', '--data', '.'],
    ['run', '--data', '.'],
    ['../bench/run', '--data', '.'],
    ['events', '--odd'],
  ]) {
    const { status, stderr } = conformance(...args)
    assert.equal(status, 2, args.join(' '))
    assert.match(stderr, /^usage: npm run conformance -- .*events/)
  }
  assert.equal(conformance('events', '--data', '/nowhere').status, 2)
  const directory = directoryOf({})
  assert.deepEqual([conformance('events', '--data', directory).lines.at(-1)], ['passed 0 of 0'])
  rmSync(directory, { recursive: true })
})

test('a family is known by its name, within its own directory', () => {
  const cases: [name: string, family: string | undefined][] = [
    ['sentry/group_332_event_343.json', 'sentry/group_332'],
    ['group_33_event_3.json', 'group_33'],
    ['sentry/javascript-xbrowser-edge.json', 'sentry/javascript-xbrowser'],
    ['sentry/javascript-xbrowser-http-safari.json', 'sentry/javascript-xbrowser-http'],
    ['sentry/mobile1-xap.json', undefined],
  ]
  for (const [name, family] of cases) assert.equal(familyOf(name), family)
})
