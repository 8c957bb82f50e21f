/** Planted causes, with the noise that real incidents have: the right one is among the first two findings. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conclude } from './analyser.ts'
import type { Facts } from './facts.ts'
import { at, plainFacts } from './facts.fixture.ts'
import type { FindingKind } from './finding.ts'

/** What is always there: a frame, an incident beside it, a deploy of another thing some time before. */
const noise: Partial<Facts> = {
  deploys: [{ id: 'dep_1', version: '7.3', environment: 'staging', at: at(-0.8) }],
  beside: [{ id: 'inc_9', number: 9, title: 'slow query', firstSeenAt: at(-100), sharedTraces: 0, minutes: 40 }],
  similar: [{ id: 'inc_5', number: 5, title: 'TypeError', score: 0.55, fix: 'the cache was cleared' }],
}

const planted: [what: string, cause: FindingKind, statement: RegExp, facts: Partial<Facts>][] = [
  [
    'a bad release',
    'release',
    /1\.2\.0/,
    {
      releases: [
        { version: '1.1.0', firstSeenAt: at(-120), events: 0, projectEvents: 5_000 },
        { version: '1.2.0', firstSeenAt: at(-0.2), events: 200, projectEvents: 900 },
      ],
    },
  ],
  [
    'a bad host',
    'attribute',
    /host is "web-7"/,
    { attributes: [{ name: 'host', value: 'web-7', affected: 196, unaffected: 100 }] },
  ],
  [
    'a bad input',
    'attribute',
    /currency is "JPY"/,
    {
      attributes: [
        { name: 'host', value: 'web-1', affected: 66, unaffected: 330 },
        { name: 'currency', value: 'JPY', affected: 199, unaffected: 21 },
      ],
    },
  ],
  [
    'a dependency that is down',
    'dependency',
    /payments/,
    {
      dependencies: [
        {
          ...{ name: 'POST payments', service: 'shop', inTraces: 30 },
          ...{ before: { calls: 4_000, failed: 3 }, since: { calls: 400, failed: 390 } },
        },
        {
          ...{ name: 'SELECT orders', service: 'shop', inTraces: 0 },
          ...{ before: { calls: 9_000, failed: 30 }, since: { calls: 900, failed: 4 } },
        },
      ],
    },
  ],
  [
    'a slow burn',
    'growth',
    /fills up, leaks or wears out/,
    { rate: { stepMs: 1_800_000, counts: [1, 2, 2, 4, 5, 7, 8, 12, 13, 18, 22, 27] } },
  ],
]

for (const [what, cause, statement, facts] of planted) {
  test(`${what} is among the first two findings, through all the noise`, () => {
    for (const around of [{}, noise]) {
      const { findings } = conclude(plainFacts({ ...around, ...facts }))
      const found = findings.slice(0, 2).find(({ kind }) => kind === cause)
      assert.match(found?.statement ?? `none: ${JSON.stringify(findings)}`, statement)
    }
  })
}

test('every finding cites evidence that is there, and what speaks against it is evidence as well', () => {
  for (const [, , , facts] of planted) {
    const { findings, evidence } = conclude(plainFacts({ ...noise, ...facts }))
    const ids = new Set(evidence.map(({ id }) => id))
    for (const { evidenceIds, counterEvidenceIds } of findings) {
      assert.ok(evidenceIds.length > 0)
      for (const id of [...evidenceIds, ...counterEvidenceIds]) assert.ok(ids.has(id), id)
    }
  }
})

test('where nothing points to a cause it says where it is thrown, and claims no more than that', () => {
  const { findings, confidence } = conclude(plainFacts())
  assert.deepEqual(
    findings.map(({ kind }) => kind),
    ['frame'],
  )
  assert.ok(confidence.value <= 0.6)
  const bare = conclude(plainFacts({ frames: [], sampledEvents: 0 }))
  assert.deepEqual(bare.findings, [])
  assert.match(bare.abstained ?? '', /nothing/)
  assert.match(bare.summary, /TypeError: x is not a function, in charge in src\/pay\.ts.*200 times, to 40 users/)
})

test('a release is not blamed that was the first one known, came long before, or followed one that has the error too', () => {
  const kinds = (releases: Facts['releases']) => conclude(plainFacts({ releases })).findings.map(({ kind }) => kind)
  const release = (version: string, hours: number, events: number, projectEvents = 5_000) => ({
    ...{ version, events, projectEvents },
    firstSeenAt: at(hours),
  })
  assert.deepEqual(kinds([release('1', -0.1, 200)]), ['frame'])
  assert.deepEqual(kinds([release('1', -100, 0), release('2', -40, 200)]), ['frame'])
  assert.deepEqual(kinds([release('1', -100, 3), release('2', -0.1, 200)]), ['frame'])
  assert.deepEqual(kinds([release('1', -100, 0, 3), release('2', -0.1, 200)]), ['frame'])
  assert.ok(kinds([release('1', -100, 0), release('2', -0.1, 200)]).includes('release'))
})

test('a later release without the error weakens the blame of the first that had it, and says so', () => {
  const releases = [
    { version: '1', firstSeenAt: at(-100), events: 0, projectEvents: 500 },
    { version: '2', firstSeenAt: at(-0.1), events: 200, projectEvents: 500 },
  ]
  const strong = conclude(plainFacts({ releases }))
  const fixed = { version: '3', firstSeenAt: at(3), events: 0, projectEvents: 500 }
  const weak = conclude(plainFacts({ releases: [...releases, fixed] }))
  assert.ok((weak.findings[0]?.strength ?? 1) < (strong.findings[0]?.strength ?? 0))
  assert.equal(weak.findings[0]?.counterEvidenceIds.length, 1)
  assert.ok(weak.confidence.value < strong.confidence.value)
})

test('a back-to-back break is no growth, and a trend of a handful of events is none', () => {
  const kinds = (counts: number[]) =>
    conclude(plainFacts({ rate: { stepMs: 1_800_000, counts } })).findings.map(({ kind }) => kind)
  assert.ok(!kinds([0, 0, 0, 0, 0, 0, 90, 92, 95, 99, 101, 104]).includes('growth'))
  assert.ok(!kinds([0, 0, 0, 1, 1, 1, 1, 2]).includes('growth'))
})
