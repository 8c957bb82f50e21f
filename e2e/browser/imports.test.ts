/** A status page is brought over from elsewhere: seen before, imported, and importing it again adds nothing. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, type House } from '../house.ts'
import { assertAccessible, launch, openBenchPage } from './chrome.ts'

let house: House
let browser: Browser
let shop: Installation
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  shop = await setUp(house.url)
})
after(async () => {
  await browser.close()
  await house.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

async function look(page: Page, name: string): Promise<void> {
  await assertAccessible(page, name)
  if (!screenshots) return
  // The app scrolls inside of itself, so a picture of all of it needs a tall window.
  await page.setViewportSize({ width: 1280, height: 1500 })
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.screenshot({ path: `${screenshots}/import-${name}-${scheme}.png`, fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 390, height: 1800 })
  await page.screenshot({ path: `${screenshots}/import-${name}-narrow.png`, fullPage: true })
  await page.setViewportSize({ width: 1280, height: 900 })
}

const at = '2026-01-10T10:00:00.000Z'
const component = (id: string, name: string, more: object = {}) => ({
  ...{ id, name, status: 'operational', created_at: at, updated_at: at, position: 1, group: false, group_id: null },
  ...more,
})
const saved = {
  page: { id: 'kctbh9vrtdwd', name: 'Acme', url: 'https://status.acme.example', time_zone: 'Europe/Berlin' },
  components: [
    component('grp000000001', 'Europe', { group: true }),
    component('api000000001', 'API', { group_id: 'grp000000001', position: 2 }),
    component('web000000001', 'Website', { position: 3 }),
    component('odd000000001', 'Odd', { status: 'sleepy' }),
  ],
  incidents: [
    {
      ...{ id: 'inc000000001', name: 'API was down', status: 'resolved', impact: 'major', created_at: at },
      ...{ started_at: at, resolved_at: '2026-01-10T11:00:00.000Z', components: [] },
      incident_updates: [
        { id: 'upd000000001', status: 'resolved', body: 'It is over.', created_at: at, display_at: at },
      ],
    },
  ],
}
const file = { name: 'acme.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(saved)) }

test(
  'a page is looked at, imported with its ids, and importing it again adds nothing',
  { timeout: 300_000 },
  async () => {
    const { page, trouble } = await openBenchPage(browser, house.url)
    await page.goto(`${house.url}/app/bench/pages`)
    await page.getByRole('link', { name: 'Import' }).click()
    await page.getByRole('heading', { name: 'Import a status page' }).waitFor()
    await page.getByRole('button', { name: 'Look what would come' }).click()
    await page.getByText('Give the address of the page, or choose a file.').waitFor()
    await page.getByLabel('Or a file').setInputFiles(file)
    await look(page, 'source')
    await page.getByRole('button', { name: 'Look what would come' }).click()
    await page.getByText('2 new components').waitFor()
    await page.getByText('its status is not one of the five that there are').waitFor()
    await look(page, 'preview')
    await page.getByLabel('Its address').fill('acme-moved')
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('2 components, 1 group, 1 report added').waitFor()
    await look(page, 'result')
    await page.getByRole('link', { name: 'Open Acme' }).click()
    await page.waitForURL('**/pages/kctbh9vrtdwd')
    await page.getByText('Website').first().waitFor()

    const body = await (await fetch(`${house.url}/status/acme-moved/api/v2/components.json`)).text()
    assert.match(body, /"id":"api000000001"/)

    await page.goto(`${house.url}/app/bench/pages/import`)
    await page.getByLabel('Or a file').setInputFiles(file)
    await page.getByRole('button', { name: 'Look what would come' }).click()
    await page.getByText('0 new components').waitFor()
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('Nothing new: all of it was there already.').waitFor()
    const { items } = await shop.api.get<{ items: unknown[] }>('/status-pages')
    assert.equal(items.length, 1)
    assert.deepEqual(trouble, [])
  },
)

const kuma = {
  version: '1.23.16',
  monitorList: [
    { id: 1, name: 'Shop', type: 'http', url: 'https://shop.example', interval: 60, active: 0, ignoreTls: true },
    { id: 2, name: 'Backup', type: 'push', interval: 3_600, active: 0 },
    { id: 3, name: 'Game', type: 'gamedig', hostname: 'game.example' },
  ],
  statusPageList: [
    { id: 1, slug: 'kuma', title: 'Kuma', publicGroupList: [{ id: 1, name: 'Shop', monitorList: [{ id: 1 }] }] },
  ],
  maintenanceList: [
    {
      ...{ id: 1, title: 'Every night', strategy: 'recurring-interval', intervalDay: 1, monitors: [1] },
      ...{
        timeRange: [
          { hours: 2, minutes: 0 },
          { hours: 3, minutes: 0 },
        ],
        timezone: 'Europe/Berlin',
      },
    },
    { id: 2, title: 'By crontab', strategy: 'cron', cron: '0 2 * * *' },
  ],
}

test(
  'Uptime Kuma comes with its monitors, whom components follow, and its maintenances',
  { timeout: 300_000 },
  async () => {
    const { page, trouble } = await openBenchPage(browser, house.url)
    await page.goto(`${house.url}/app/bench/pages/import`)
    const buffer = Buffer.from(JSON.stringify(kuma))
    await page.getByLabel('Or a file').setInputFiles({ name: 'kuma.json', mimeType: 'application/json', buffer })
    await page.getByLabel('Project of its monitors').selectOption({ index: 1 })
    await page.getByRole('button', { name: 'Look what would come' }).click()
    await page.getByText('2 new monitors').waitFor()
    await page.getByText('a certificate that is not valid is not overlooked here').waitFor()
    await look(page, 'monitors')
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('1 monitor and 1 heartbeat added.').waitFor()
    await page.getByText('1 component follows them from now on.').waitFor()
    await page.getByText('it comes by a crontab').waitFor()
    await look(page, 'kuma')
    const { items } = await shop.api.get<{ items: { name: string; condition: string }[] }>('/check-monitors')
    assert.deepEqual(
      items.map(({ name, condition }) => [name, condition]),
      [['Shop', 'paused']],
    )
    await page.getByRole('link', { name: 'Open Kuma' }).click()
    await page.getByText('Follows 1 monitor').waitFor()
    await page.getByRole('tab', { name: 'Maintenance' }).click()
    await page.getByText('Every night').first().waitFor()
    await look(page, 'kuma-maintenance')
    assert.deepEqual(trouble, [])
  },
)
