/** Each kind of panel in a real browser, over samples that were really sent, and what it shows beside what the API says. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, launch, openBenchPage } from './chrome.ts'
import { everyPanel, samplesUntil, sendLines, sendNativeHistogram } from './panels.fixture.ts'

let house: House
let browser: Browser
let shop: Installation
let page: Page
let trouble: string[]
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  shop = await setUp(house.url)
  const endMs = Math.floor(Date.now() / 60_000) * 60_000
  await sendLines(house.url, shop, samplesUntil(endMs))
  await sendNativeHistogram(house.url, shop, endMs)
  ;({ page, trouble } = await openBenchPage(browser, house.url, { width: 1440, height: 1000 }))
})
after(async () => {
  await browser.close()
  await house.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']
async function look(name: string): Promise<void> {
  await assertAccessible(page, name)
  if (!screenshots) return
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.screenshot({ path: `${screenshots}/panels-${name}-${colorScheme}.png`, fullPage: true })
  }
}

const panel = (title: string): Locator =>
  page.locator('[data-panel]').filter({ has: page.getByRole('heading', { name: title, exact: true }) })

async function open(dashboard: object): Promise<void> {
  const { id } = await shop.api.post<{ id: string }>('/dashboards', { dashboard })
  await page.goto(`${house.url}/app/bench/dashboards/${id}`)
}

/** As high as all of it, so that every panel is in view. */
async function unroll(width: number): Promise<void> {
  await page.setViewportSize({ width, height: 1000 })
  await page.locator('[data-panel]').first().waitFor()
  await page.setViewportSize({ width, height: width < 700 ? 8000 : 2600 })
  const waiting = page.locator('[data-panel][aria-busy=true], [data-panel] [aria-label=Loading]')
  await until('all panels', async () => (await waiting.count()) === 0)
}

test(
  'every kind of panel shows what there is, or says why it shows nothing [CAB-09]',
  { timeout: 120_000 },
  async () => {
    await open(everyPanel)
    await unroll(1440)
    await panel('Busy').locator('[data-chart] canvas').waitFor()
    await panel('Busy').getByRole('button', { name: 'sda' }).waitFor()
    await panel('Busy').getByRole('button', { name: 'About Busy' }).waitFor()
    await panel('Used, stacked').getByRole('list', { name: 'Series' }).getByRole('button').nth(2).waitFor()
    await panel('Average').getByRole('img', { name: /%/ }).waitFor()
    assert.equal(await panel('Each').getByRole('listitem').count(), 3)
    await panel('Values').getByRole('cell', { name: 'nvme0n1' }).waitFor()
    await panel('Values').getByRole('cell', { name: /GiB/ }).first().waitFor()
    await panel('Durations').locator('[data-chart] canvas').waitFor()
    await panel('Native durations').locator('[data-chart] canvas').waitFor()
    await panel('States')
      .getByRole('img', { name: /^sda: / })
      .waitFor()
    await panel('Shares').getByRole('list', { name: 'Shares' }).getByRole('listitem').nth(2).waitFor()
    await panel('News')
      .getByText(/“?news”?/)
      .waitFor()
    await panel('Refused')
      .getByRole('alert')
      .getByText(/parse|unexpected|unclosed/)
      .waitFor()
    await panel('Nothing').getByText('disk_speed_percent', { exact: true }).waitFor()
    assert.equal(await panel('Nothing').getByText('disk_busy_percent', { exact: true }).count(), 0)
    await look('every')
  },
)

test('the number of a stat is the number of the API', { timeout: 60_000 }, async () => {
  const shown = await panel('Busy now').getByRole('listitem').innerText()
  const told: string = await page.evaluate(`fetch('/prometheus/api/v1/query', {
    method: 'POST',
    headers: { 'watchword-workspace': 'bench' },
    body: new URLSearchParams({ query: 'max(disk_busy_percent)' }),
  }).then((answer) => answer.json()).then(({ data }) => data.result[0].value[1])`)
  assert.equal(shown.replaceAll(/\s/g, ''), `${Number(told).toFixed(1)}%`)
})

test('a text runs nothing, loads nothing, and has its variables', { timeout: 60_000 }, async () => {
  const text = panel('Runbook')
  await text.getByText('of the shop.').waitFor()
  await text.getByRole('heading', { name: 'When it is slow' }).waitFor()
  assert.equal(await text.locator('script, img').count(), 0)
  await text.getByRole('link', { name: 'a picture' }).waitFor()
  assert.equal(await text.locator('[href^="javascript"]').count(), 0)
  assert.equal(await page.evaluate('window.bad'), undefined)
})

test('part of an answer is shown with what was wrong with the rest', { timeout: 60_000 }, async () => {
  const half = panel('Half of it')
  await half.locator('[data-chart] canvas').waitFor()
  await half.getByRole('button', { name: 'Notes on Half of it' }).click()
  const notes = page.getByRole('dialog')
  await notes.getByText(/counter/).waitFor()
  await notes.getByText(/^B: /).waitFor()
  await page.keyboard.press('Escape')
})

