/** Planned work from the first word to the last: one window and a series, moved, cancelled, begun and completed. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, launch, openBenchPage } from './chrome.ts'

let house: House
let browser: Browser
let shop: Installation
let pageId: string
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  shop = await setUp(house.url)
  const made = await shop.api.post<{ id: string }>('/status-pages', {
    ...{ slug: 'acme', name: 'Acme', timeZone: 'Europe/Berlin' },
  })
  pageId = made.id
  for (const name of ['API', 'Website']) await shop.api.post(`/status-pages/${pageId}/components`, { name })
})
after(async () => {
  await browser.close()
  await house.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

async function look(page: Page, name: string): Promise<void> {
  await assertAccessible(page, name)
  if (!screenshots) return
  const width = page.viewportSize()?.width ?? 1280
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.screenshot({ path: `${screenshots}/maintenance-${name}-${scheme}.png`, fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.screenshot({ path: `${screenshots}/maintenance-${name}-narrow.png`, fullPage: true })
  await page.setViewportSize({ width, height: 900 })
}

/** `2026-12-01`, so many days from now. */
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

test(
  'a series is planned with its next windows in view, and one of them is moved and another cancelled',
  {
    timeout: 300_000,
  },
  async () => {
    const { page, trouble } = await openBenchPage(browser, house.url)
    const list = `${house.url}/app/bench/pages/${pageId}?tab=maintenance`
    await page.goto(list)
    await page.getByText('Nothing is planned').waitFor()
    await look(page, 'empty')
    await page.getByRole('link', { name: 'Plan a maintenance' }).click()
    await page.getByLabel('Title', { exact: true }).fill('Database upgrade')
    await page.getByLabel('What is going to happen').fill('We move to a new version.')
    await page.getByLabel('Begins', { exact: true }).fill(`${day(9)}T02:00`)
    await page.getByLabel('Repeats').selectOption('weekly')
    await page.getByRole('button', { name: 'Sunday' }).click()
    const preview = page.getByRole('region', { name: 'Preview' })
    await preview.getByText(/every week on .*Sunday/).waitFor()
    await preview.getByText('… and so on').waitFor()
    await until('eight windows', async () => (await preview.getByRole('listitem').count()) === 8)
    await page.getByLabel('API', { exact: true }).check()
    await look(page, 'new')
    await page.getByRole('button', { name: 'Plan maintenance' }).click()

    await page.getByRole('heading', { name: 'Database upgrade' }).waitFor()
    await page.getByText(/Every week on .*Sunday/).waitFor()
    await look(page, 'detail')
    await page.getByRole('link', { name: 'Change or move' }).click()
    await page.getByLabel('Begins', { exact: true }).fill(`${day(10)}T03:30`)
    await page.getByLabel('What readers are told of the new times').fill('Our supplier needs another day.')
    await look(page, 'edit')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Our supplier needs another day.').waitFor()
    await page
      .getByText(/03:30 – 05:30/)
      .first()
      .waitFor()

    await page.goto(list)
    await page.getByText('End series').waitFor()
    const rows = page.getByRole('link', { name: 'Database upgrade' })
    const count = await rows.count()
    await rows.nth(1).click()
    await page.getByRole('button', { name: 'Cancel it' }).click()
    await page.getByLabel('Why (subscribers read it)').fill('A holiday.')
    await page.getByRole('button', { name: 'Cancel maintenance' }).click()
    await page.getByText('called off').waitFor()
    await page.getByText('A holiday.').waitFor()
    await page.goto(list)
    await page.getByText('Past, 1 maintenance').waitFor()
    assert.ok((await rows.count()) >= count)
    await look(page, 'list')
    assert.deepEqual(trouble, [])
    await page.context().close()
  },
)

