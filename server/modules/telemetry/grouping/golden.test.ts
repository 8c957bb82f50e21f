/**
 * What every released version answers, kept for good: people's incidents are known by these keys. A version that
 * answers otherwise is a new version. `golden.fixture.json` has events in our own words and, by version, the key, what
 * decided and what counted.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { parseEvent } from '../event.ts'
import { algorithmVersions, fingerprint } from './index.ts'
import { noRules } from './rules/compile-rules.ts'

type Answers = Record<string, string[]>
type Golden = { events: Record<string, unknown> } & Record<string, Answers>

// Trusted: our own file.
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'golden.fixture.json'), 'utf8')) as Golden

for (const version of algorithmVersions) {
  test(`version ${version} of the algorithm answers what it answered when it was released`, () => {
    const answers: Answers = {}
    for (const [name, event] of Object.entries(golden.events)) {
      const grouping = fingerprint(parseEvent(JSON.stringify(event)), { version, rules: noRules })
      assert.equal(grouping.failure, undefined, name)
      const counted = grouping.contributions.filter((part) => part.counted)
      answers[name] = [grouping.key, grouping.method, ...counted.map(({ kind, value }) => `${kind}: ${value}`)]
    }
    assert.deepEqual(answers, golden[String(version)])
  })
}

test('what people wrote has one key in all versions, so that an upgrade does not concern it', () => {
  const words = algorithmVersions.map((version) => golden[String(version)]?.['words of the sender']?.[0])
  assert.equal(new Set(words).size, 1)
})
