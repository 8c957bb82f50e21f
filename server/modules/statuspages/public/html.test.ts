import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { componentStatuses, componentWords } from '../components/component.ts'
import { locales } from '../look/locale.ts'
import {
  at,
  busySnapshot,
  component,
  group,
  maintenance,
  snapshotOf,
  uptimeOf,
  type Story,
} from '../snapshot.fixture.ts'
import type { Snapshot } from '../snapshot.ts'
import { badgeSvg } from './badge.ts'
import { icalendar } from './calendar.ts'
import { atomFeed, jsonFeed, rssFeed } from './feeds.ts'
import { historyHtml } from './history-html.ts'
import * as forms from '../subscribers/forms-html.ts'
import { pageHtml } from './page-html.ts'
import { maintenanceHtml, reportHtml } from './report-html.ts'
import { contentSecurityPolicy, lookSheet, policyFor } from './style.ts'
import { formatUptime, wordsOf } from './words.ts'

const live = { base: '/status/acme', stale: false }

/** I-01, I-04: what others' renderers ran or evaluated. */
const corpus = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '<svg/onload=alert(1)>',
  '</title><script>alert(1)</script>',
  '</textarea></style><script>alert(1)</script>',
  'javascript:alert(1)',
  '<a href="javascript:alert(1)">x</a>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '{{7*7}} ${7*7} <%= 7*7 %> #{7*7}',
  '{{constructor.constructor("alert(1)")()}}',
  ']]><script>alert(1)</script>',
  '<!--<script>alert(1)</script>-->',
  '\u0000<\u0000script>alert(1)</script>',
]

