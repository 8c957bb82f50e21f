/**
 * What a browser really keeps and whom it really asks, on every route of every surface, with each of the shipped
 * policies: the same as the published list of cookies and storage says, and nothing else.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, type House } from '../house.ts'
import { launch } from './chrome.ts'

const presets = ['strict', 'sensra', 'opsentry', 'cabinet', 'ahurasense', 'dsentr']
/** One with each of the two ways against forged requests: what differs between the others is outside of the screens. */
const onEveryScreen = new Set(['strict', 'opsentry'])

const sitePaths = [
  ...['/', '/pricing', '/docs', '/docs/getting-started', '/privacy', '/privacy/history', '/privacy/request'],
  ...['/cookies', '/security', '/dpa', '/terms', '/trust'],
]
const doorPaths = [
  ...['/', '/second-factor', '/sign-up', '/confirm-sign-up', '/forgot-password', '/reset-password', '/confirm-email'],
  ...['/invitation', '/report-a-minor', '/restore', '/receipt', '/privacy-export'],
]
const personPaths = ['/you', '/new-workspace', '/staff', '/outbox']

let browser: Browser
before(async () => {
  browser = await launch()
})
after(() => browser.close())

/** What was seen while somebody went through a surface. */
type Seen = { cookies: Set<string>; storage: Set<string>; hosts: Set<string>; sentCookies: Set<string> }

for (const preset of presets) {
  test(
    `${preset}: cookies, storage and hosts ${onEveryScreen.has(preset) ? 'on every route' : 'of site, door and app'} are those that are published [OPS-02, OPS-12, CAB-16, CAB-36, DSE-16]`,
    { timeout: 300_000 },
    async () => {
      const house = await openHouse({ WATCHWORD_POLICY: preset })
      try {
        const installation = await setUp(house.url)
        const page = await makeStatusPage(installation)
        const published = await readPublished(house)

        const visitor = await crawl(house, sitePaths)
        assert.deepEqual(plain(visitor), { cookies: [], storage: [], hosts: [own(house)], sentCookies: [] })
        const reader = await crawl(house, [`/status/${page.slug}`])
        assert.deepEqual(plain(reader), { cookies: [], storage: [], hosts: [own(house)], sentCookies: [] })
        const guest = await crawl(house, [await makeSharedDashboard(installation)])
        assert.deepEqual(plain(guest), { cookies: [], storage: [], hosts: [own(house)], sentCookies: [] })

        const door = await crawl(house, appPaths(doorPaths))
        assert.ok(![...door.cookies].some((name) => name.includes('session')), 'a session before anyone signed in')
        const screens = await memberPaths(installation, page.id)
        const wanted = onEveryScreen.has(preset) ? [...personPaths, ...screens] : screens.slice(0, 2)
        const member = await crawl(house, appPaths(wanted), signIn)
        const seen = { cookies: union(door.cookies, member.cookies), storage: union(door.storage, member.storage) }
        assert.deepEqual([...seen.cookies].sort(), published.cookies)
        assert.deepEqual(
          [...seen.storage].filter((name) => !published.storage.includes(name)),
          [],
        )
        assert.deepEqual([...union(door.hosts, member.hosts)], [own(house)])
      } finally {
        await house.close()
      }
    },
  )
}

