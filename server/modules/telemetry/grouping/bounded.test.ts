/** Work grows with the input, and no further than the caps: measured by growth, since machines differ. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { TelemetryEvent } from '../event.ts'
import { toEvent } from '../sentry/event.ts'
import { algorithmVersions } from './algorithms.ts'
import { fingerprint } from './fingerprint.ts'
import { parameterise } from './parameterise.ts'
import { compileRules, noRules } from './rules/compile-rules.ts'
import { compileGlob, matchesGlob } from './rules/glob.ts'
import { parseRules } from './rules/parse-rules.ts'

const hostilePieces =
  'a|1|::|<|(|$1|.|/|-1.2|lambda$| in |__1|@|[as |~a1|{{closure}}::|.func1|›|"|\'|1:1:|a.a|a@a.|0x|\\\\|{"|Uncaught |%| is not '.split(
    '|',
  )

/** The quickest of several runs, in microseconds of this process: what others do at the same time counts little. */
function costOf(run: () => void): number {
  let best = Infinity
  for (let i = 0; i < 5; i++) {
    const before = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, user + system)
  }
  return best
}

/** Eight times the input may cost eight times as much, with room for the clock; a quadratic pattern costs 64 times. */
function assertLinear(name: string, run: (times: number) => void): void {
  const [small, large] = [costOf(() => run(1)), costOf(() => run(8))]
  assert.ok(large < 24 * Math.max(small, 1_000), `${name}: ${small} µs became ${large} µs`)
}

const read = (payload: object): TelemetryEvent =>
  toEvent({ platform: 'javascript', ...payload }, { receivedAt: new Date(0), newEventId: () => 'f'.repeat(32) })

test('complaint 13: the cost of a hostile message grows no faster than its length [A-11]', () => {
  for (const piece of hostilePieces) {
    assertLinear(piece, (times) => parameterise(piece.repeat((times * 12_500) / piece.length)))
  }
})

test('complaint 13: hostile frames, types and messages cost no more than their length, in all versions [A-11]', () => {
  for (const piece of hostilePieces) {
    for (const platform of ['javascript', 'java', 'csharp', 'native', 'php', 'ruby', 'go', 'python']) {
      const events = [1, 8].map((times) => {
        const text = piece.repeat((times * 12_500) / piece.length)
        const frame = {
          function: text,
          filename: text,
          module: text,
          package: text,
          abs_path: text,
          context_line: text,
        }
        const exception = { type: text, value: text, stacktrace: { frames: Array.from({ length: 8 }, () => frame) } }
        return read({ platform, exception: { values: [exception] }, transaction: text })
      })
      for (const version of algorithmVersions) {
        assertLinear(`${piece} on ${platform}`, (times) => {
          const event = events[times === 1 ? 0 : 1]!
          assert.equal(fingerprint(event, { version, rules: noRules }).failure, undefined)
        })
      }
    }
  }
})

test('frames beyond the innermost hundred of a stack cost nothing', () => {
  const many = (count: number): TelemetryEvent => {
    const frames = Array.from({ length: count }, (_, i) => ({ function: `f${i}`, file: `src/f${i}.ts`, inApp: true }))
    return { ...read({}), exceptions: [{ type: 'E', value: 'v', frames }] }
  }
  const [hundred, tenThousand] = [many(100), many(10_000)]
  const small = costOf(() => fingerprint(hundred))
  const large = costOf(() => fingerprint(tenThousand))
  assert.ok(large < 5 * Math.max(small, 1_000), `${small} µs became ${large} µs`)
})

test('a pattern with many stars takes time that grows with the text', () => {
  const glob = compileGlob(`${'*a'.repeat(90)}*b`)
  const anyOne = compileGlob(`*${'?'.repeat(50)}${'a'.repeat(50)}b*`)
  assertLinear('stars', (times) => matchesGlob(glob, 'a'.repeat(times * 100_000)))
  assertLinear('one of any', (times) => matchesGlob(anyOne, 'a'.repeat(times * 12_500)))
})

test('rules that would be too much work for an event are given up, and the event is grouped without them', () => {
  const rules = Array.from({ length: 100 }, () => Array.from({ length: 5 }, (_, i) => `path:*x${i}*`).join(' ')).map(
    (matchers) => `${matchers} -> one`,
  )
  const text = rules.map((rule) => rule.replaceAll('x', 'a')).join('\n')
  const { rules: parsed, errors } = parseRules(text)
  assert.deepEqual([parsed.length, errors], [100, []])
  const frames = Array.from({ length: 100 }, (_, i) => ({
    function: `f${i}`,
    path: `/${'a'.repeat(900)}${i}`,
    inApp: true,
  }))
  const exceptions = Array.from({ length: 3 }, () => ({ type: 'E', value: 'v', frames }))
  const event = { ...read({}), exceptions }
  const grouping = fingerprint(event, { version: 2, rules: compileRules(parsed) })
  assert.equal(grouping.key, fingerprint(event).key)
  assert.equal(grouping.contributions.at(-1)?.why, 'they were too much work for this event')
})
