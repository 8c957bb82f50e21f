/** Status pages on a telephone: whatever a screen shows can be reached, with names that are longer than the screen. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { launch, openBenchPage } from './chrome.ts'

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

const command = join(import.meta.dirname, '..', '..', 'bin', 'watchword', 'main.mjs')
const aWeekAhead = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)
const file = `
name: narrow
projects: [{ name: Shop }]
pages:
  - slug: acme
    name: Acme
    groups: [{ name: Europe and the countries around it, description: Frankfurt and Dublin }]
    components:
      - { name: Search over everything that was ever sold, group: Europe and the countries around it }
      - { name: Shop, needs: [Payments] }
      - { name: Payments }
    templates:
      - { name: Slow, title: '{{region}} is slow', body: 'Since {{time}}.', components: [{ component: Payments, status: partial_outage }] }
    proposalRules: [{ project: Shop, severities: [critical, high, medium, low] }]
    maintenance:
      - title: Restart of everything that takes orders
        body: We restart.
        scheduledFor: '${aWeekAhead}T02:00'
        durationMinutes: 60
        recurrence: FREQ=WEEKLY;BYDAY=TU
        components: [Payments]
`

async function apply(text: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'watchword-narrow-'))
  const path = join(directory, 'watchword.yaml')
  writeFileSync(path, text)
  const env = { ...process.env, WATCHWORD_URL: house.url, WATCHWORD_API_KEY: shop.apiKey }
  const child = spawn(process.execPath, [command, 'apply', '-f', path], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const code = await new Promise((resolve) => {
    child.on('close', resolve)
  })
  rmSync(directory, { recursive: true })
  assert.equal(code, 0)
}

/** What ends beyond the right edge and stands in nothing that can be moved sideways. */
const beyondTheEdge = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    // oxlint-disable-next-line typescript/no-explicit-any -- the page's own types are not loaded here
    const { document, innerWidth, getComputedStyle } = globalThis as any
    // What scrolls the whole screen sideways is no way to reach anything.
    const canMove = (element: any): boolean =>
      element?.closest('main *') != null &&
      (/auto|scroll/.test(getComputedStyle(element).overflowX) || canMove(element.parentElement))
    return [...document.querySelectorAll('h1, h2, a, button, input, select, textarea, label, li, fieldset, table')]
      .filter((each: any) => {
        const { right, width } = each.getBoundingClientRect()
        return width > 0 && right > innerWidth + 1 && !canMove(each.parentElement)
      })
      .map((each: any) => each.outerHTML.slice(0, 120))
  })

test('on a telephone nothing of a status page’s screens is out of reach, and the chosen tab is in sight', async () => {
  await apply(file)
  const { items } = await shop.api.get<{ items: { id: string }[] }>('/status-pages')
  const id = items[0]?.id ?? ''
  const all = await shop.api.get<{ items: { id: string; name: string }[] }>(`/status-pages/${id}/components`)
  const report = await shop.api.post<{ id: string; updates: { id: string }[] }>(`/status-pages/${id}/reports`, {
    ...{ title: 'Payments by card are refused in some countries', body: 'We are looking into it.' },
    components: [{ id: all.items.find(({ name }) => name === 'Payments')?.id, status: 'partial_outage' }],
  })
  const windows = await shop.api.get<{ items: { id: string }[] }>(`/status-pages/${id}/maintenance-windows`)
  const window = windows.items[0]?.id
  const { page, trouble } = await openBenchPage(browser, house.url, { width: 390, height: 844 })
  const base = `/app/bench/pages/${id}`
  for (const [path, heading] of [
    [base, 'Acme'],
    ...['uptime', 'reports', 'maintenance', 'subscribers', 'settings'].map((tab) => [`${base}?tab=${tab}`, 'Acme']),
    [`${base}/reports/new`, 'Publish a report'],
    [`${base}/reports/${report.id}`, 'Payments by card'],
    [`${base}/templates`, 'Templates and drafts'],
    [`${base}/maintenance/new`, 'Plan a maintenance'],
    [`${base}/maintenance/${window}`, 'Restart of everything'],
    [`${base}/updates/${report.updates[0]?.id}/deliveries`, 'Who was told'],
  ] as [string, string][]) {
    await page.goto(house.url + path)
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    await until(`what ${path} loads`, async () => (await page.locator('.skeleton').count()) === 0)
    assert.deepEqual(await beyondTheEdge(page), [], path)
    const tab = page.locator('[role="tab"][aria-selected="true"]')
    if ((await tab.count()) === 0) continue
    const box = await tab.boundingBox()
    assert.ok(box && box.x >= 0 && box.x + box.width <= 390, `${path}: the chosen tab is at ${JSON.stringify(box)}`)
  }
  assert.deepEqual(trouble, [])

  // As browsers have it of themselves: then it is seen.
  await page.goto(`${house.url}${base}/reports/new`)
  await page.getByRole('heading', { level: 1, name: 'Publish a report' }).waitFor()
  await until('the components', async () => (await page.getByLabel('Payments').count()) > 0)
  await page.addStyleTag({ content: 'fieldset { min-width: min-content !important }' })
  assert.ok((await beyondTheEdge(page)).some((each) => each.startsWith('<fieldset')))
})