test('a chart has a table, a legend that switches, and a range by drawing', { timeout: 60_000 }, async () => {
  const busy = panel('Busy')
  await busy.hover()
  await busy.getByRole('button', { name: 'Show as a table' }).click()
  const table = busy.getByRole('table', { name: 'Busy as a table' })
  await table.getByRole('columnheader', { name: 'sda' }).waitFor()
  assert.ok((await table.getByRole('row').count()) > 5)
  await busy.getByRole('button', { name: 'Show the chart' }).click()
  const native = panel('Native durations')
  await native.hover()
  await native.getByRole('button', { name: 'Show as a table' }).click()
  await native.getByRole('columnheader', { name: / to / }).nth(2).waitFor()
  await native.getByRole('button', { name: 'Show the chart' }).click()
  const first = busy.getByRole('button', { name: 'sda' })
  await first.click()
  assert.equal(await first.getAttribute('aria-pressed'), 'false')
  await first.click()
  const chart = busy.locator('.u-over')
  await chart.hover({ position: { x: 120, y: 40 } })
  await page.getByText('nvme0n1', { exact: true }).last().waitFor()
  // The crosshair is shared by the panels of this dashboard.
  await until('the crosshair on others', async () => (await page.locator('.u-cursor-x:not(.u-off)').count()) > 2)
  const box = await chart.boundingBox()
  assert.ok(box)
  await page.mouse.move(box.x + box.width * 0.4, box.y + 40)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.8, box.y + 40, { steps: 4 })
  await page.mouse.up()
  await page.waitForURL(/from=/)
  await page.goBack()
})

test('what a panel shows can be saved as a file', { timeout: 60_000 }, async () => {
  const busy = panel('Busy')
  await busy.hover()
  await busy.getByRole('button', { name: 'What to do with Busy' }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /CSV/ }).click()
  const [head, row] = readFileSync(await (await saving).path(), 'utf8').split('\r\n')
  assert.equal(head, '"Time","nvme0n1","sda","sdb"')
  assert.match(row ?? '', /^"\d{4}-\d\d-\d\dT.*Z",/)
})

test('on a phone nothing is wider than the screen', { timeout: 60_000 }, async () => {
  await unroll(390)
  await panel('Busy').locator('[data-chart] canvas').waitFor()
  const overflow: number = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  assert.ok(overflow <= 0, `the page is ${overflow} px too wide for a phone`)
  await look('390')
  await unroll(1440)
  assert.deepEqual(trouble, [])
})

/** Told, and not asserted: how long a machine takes says nothing of the code. */
test('twenty-four panels of twenty series each', { timeout: 120_000 }, async (t) => {
  const endMs = Math.floor(Date.now() / 60_000) * 60_000
  const lines: string[] = []
  for (let step = 0; step <= 60; step += 1)
    for (let metric = 0; metric < 24; metric += 1)
      for (let place = 0; place < 20; place += 1)
        lines.push(
          `load_${metric}{place="${place}"} ${place + Math.sin(step / 9 + metric)} ${endMs - (60 - step) * 60_000}`,
        )
  await sendLines(house.url, shop, `${lines.join('\n')}\n`)
  const panels = Array.from({ length: 24 }, (_, at) => ({
    ...{ id: at + 1, type: 'timeseries', title: `Load ${at}` },
    gridPos: { x: (at % 4) * 6, y: Math.floor(at / 4) * 5, w: 6, h: 5 },
    targets: [{ refId: 'A', expr: `load_${at}`, legendFormat: '{{place}}' }],
    fieldConfig: { defaults: {}, overrides: [] },
  }))
  await page.setViewportSize({ width: 1440, height: 1400 })
  const { id } = await shop.api.post<{ id: string }>('/dashboards', {
    dashboard: { title: 'Many', schemaVersion: 41, time: { from: 'now-1h', to: 'now' }, panels },
  })
  await page.goto(`${house.url}/app/bench/dashboards`)
  await page.getByRole('link', { name: 'Many' }).waitFor()
  // From the press to the last chart, with the app there; long tasks are what typing would have waited for.
  await page.evaluate(`
    window.longest = 0
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration) }).observe({ type: 'longtask' })
    window.startedAt = 0
    window.endedAt = 0
    new MutationObserver(() => {
      if (document.querySelectorAll('[data-chart] canvas').length === 24) window.endedAt ||= performance.now()
    }).observe(document.body, { childList: true, subtree: true })
    document.addEventListener('click', () => (window.startedAt = performance.now()), { once: true, capture: true })
  `)
  await page.getByRole('link', { name: 'Many' }).click()
  await until('all charts', async () => (await page.locator('[data-chart] canvas').count()) === 24)
  await page.waitForURL(`**/${id}**`)
  const [tookMs, longest]: [number, number] = await page.evaluate(
    '[window.endedAt - window.startedAt, window.longest].map(Math.round)',
  )
  t.diagnostic(`24 panels × 20 series: ${tookMs} ms to the last chart, longest task ${longest} ms`)
  assert.equal(await page.locator('[data-panel] [data-chart] canvas').count(), 24)
})
