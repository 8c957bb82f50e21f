import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readReports } from './csp.ts'
import { maxCspReports } from './limits.ts'
import type { Arrival } from './time.ts'

const receivedAt = new Date('2026-05-01T12:00:00Z')
const arrival: Arrival = { receivedAt, newEventId: () => 'f'.repeat(32) }
const read = (sent: unknown, more: Partial<Arrival> = {}) =>
  readReports(Buffer.from(typeof sent === 'string' ? sent : JSON.stringify(sent)), { ...arrival, ...more })

const old = {
  'csp-report': {
    'document-uri': 'https://shop.example/cart?id=7',
    referrer: '',
    'blocked-uri': 'https://cdn.example/a.js?v=2',
    'violated-directive': 'script-src-elem',
    'effective-directive': 'script-src-elem',
    'original-policy': "default-src 'self'",
    disposition: 'enforce',
    'source-file': 'https://shop.example/app.js',
    'line-number': 12,
    'column-number': 7,
    'status-code': 200,
    'script-sample': '',
  },
}
const modern = {
  type: 'csp-violation',
  age: 10,
  url: 'https://shop.example/cart?id=7',
  user_agent: 'Mozilla/5.0',
  body: {
    documentURL: 'https://shop.example/cart?id=7',
    blockedURL: 'https://cdn.example/a.js?v=2',
    effectiveDirective: 'script-src-elem',
    originalPolicy: "default-src 'self'",
    disposition: 'enforce',
    sourceFile: 'https://shop.example/app.js',
    lineNumber: 12,
    columnNumber: 7,
    statusCode: 200,
    sample: '',
  },
}

test('both forms of a report are the same event', () => {
  const [first] = read(old).events
  assert.partialDeepStrictEqual(first, {
    id: 'f'.repeat(32),
    kind: 'message',
    level: 'warning',
    title: 'Blocked by script-src-elem: https://cdn.example/a.js',
    culprit: 'https://shop.example/app.js:12',
    platform: 'javascript',
    fingerprint: ['csp', 'script-src-elem', 'https://cdn.example/a.js'],
    request: { url: 'https://shop.example/cart?id=7' },
  })
  assert.deepEqual(read([modern]).events, [first])
})

test('reports are grouped by the directive and by what was blocked, without what differs from one to the next', () => {
  const fingerprint = (changes: object) =>
    read({ 'csp-report': { ...old['csp-report'], ...changes } }).events[0]?.fingerprint?.slice(1)
  assert.deepEqual(
    fingerprint({ 'effective-directive': '', 'violated-directive': "img-src 'self' https://a.example" })?.[0],
    'img-src',
  )
  const cases: [sent: unknown, blocked: string][] = [
    ['inline', 'inline'],
    ['eval', 'eval'],
    ['', 'self'],
    [undefined, 'self'],
    ['data', 'data'],
    ['data:image/png;base64,AAAA', 'data'],
    ['blob:https://shop.example/1-2-3', 'blob'],
    ['chrome-extension://abc/x.js', 'chrome-extension'],
    ['https://user:secret@cdn.example:8443/b?c#d', 'https://cdn.example:8443/b'],
  ]
  for (const [sent, blocked] of cases) assert.equal(fingerprint({ 'blocked-uri': sent })?.[1], blocked)
})

test('release and environment of the address are those of the event', () => {
  const sender = { release: 'shop@1', environment: 'production' }
  const [event] = readReports(Buffer.from(JSON.stringify(old)), arrival, sender).events
  assert.partialDeepStrictEqual(event, sender)
})

test('other kinds of reports and those that say nothing are counted', () => {
  const { events, outcomes } = read([modern, { type: 'deprecation', body: {} }, { type: 'csp-violation', body: {} }])
  const of = (wanted: string) => outcomes.filter(({ reason }) => reason === wanted).length
  assert.deepEqual([events.length, of('unsupported'), of('invalid')], [1, 1, 1])
})

test('what is no report is refused', () => {
  for (const body of ['', 'x', '[]', '7', 'null', '[1]', '"x"']) {
    assert.throws(() => read(body), { code: 'invalid_request' }, body)
  }
})

test('of one request as many reports as the bound are read', () => {
  const count = (length: number) => {
    const { events, outcomes } = read(Array.from({ length }, () => modern))
    return [events.length, outcomes[0]?.quantity]
  }
  assert.deepEqual(count(maxCspReports), [maxCspReports, 0])
  assert.deepEqual(count(maxCspReports + 1), [maxCspReports, 1])
})
