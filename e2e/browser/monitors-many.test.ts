/** The list with as many monitors as a workspace may have: what it fetches, how it follows, and by keyboard alone. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { recordResults } from '../../server/modules/monitors/record-results.ts'
import { until } from '../house.ts'
import { assertAccessible, launch, openBenchPage } from './chrome.ts'
import { fillMonitors, openInnerHouse, type InnerHouse } from './many-monitors.fixture.ts'

const count = 10_000
const downAtFirst = 200

let house: InnerHouse
let browser: Browser
let ids: string[] = []
before(async () => {
  ;[house, browser] = await Promise.all([openInnerHouse(), launch()])
  ids = await fillMonitors(house.ctx, house.installation.projectId, count)
})
after(async () => {
  await browser.close()
  await house.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

async function openList(path: string, width = 1280) {
  const { page, trouble } = await openBenchPage(browser, house.url, { width, height: 900 })
  /** What the list asked the server for. */
  const asked: string[] = []
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.pathname.endsWith('/check-monitors')) asked.push(url.search)
  })
  await page.goto(`${house.url}/app/bench${path}`)
  const look = async (name: string): Promise<void> => {
    await assertAccessible(page, name)
    if (!screenshots) return
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.screenshot({ path: `${screenshots}/many-${name}-${colorScheme}.png` })
    }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  }
  return { page, trouble, asked, look }
}

const row = (page: Page, n: number) => page.getByRole('link', { name: `Service ${String(n).padStart(5, '0')}` })
const rowsIn = (page: Page) => page.getByRole('listitem').count()
const offsets = (asked: readonly string[]) => new Set(asked.map((query) => new URLSearchParams(query).get('offset')))

test('of ten thousand monitors the rows in sight are in the document, and only their pages are fetched', async () => {
  const { page, trouble, asked, look } = await openList('/monitors/checks?sort=name')
  await row(page, 0).waitFor()
  assert.ok((await rowsIn(page)) < 80)
  assert.deepEqual([...offsets(asked)], ['0'])
  await look('top')
  // To the very end, without what lies between.
  await page.evaluate("document.querySelector('#content').scrollTo(0, 1e9)")
  await row(page, count - 1).waitFor()
  assert.ok((await rowsIn(page)) < 80)
  assert.ok(offsets(asked).size < 6, `fetched ${[...offsets(asked)].join(', ')}`)
  await look('end')
  await page.getByLabel('Filter monitors').fill('service 0424')
  await row(page, 4242).waitFor()
  await until('only those eleven', async () => (await rowsIn(page)) === 11)
  await page.getByLabel('Group').selectOption('Group 43')
  await until('only the one of the group', async () => (await rowsIn(page)) === 1)
  assert.deepEqual(trouble, [])
})

test('somebody at the keyboard goes through the list, opens a monitor, and comes back to where they were', async () => {
  const { page, trouble } = await openList('/monitors/checks?sort=name')
  await row(page, 0).waitFor()
  for (let step = 0; step < 131; step++) {
    await page.keyboard.press('j')
    // The next rows come with the scroll, not with the key.
    await until('the focus', async () => (await focused(page)) === `Service ${String(step).padStart(5, '0')}`)
  }
  await page.keyboard.press('k')
  await until('the focus', async () => (await focused(page)) === 'Service 00129')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Service 00129' }).waitFor()
  await page.goBack()
  await row(page, 129).waitFor()
  assert.deepEqual(trouble, [])
})

const focused = (page: Page) => page.evaluate<string>("document.activeElement?.textContent ?? ''")

test('what goes down is at the top of an open list, and a thousand at once are no thousand fetches', async () => {
  const { page, trouble, asked, look } = await openList('/monitors/checks')
  await page.getByRole('link', { name: `Down ${downAtFirst}`, exact: true }).waitFor()
  const before = asked.length
  const reason = 'no connection could be made'
  const result = { outcome: 'down', latencyMs: null, reason, code: 'connect', facts: {} } as const
  // A second later, so that it is the next slot of each.
  const at = new Date(house.ctx.now().getTime() + 1000)
  const failing = ids.filter((_, n) => n % 10 === 1)
  for (let n = 0; n < failing.length; n += 100) {
    const reports = failing.slice(n, n + 100).map((monitorId) => ({
      ...{ monitorId, probeId: null, scheduledAt: at, startedAt: at, result },
    }))
    await recordResults(house.ctx, reports)
  }
  await page.getByRole('link', { name: `Down ${downAtFirst + failing.length}`, exact: true }).waitFor()
  await page.getByText('no connection could be made').first().waitFor()
  assert.ok(asked.length - before < 60, `${asked.length - before} fetches`)
  await look('outage')
  const narrow = await openList('/monitors/checks', 390)
  await narrow.page.getByText('no connection could be made').first().waitFor()
  assert.equal(await narrow.page.evaluate('document.documentElement.scrollWidth'), 390)
  await narrow.look('narrow')
  assert.deepEqual([...trouble, ...narrow.trouble], [])
})
