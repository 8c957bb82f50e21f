import assert from 'node:assert/strict'
import { test } from 'node:test'
import { confidenceOf } from './confidence.ts'
import type { Facts } from './facts.ts'
import { plainFacts } from './facts.fixture.ts'
import type { Finding, FindingKind } from './finding.ts'

const of = (kind: FindingKind, strength: number, counter: string[] = []): Finding => ({
  ...{ kind, strength, statement: '' },
  ...{ evidenceIds: ['e1'], counterEvidenceIds: counter, fix: null },
})
const count = (eventCount: number): Partial<Facts> => ({ incident: { ...plainFacts().incident, eventCount } })
const foreign = [{ file: 'lib.js', function: 'run', line: 1, inApp: false, events: 50 }]

const table: [what: string, facts: Partial<Facts>, findings: Finding[], value: number][] = [
  ['nothing but a place', {}, [of('frame', 0.4)], 0.5],
  ['a release', {}, [of('release', 0.9)], 0.8],
  ['a release, with something against it', {}, [of('release', 0.9, ['e2'])], 0.6],
  ['a release and a common value', {}, [of('release', 0.9), of('attribute', 0.7)], 0.95],
  ['a deploy', {}, [of('deploy', 0.5)], 0.65],
  ['a common value without a time', {}, [of('attribute', 0.7)], 0.6],
  ['one event of a release', count(1), [of('release', 0.9)], 0.4],
  ['no code of its own', { frames: foreign }, [of('release', 0.9)], 0.5],
  ['source maps missing', { sourceMapsMissing: true }, [of('release', 0.9)], 0.4],
  ['no stack at all', { frames: [], sampledEvents: 0 }, [of('dependency', 0.9)], 0.6],
]

for (const [what, facts, findings, value] of table) {
  test(`confidence is what the table says: ${what} [SEN-17]`, () => {
    const confidence = confidenceOf(plainFacts(facts), findings)
    assert.equal(confidence.value, value)
    const terms = confidence.reasons.flatMap((reason) => ('change' in reason ? [reason.change] : []))
    const caps = confidence.reasons.flatMap((reason) => ('cap' in reason ? [reason.cap] : []))
    // Each term that is shown adds up to what is shown.
    const sum = terms.reduce((total, change) => total + change, 0.15)
    assert.equal(Math.round(Math.min(0.95, sum, ...caps) * 100) / 100, value)
  })
}