test('a window that is due begins at once, is told of, and is completed by hand', { timeout: 300_000 }, async () => {
  const { page, trouble } = await openBenchPage(browser, house.url)
  const made = await shop.api.post<{ id: string }>(`/status-pages/${pageId}/maintenance-windows`, {
    ...{ title: 'Network', body: 'We replace a switch.', scheduledFor: new Date().toISOString(), durationMinutes: 60 },
  })
  await page.goto(`${house.url}/app/bench/pages/${pageId}/maintenance/${made.id}`)
  await page.getByText('The maintenance has begun.').waitFor()
  await page.getByLabel('What happens').selectOption('completed')
  await page.getByLabel('Update', { exact: true }).fill('The new switch works.')
  await look(page, 'underway')
  await page.getByRole('button', { name: 'Publish update' }).click()
  await page.getByText('The new switch works.').waitFor()
  await page.getByText('ended').waitFor()
  await page.getByRole('button', { name: 'Publish update' }).waitFor({ state: 'detached' })
  assert.deepEqual(trouble, [])
  await page.context().close()
})

test('a series is changed from now on, with a check that keeps quiet', { timeout: 300_000 }, async () => {
  await shop.api.post('/check-monitors', {
    ...{ name: 'Shop front', projectId: shop.projectId, everySeconds: 3_600 },
    spec: { type: 'http', url: 'https://shop.example/' },
  })
  const planned = await shop.api.post<{ series: { id: string } }>(`/status-pages/${pageId}/maintenance-windows`, {
    ...{ title: 'Backups', body: 'We test the backups.', scheduledFor: `${day(9)}T02:00`, durationMinutes: 60 },
    recurrence: 'FREQ=DAILY;INTERVAL=7',
  })
  const { page, trouble } = await openBenchPage(browser, house.url)
  await page.goto(`${house.url}/app/bench/pages/${pageId}?tab=maintenance`)
  await page.getByRole('link', { name: 'Change the series Backups' }).click()
  await page.getByRole('heading', { name: 'Change “Backups”' }).waitFor()
  assert.equal(await page.getByLabel('Rule').inputValue(), 'FREQ=DAILY;INTERVAL=7')
  await page.getByLabel('Title', { exact: true }).fill('Backups and restore')
  await page.getByLabel('Find a monitor that keeps quiet').fill('shop')
  await page.getByRole('button', { name: /Shop front/ }).click()
  await page.getByLabel('Begins', { exact: true }).fill(`${day(10)}T04:15`)
  await page.getByLabel('What readers are told of the new times').fill('Nights are busy.')
  await page.getByLabel('Website', { exact: true }).check()
  await look(page, 'series')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.getByText('Backups and restore').first().waitFor()
  const windows = await shop.api.get<{ items: { title: string; series: { id: string } | null; monitors: object[] }[] }>(
    `/status-pages/${pageId}/maintenance-windows`,
  )
  const own = windows.items.filter(({ series }) => series?.id === planned.series.id)
  assert.ok(own.length > 1)
  for (const window of own) {
    assert.equal(window.title, 'Backups and restore')
    assert.equal(window.monitors.length, 1)
  }
  await page
    .getByText(/04:15 – 05:15/)
    .first()
    .waitFor()
  assert.deepEqual(trouble, [])
  await page.context().close()
})

test('work that is over is recorded afterwards, and readers find it in the history', { timeout: 300_000 }, async () => {
  const { page, trouble } = await openBenchPage(browser, house.url)
  await page.goto(`${house.url}/app/bench/pages/${pageId}?tab=maintenance`)
  await page.getByRole('link', { name: 'Record one afterwards' }).click()
  await page.getByLabel('Title', { exact: true }).fill('Replaced disks')
  await page.getByLabel('What was done').fill('Two disks were replaced.')
  await page.getByLabel('Began').fill(`${day(-2)}T02:00`)
  await page.getByLabel('API', { exact: true }).check()
  assert.equal(await page.getByLabel('Tell the subscribers').isChecked(), false)
  await look(page, 'record')
  await page.getByRole('button', { name: 'Record it' }).click()
  await page.getByRole('heading', { name: 'Replaced disks' }).waitFor()
  await page.getByText('Two disks were replaced.').waitFor()
  const shown = await (await fetch(`${house.url}/status/acme`)).text()
  assert.match(shown, /Replaced disks/)
  assert.deepEqual(trouble, [])
  await page.context().close()
})
