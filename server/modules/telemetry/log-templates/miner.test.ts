import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assignGroups } from './assign.ts'
import { groupingAccuracy } from './grouping-accuracy.ts'
import { linesOf, randomOf, systemNames } from './lines.fixture.ts'
import { maxLineLength, maxParts, partsOf, templateText } from './mask.ts'
import { wordsThatVary } from './miner.ts'
import { computedMs } from '../../../testing/own-time.ts'

const groupsOf = (lines: string[]) => new Set(assignGroups(lines)).size
const words = 'amber birch cedar daisy elder fern grape hazel iris juniper'.split(' ')

describe('lines of many systems, with one configuration', () => {
  for (const system of systemNames) {
    test(`${system}: each line is with those of its template and with no other, in any order`, () => {
      for (const seed of [1, 2, 3]) {
        const lines = linesOf(system, 1_000, seed)
        const groups = assignGroups(lines.map(({ text }) => text))
        assert.ok(
          groupingAccuracy(
            lines.map(({ label }) => label),
            groups,
          ) >= 0.98,
        )
      }
    })
  }
})

test('grouping accuracy is the share of lines whose group is exactly the true one', () => {
  const truth = ['a', 'a', 'b', 'b', 'c']
  assert.equal(groupingAccuracy(truth, ['1', '1', '2', '2', '3']), 1)
  assert.equal(groupingAccuracy(truth, ['1', '1', '2', '3', '4']), 3 / 5)
  assert.equal(groupingAccuracy(truth, ['1', '1', '2', '2', '2']), 2 / 5)
  assert.equal(groupingAccuracy([], []), 1)
})

test('two words with a meaning of their own are two templates; many in one place are one', () => {
  const line = (word: string) => `the import of orders has ${word} after a while`
  assert.equal(groupsOf([line('started'), line('stopped'), line('failed')]), 3)
  assert.equal(groupsOf(words.slice(0, wordsThatVary - 1).map(line)), wordsThatVary - 1)
  assert.equal(groupsOf(words.slice(0, wordsThatVary).map(line)), 1)
})

test('states in capitals stay apart, however many there are', () => {
  const states = 'NEW READY RUNNING WAITING DONE FAILED KILLED'.split(' ')
  assert.equal(groupsOf(states.map((state) => `the job of the night changed its state to ${state} now`)), states.length)
})

test('numbers, ids, addresses, paths, sizes, times and names of users make no new template', () => {
  for (const [one, other] of [
    ['sent 352.0 B to 10.0.0.1', 'sent 4.2 KB to 10.0.0.2'],
    ['lifetime <1 sec of it', 'lifetime 00:17 of it'],
    ['reading /var/lib/a/b.txt now', 'reading /srv/data/c.txt now'],
    ['login for user root denied', 'login for user ada denied'],
    ['flag of cache is true', 'flag of cache is false'],
    ['moved blk_-12 away', 'moved blk_99 away'],
    ['values 1 2 3 read', 'values 4 read'],
  ] as const) {
    assert.equal(groupsOf([one, other]), 1, one)
  }
})

test('a line that says nothing but numbers has no template, and a template is never all gaps', () => {
  assert.deepEqual(partsOf('12 34 :: 0x1f -- 7'), [])
  assert.deepEqual(partsOf(''), [])
  const lines = words.map((word, index) => `${word} ${words.at(-1 - index)}`)
  assert.equal(groupsOf(lines), lines.length)
})

test('text that looks like a gap is text', () => {
  assert.notDeepEqual(partsOf('disk <*> failed'), partsOf('disk 7 failed'))
  assert.notDeepEqual(partsOf('disk \u0001 failed'), partsOf('disk 7 failed'))
  assert.equal(templateText(partsOf('disk 7 failed')), 'disk <*> failed')
})

test('hostile lines cost no more than others', () => {
  const random = randomOf(1)
  const noise = Array.from({ length: 200_000 }, () => String.fromCharCode(32 + random(90))).join('')
  const hostile = ['a', '1', ':', '=', '"', '<', '/', '\\', '( ', 'a.', '1 ', '\u0001', 'é', '😀'].map((text) =>
    text.repeat(100_000),
  )
  for (const line of [...hostile, noise]) {
    const startedMs = computedMs()
    const parts = partsOf(line)
    assert.ok(computedMs() - startedMs < 2_000, JSON.stringify(line.slice(0, 8)))
    assert.ok(parts.length <= maxParts)
  }
  const same = 'word '.repeat(maxLineLength)
  assert.deepEqual(partsOf(`${same} one`), partsOf(`${same} two`))
})