/** Tags and attributes of ours, as a list; text must not add to it. */
function skeleton(html: string): string[] {
  return [...html.matchAll(/<\/?[a-z][^>]*>/gi)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""'))
}

function renderAll(text: string): string[] {
  const story: Story = {
    id: 'report000001',
    title: text,
    impact: 'major',
    affected: ['comp00000001'],
    startedAt: at('2026-11-21T09:00:00Z'),
    updates: [{ status: 'investigating', body: text, at: at('2026-11-21T09:00:00Z') }],
  }
  const past: Story = { ...story, id: 'report000002', updates: [{ ...story.updates[0]!, status: 'resolved' }] }
  const named = { ...component(1, 'major_outage', text), description: text }
  const window = { ...maintenance(1, 'scheduled'), title: text, componentIds: ['comp00000001'] }
  const said = { ...window, updates: window.updates.map((update) => ({ ...update, body: text })) }
  const snapshot = snapshotOf([{ ...named, groupId: 'group0000001' }], [story, past], {
    page: { name: text, description: text },
    groups: [{ ...group(1, 0), name: text, description: text }],
    maintenances: [said],
    uptime: [uptimeOf('comp00000001', { 3: 'major_outage' })],
  })
  const form = { error: 'No.', address: text }
  return [
    pageHtml(snapshot, { ...live, form }),
    reportHtml(snapshot, snapshot.reports[0]!, live),
    maintenanceHtml(snapshot, said, live),
    historyHtml(snapshot, '2026-11', live),
    badgeSvg(snapshot),
    atomFeed(snapshot),
    rssFeed(snapshot),
  ]
}

test('I-01, I-04: no text of a member or a stranger becomes markup or is evaluated, on page, report and feeds', () => {
  const harmless = renderAll('plain').map(skeleton)
  for (const text of corpus) {
    const found = renderAll(text)
    assert.deepEqual(found.map(skeleton), harmless, text)
    for (const html of found) {
      assert.ok(!/<script|<img|<iframe|\bon\w+="/i.test(html), text)
      if (text.includes('7*7')) assert.ok(!html.includes('49'), text)
    }
  }
})

test('M-06: links in reports are marked as not ours', () => {
  const html = pageHtml(busySnapshot(), live)
  assert.ok(html.includes('<a href="https://example.com/notes?a=1&amp;b=2" rel="nofollow ugc noopener">'))
})

test('the page asks nobody else for anything and runs nothing [OPS-20] [OPS-17]', () => {
  const place = { base: '', locale: 'en', pageLocale: 'en' } as const
  for (const html of [pageHtml(busySnapshot(), live), forms.confirmHtml(place), forms.askedHtml(place)]) {
    assert.ok(!/<script|<iframe|<object|<embed|@import|url\(|\bstyle="/i.test(html))
    const loaded = [...html.matchAll(/<(?:link|img|source)\b[^>]*\b(?:href|src)="([^"]*)"/g)].map((match) => match[1]!)
    for (const url of loaded) assert.ok(url.startsWith('/') && !url.startsWith('//'), url)
  }
})

test('the content security policy allows the style sheet that is really sent, and no other', () => {
  const [, css] = /<style>([\s\S]*?)<\/style>/.exec(pageHtml(busySnapshot(), live))!
  const hash = createHash('sha256').update(css!).digest('base64')
  assert.ok(contentSecurityPolicy.includes(`'sha256-${hash}'`))
  assert.ok(contentSecurityPolicy.startsWith("default-src 'none'"))
  assert.ok(!contentSecurityPolicy.includes('unsafe'))
})

test('every state is told by a word and by a shape of its own', () => {
  const html = pageHtml(snapshotOf(componentStatuses.map((status, index) => component(index + 1, status))), live)
  const shapes = new Set<string>()
  for (const status of componentStatuses) {
    const [, shape] = new RegExp(`<use href="#(i-\\w+)"/></svg>${componentWords[status]}`).exec(html) ?? []
    assert.ok(shape, status)
    assert.ok(html.includes(`<symbol id="${shape}"`))
    shapes.add(shape)
  }
  assert.equal(shapes.size, componentStatuses.length)
})

test('a day on which nothing began says so, and a day with an open report does not', () => {
  const html = pageHtml(busySnapshot(), live)
  assert.equal(html.match(/No incidents reported/g)?.length, 12)
})

test('times are in the zone of the page, with the offset written out', () => {
  const html = pageHtml(busySnapshot(), live)
  assert.ok(html.includes('<time datetime="2026-11-21T09:40:00.000Z">21 Nov 2026, 10:40 UTC+01:00</time>'))
  assert.ok(html.includes('Times are in Europe/Berlin.'))
})

test('a page that cannot be brought up to date says as of when it is', () => {
  const html = pageHtml(busySnapshot(), { ...live, stale: true })
  assert.match(html, /cannot be brought up to date at the moment\. It shows what was known as of <time/)
  assert.ok(!pageHtml(busySnapshot(), live).includes('cannot be brought up to date'))
})

test('a page with 25 services, 90 days of each and the past 14 days stays under 30 KB', () => {
  const made = Array.from({ length: 25 }, (_, index) => ({
    ...component(1, index === 0 ? 'partial_outage' : 'operational', `Service number ${index}`),
    id: `many${String(index).padStart(8, '0')}`,
    position: index + 1,
    description: 'What it does for you, in one line of text.',
  }))
  const uptime = made.map(({ id }, index) =>
    uptimeOf(id, { 80: 'unknown', [index]: 'major_outage', 40: 'under_maintenance' }),
  )
  const snapshot = snapshotOf(made, [], { uptime })
  const { reports } = busySnapshot()
  const html = pageHtml({ ...snapshot, reports }, live)
  assert.equal(html.match(/class="bars"/g)?.length, 25)
  const bytes = brotliCompressSync(html).length
  assert.ok(bytes < 30 * 1024, `${bytes} bytes as sent`)
  assert.ok(Buffer.byteLength(html) < 60 * 1024, `${Buffer.byteLength(html)} bytes`)
})

test('a page of hostile size is cut, not sent whole', () => {
  const stories = Array.from({ length: 50 }, (_, index): Story => {
    const started = new Date(Date.UTC(2026, 10, 21, 0, index))
    const body = 'long '.repeat(4_000)
    const updates = [{ status: 'resolved' as const, body, at: started }]
    return { id: `report${String(index).padStart(6, '0')}`, title: 'x'.repeat(200), startedAt: started, updates }
  })
  assert.ok(Buffer.byteLength(pageHtml(snapshotOf([], stories), live)) < 30 * 1024)
})

test('on its own host the links of a page begin at the root', () => {
  const html = pageHtml(busySnapshot(), { base: '', stale: false })
  assert.ok(html.includes('action="/subscribers"'))
  assert.ok(html.includes('href="/reports/report000001"'))
  assert.ok(!html.includes('/status/acme'))
})

test('feeds have absolute links, stable ids and the time of the last update', () => {
  const snapshot = busySnapshot()
  const atom = atomFeed(snapshot)
  assert.ok(atom.includes('<id>https://acme.status.example/reports/report000001</id>'))
  assert.ok(atom.includes('<updated>2026-11-21T10:05:00.123Z</updated>'))
  assert.ok(
    rssFeed(snapshot).includes('<guid isPermaLink="true">https://acme.status.example/reports/report000002</guid>'),
  )
  for (const feed of [atom, rssFeed(snapshot)]) assert.ok(!feed.includes('<p>'), 'markup in a feed is escaped')
})

test('in every language each page has its own words and none of another, and Arabic goes from right to left', () => {
  const snapshot = busySnapshot({
    maintenances: [maintenance(1, 'scheduled'), maintenance(2, 'in_progress')],
    uptime: [uptimeOf('comp00000001', { 3: 'partial_outage' })],
  })
  const english = new Set(wordsIn(wordsOf.en))
  for (const locale of locales) {
    const html = pageHtml(snapshot, { ...live, locale })
    assert.ok(html.includes(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">`))
    assert.ok(html.includes(wordsOf[locale].planned) && html.includes(wordsOf[locale].state.partial_outage), locale)
    assert.ok(html.includes(`href="/status/acme/${locale}/reports/report000001"`))
    if (locale === 'en') continue
    for (const word of wordsIn(wordsOf[locale])) {
      // What a language really shares with English is named here, so that a forgotten word is found.
      if (english.has(word)) assert.ok(shared.has(word), `${locale}: ${word}`)
    }
  }
})

const shared = new Set(['Services', 'Maintenance', 'Status', 'Incidents'])

function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsIn) : []
}

test('no figure of uptime is rounded up: what was not whole never reads 100 %', () => {
  assert.equal(formatUptime(1, 'en'), '100%')
  assert.equal(formatUptime(0.999996, 'en'), '99.999%')
  assert.equal(formatUptime(0.99912, 'de'), '99,912 %')
  assert.equal(formatUptime(0.5, 'en'), '50.00%')
  assert.equal(formatUptime(null, 'en'), null)
})

test('a component that nobody can tell of is unknown, not well, and a day without knowledge has no bar of a state', () => {
  const unknown = { ...component(1, 'operational', 'API'), unknownSince: at('2026-11-21T09:00:00Z') }
  const html = pageHtml(snapshotOf([unknown], [], { uptime: [uptimeOf('comp00000001', { 0: 'unknown' })] }), live)
  assert.match(html, /<use href="#i-unknown"\/><\/svg>Unknown/)
  assert.match(html, /<path class="unknown" d="M356 12h4"><\/path>/)
})

test('a look is inlined, and the policy allows it and nothing else', () => {
  const look: Snapshot['look'] = {
    accent: '#123456',
    accentDark: '#abcdef',
    theme: 'dark',
    css: '.top{padding:0}',
    logoHash: null,
  }
  const html = pageHtml(busySnapshot({ look }), live)
  const sheets = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map((match) => match[1]!)
  assert.equal(sheets.length, 2)
  const policy = policyFor(lookSheet(look))
  for (const sheet of sheets) {
    assert.ok(policy.includes(`'sha256-${createHash('sha256').update(sheet).digest('base64')}'`))
  }
  assert.ok(html.includes('data-theme="dark"') && !policy.includes('unsafe'))
})

test('the badge says in words and by a shape how the page is, and a long name is cut', () => {
  const svg = badgeSvg(busySnapshot({ page: { name: 'A'.repeat(100) } }))
  assert.match(svg, /Partial System Outage<\/text>/)
  assert.ok(!svg.includes('A'.repeat(41)))
})

test('the JSON feed and the calendar have what the page has, with absolute addresses', () => {
  const snapshot = busySnapshot({ maintenances: [maintenance(1, 'scheduled')] })
  const feed = JSON.parse(jsonFeed(snapshot))
  assert.equal(feed.version, 'https://jsonfeed.org/version/1.1')
  assert.equal(feed.items.length, 3)
  for (const item of feed.items) assert.ok(item.url.startsWith('https://acme.status.example/'))
  const calendar = icalendar(snapshot)
  for (const line of calendar.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line)
  assert.ok(calendar.includes('UID:window000001@acme.status.example\r\n'))
})
