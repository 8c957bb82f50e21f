import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TelemetryEvent } from '../event.ts'
import { compileFilters, noFilters, type FilterSettings } from './filters.ts'
import { matchesGlob } from './glob.ts'
import { isHealthCheck, isLegacyBrowser, isWebCrawler } from './known-noise.ts'
import { computedMs } from '../../../testing/own-time.ts'

const at = new Date('2026-11-21T12:00:00Z')
const plain: TelemetryEvent = {
  ...{ id: '0'.repeat(32), receivedAt: at, occurredAt: at, kind: 'exception', level: 'error', platform: 'javascript' },
  ...{ title: 'TypeError: x is not a function', culprit: '', attributes: [], threads: [], breadcrumbs: [] },
  ...{ contexts: {}, extra: {}, packages: [], debugImages: [], unknown: {}, notes: [] },
  exceptions: [{ type: 'TypeError', value: 'x is not a function', frames: [] }],
}
const reason = (settings: Partial<FilterSettings>, event: Partial<TelemetryEvent>, agent?: string) =>
  compileFilters({ ...noFilters, ...settings }).event({ ...plain, ...event }, agent)

test('each filter refuses what it names, says why, and leaves the rest', () => {
  const cases: [Partial<FilterSettings>, Partial<TelemetryEvent>, string | undefined][] = [
    [{}, {}, undefined],
    [{ releases: ['shop@1.*'] }, { release: 'SHOP@1.4.0' }, 'filtered_release'],
    [{ releases: ['shop@1.*'] }, { release: 'shop@2.0.0' }, undefined],
    [{ releases: ['*'] }, {}, undefined],
    [{ environments: ['dev*'] }, { environment: 'development' }, 'filtered_environment'],
    [{ messages: ['TypeError: x is*'] }, {}, 'filtered_message'],
    [{ messages: ['x is*'] }, {}, 'filtered_message'],
    [{ messages: ['is not'] }, {}, undefined],
    [{ localhost: true }, { request: { url: 'http://localhost:3000/a', headers: [] } }, 'localhost'],
    [{ localhost: true }, { request: { url: 'http://127.0.0.1/', headers: [] } }, 'localhost'],
    [{ localhost: true }, { request: { url: 'http://[::1]:80/', headers: [] } }, 'localhost'],
    [{ localhost: true }, { request: { url: 'https://localhost.shop.example/', headers: [] } }, undefined],
    [{ healthChecks: true }, { route: 'GET /healthz' }, 'health_check'],
    [{ healthChecks: true }, { route: 'GET /health/insurance' }, undefined],
    [
      { browserExtensions: true },
      { exceptions: [{ type: 'E', value: 'v', frames: [{ file: 'chrome-extension://abc/a.js' }] }] },
      'browser_extension',
    ],
    [
      { browserExtensions: true },
      { exceptions: [{ value: 'Extension context invalidated.', frames: [] }] },
      'browser_extension',
    ],
    [{ browserExtensions: true }, {}, undefined],
    [{ webCrawlers: true }, { request: { headers: [['User-Agent', 'Googlebot/2.1']] } }, 'web_crawler'],
  ]
  for (const [settings, event, expected] of cases) {
    assert.equal(reason(settings, event), expected, JSON.stringify([settings, event]))
  }
  assert.equal(reason({ webCrawlers: true }, {}, 'Mozilla/5.0 bingbot/2.0'), 'web_crawler', 'by the request itself')
  const { log, span } = compileFilters({ ...noFilters, messages: ['*noise*'], healthChecks: true, releases: ['old'] })
  const record = { receivedAt: at, occurredAt: at, level: 'info', body: 'some noise here', attributes: [] } as const
  assert.equal(log({ ...record, attributes: [] }), 'filtered_message')
  assert.equal(log({ ...record, body: 'fine', release: 'old', attributes: [] }), 'filtered_release')
  const one = {
    receivedAt: at,
    traceId: '',
    spanId: '',
    operation: '',
    kind: 'server',
    status: 'ok',
    startedAt: at,
  } as const
  const rest = { durationMicros: 1, attributes: [] }
  assert.equal(span({ ...one, ...rest, name: 'GET /api/ping', isEntry: true }), 'health_check')
  assert.equal(span({ ...one, ...rest, name: 'GET /api/ping', isEntry: false }), undefined)
})

test('browsers and crawlers of today are told from those of long ago', () => {
  const today = [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
    'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
    'node-fetch/1.0',
  ]
  const old = [
    'Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)',
    'Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko',
    'Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 Chrome/49.0 Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 9_1) AppleWebKit/601.1 Version/9.0 Mobile/13B143 Safari/601.1',
    'Mozilla/5.0 (X11; rv:52.0) Gecko/20100101 Firefox/52.0',
    'Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.16',
  ]
  for (const agent of today) assert.deepEqual([isLegacyBrowser(agent), isWebCrawler(agent)], [false, false], agent)
  for (const agent of old) assert.equal(isLegacyBrowser(agent), true, agent)
  assert.equal(isHealthCheck('/'), false)
})

test('globs match as people expect, and hostile ones take no longer than pattern times text [A-11]', () => {
  const cases: [string, string, boolean][] = [
    ['*', '', true],
    ['a*c', 'abbbc', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*b*', 'abc', true],
    ['a*b*c', 'axxbyyc', true],
    ['a*b*c', 'axxbyy', false],
    ['', 'a', false],
    ['a**b', 'ab', true],
  ]
  for (const [pattern, text, expected] of cases)
    assert.equal(matchesGlob(pattern, text), expected, `${pattern} ${text}`)
  const startedAt = computedMs()
  matchesGlob(`${'*a'.repeat(99)}b`, 'a'.repeat(500))
  assert.ok(computedMs() - startedAt < 2_000)
})