test('the crawl knows every screen of the app', () => {
  const directory = join(import.meta.dirname, '..', '..', 'web', 'src', 'routes')
  const source = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'))
  const declared = source.flatMap((text) => [...text.matchAll(/^\s+path: '([^']+)'/gm)].map((match) => match[1] ?? ''))
  const inWorkspace = workspaceScreens({
    update: '$updateId',
    ...{ incident: '$incidentId', page: '$pageId', report: '$reportId', maintenance: '$maintenanceId' },
    ...{ trace: '$traceId', release: '$version', monitor: '$monitorId', proposal: '$proposalId' },
    series: '$seriesId',
    host: '$hostId',
    rule: '$ruleId',
    dashboard: '$dashboardId',
  })
  const known = new Set(['/$workspace', ...doorPaths, ...personPaths, ...inWorkspace])
  assert.deepEqual(declared.filter((path) => !known.has(path)).sort(), [])
})

type Ids = Record<
  | 'host'
  | 'rule'
  | 'dashboard'
  | 'incident'
  | 'page'
  | 'report'
  | 'update'
  | 'proposal'
  | 'maintenance'
  | 'series'
  | 'trace'
  | 'release'
  | 'monitor',
  string
>

function workspaceScreens(ids: Ids): string[] {
  return [
    ...['/', '/incidents', `/incidents/${ids.incident}`, '/pages', `/pages/${ids.page}`],
    '/pages/import',
    `/pages/${ids.page}?tab=uptime`,
    `/pages/${ids.page}?tab=settings`,
    `/pages/${ids.page}?tab=preview`,
    `/pages/${ids.page}/maintenance-series/${ids.series}`,
    ...['new', 'record', ids.maintenance, `${ids.maintenance}/edit`].map(
      (end) => `/pages/${ids.page}/maintenance/${end}`,
    ),
    ...[`/pages/${ids.page}/reports/new`, `/pages/${ids.page}/reports/${ids.report}`, '/outbox'],
    `/pages/${ids.page}/updates/${ids.update}/deliveries`,
    ...[`/pages/${ids.page}/templates`, `/pages/${ids.page}/proposals/${ids.proposal}`],
    ...['/metrics', '/logs', '/events', '/traces', `/traces/${ids.trace}`, '/releases', `/releases/${ids.release}`],
    ...['/monitors', '/monitors/probes', `/monitors/${ids.monitor}`],
    ...['/hosts', `/hosts/${ids.host}`],
    ...['/alerts', '/alerts/new', '/alerts/import', '/alerts/silences', `/alerts/${ids.rule}`],
    ...['/dashboards', `/dashboards/${ids.dashboard}`],
    ...['/monitors/checks', '/monitors/checks/new', `/monitors/checks/${ids.monitor}`],
    ...['general', 'projects', 'channels', 'keys', 'audit', 'members', 'privacy', 'usage'].map(
      (name) => `/settings/${name}`,
    ),
  ]
}

async function memberPaths({ api }: Installation, pageId: string): Promise<string[]> {
  const report = await api.post<{ id: string; updates: { id: string }[] }>(`/status-pages/${pageId}/reports`, {
    title: 'Checkout is slow',
    status: 'investigating',
    body: 'We are looking into it.',
    components: [],
  })
  const maintenance = await api.post<{ id: string; series: { id: string } }>(
    `/status-pages/${pageId}/maintenance-windows`,
    {
      ...{ title: 'Database upgrade', body: 'We move to a new version.', durationMinutes: 60 },
      scheduledFor: new Date(Date.now() + 86_400_000).toISOString(),
      recurrence: 'FREQ=WEEKLY',
    },
  )
  const screens = workspaceScreens({
    ...{ incident: 'inc_0', page: pageId, report: report.id, update: report.updates[0]?.id ?? '' },
    ...{ maintenance: maintenance.id, series: maintenance.series.id },
    ...{ host: `hst_${'0'.repeat(32)}`, dashboard: 'curated:node', rule: `rul_${'0'.repeat(32)}` },
    ...{ trace: '0'.repeat(32), release: '1.0.0', monitor: 'mon_0', proposal: 'prp_0' },
  })
  return screens.map((path) => `/bench${path === '/' ? '' : path}`)
}

function makeStatusPage({ api }: Installation): Promise<{ id: string; slug: string }> {
  return api.post('/status-pages', { slug: 'acme', name: 'Acme' })
}

/** The path of its public link. */
async function makeSharedDashboard({ api }: Installation): Promise<string> {
  const { id } = await api.post<{ id: string }>('/dashboards/curated:nginx/copies', {})
  const variables = { instance: ['web-1'] }
  const { url } = await api.post<{ url: string }>(`/dashboards/${id}/public-links`, { variables })
  return new URL(url).pathname
}

const own = ({ url }: House): string => new URL(url).host
const appPaths = (paths: readonly string[]): string[] => paths.map((path) => `/app${path}`)

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('E-mail address', { exact: true }).fill('bench@example.com')
  await page.getByLabel('Password', { exact: true }).fill('a password for one run')
  await page.getByRole('button', { name: 'Sign in' }).first().click()
  await page.waitForURL('**/app/bench')
}

/** Goes to each path in a fresh browser, as nobody or signed in first. */
async function crawl(house: House, paths: readonly string[], enter?: (page: Page) => Promise<void>): Promise<Seen> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const seen: Seen = { cookies: new Set(), storage: new Set(), hosts: new Set(), sentCookies: new Set() }
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (!['data:', 'blob:'].includes(url.protocol)) seen.hosts.add(url.host)
    const sent = request.headers()['cookie']
    if (sent !== undefined) seen.sentCookies.add(sent)
  })
  if (enter) {
    await page.goto(`${house.url}/app/`)
    await enter(page)
  }
  for (const path of paths) {
    const answer = await page.goto(house.url + path, { waitUntil: 'load' })
    assert.ok(answer && answer.status() < 400, `${path}: ${answer?.status()}`)
    await page.getByRole('heading').first().waitFor()
    await look(context, page, seen)
  }
  await context.close()
  return seen
}

async function look(context: BrowserContext, page: Page, seen: Seen): Promise<void> {
  for (const { name } of await context.cookies()) seen.cookies.add(name)
  // As text: it runs in the page, whose types are not ours.
  const names = await page.evaluate<string[]>(`(async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map(({ name }) => name),
    ...(await caches.keys()),
  ])()`)
  for (const name of names) seen.storage.add(name)
}

/** As the machine-readable form of `/cookies` says it, for this address. */
async function readPublished({ url }: House): Promise<{ cookies: string[]; storage: string[] }> {
  const answer = await fetch(`${url}/cookies.json`)
  assert.equal(answer.status, 200)
  // The site's own form; what is missing fails below.
  const { cookies, storage } = (await answer.json()) as Record<'cookies' | 'storage', { name: string }[]>
  const names = (list: { name: string }[]): string[] => list.map(({ name }) => name).sort()
  return { cookies: names(cookies), storage: names(storage) }
}

function plain(seen: Seen): Record<keyof Seen, string[]> {
  return {
    cookies: [...seen.cookies],
    storage: [...seen.storage],
    hosts: [...seen.hosts],
    sentCookies: [...seen.sentCookies],
  }
}

const union = (a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> => new Set([...a, ...b])
