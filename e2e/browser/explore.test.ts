/** Metrics that were really sent, asked for in the editor, drawn, listed and saved. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, type House } from '../house.ts'
import { assertAccessible, assertFits, launch, openBenchPage } from './chrome.ts'

let house: House
let browser: Browser
let shop: Installation
let page: Page
let trouble: string[]
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  shop = await setUp(house.url)
  ;({ page, trouble } = await openBenchPage(browser, house.url))
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
    await page.screenshot({ path: `${screenshots}/explore-${name}-${colorScheme}.png` })
  }
}

const go = (path: string) => page.goto(`${house.url}/app/bench/metrics${path}`)
const editor = (letter = 'A') => page.getByRole('textbox', { name: `Query ${letter}, PromQL` })
const legend = () => page.getByRole('list', { name: 'Series', exact: true }).getByRole('button')

/** Half an hour of a small shop, a sample every 15 s, and as many series of one metric as are asked for. */
async function sendShop(many = 0): Promise<void> {
  const end = Math.floor(Date.now() / 15_000) * 15_000
  const lines = [
    '# HELP http_requests_total Requests that were answered.',
    '# TYPE http_requests_total counter',
    '# HELP process_resident_memory_bytes Memory in use.',
    '# TYPE process_resident_memory_bytes gauge',
  ]
  for (let step = 0; step <= 120; step += 1) {
    const at = end - (120 - step) * 15_000
    for (const [place, job] of ['shop', 'stock', 'mail'].entries()) {
      const wave = Math.sin(step / 12 + place * 2)
      lines.push(
        `http_requests_total{job="${job}",code="200"} ${step * (300 - 80 * place) + Math.round(600 * wave)} ${at}`,
      )
      const bytes = Math.round((180 + place * 90 + 30 * wave) * 1024 * 1024)
      lines.push(`process_resident_memory_bytes{job="${job}",instance="10.0.0.${place + 1}:9100"} ${bytes} ${at}`)
    }
  }
  for (let place = 0; place < many; place += 1) lines.push(`crowd{place="${place}"} ${place} ${end}`)
  const answer = await fetch(`${house.url}/prometheus/api/v1/import/prometheus`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.ingestKey}` },
    body: `${lines.join('\n')}\n`,
  })
  assert.equal(answer.status, 204, await answer.text())
}

test(
  'from nothing to a graph: the screen teaches, turns by itself, and a query is written with completion',
  { timeout: 300_000 },
  async () => {
    await go('')
    await page.getByRole('heading', { name: 'No metrics yet' }).waitFor()
    await page.getByText(`Bearer ${shop.ingestKey}`).waitFor()
    await look('none')
    await sendShop(205)
    await editor().waitFor()

    await editor().focus()
    await page.keyboard.type('process_res')
    await page.getByRole('option', { name: /process_resident_memory_bytes/ }).waitFor()
    if (screenshots) await page.screenshot({ path: `${screenshots}/explore-completion.png` })
    await page.keyboard.press('Enter')
    await page.keyboard.type('{jo')
    await page.getByRole('option', { name: /^job/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('="sto')
    await page.keyboard.press('Control+Space')
    await page.getByRole('option', { name: /stock/ }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.type('ck')
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.waitForURL(/metrics\?expr=/)
    assert.equal(await editor().textContent(), 'process_resident_memory_bytes{job="stock"}')
    await legend().filter({ hasText: 'stock' }).waitFor()
    assert.equal(await legend().count(), 1)
    assert.match((await legend().textContent()) ?? '', /MB/)
  },
)

test(
  'a graph has a legend that switches, a stack, a range by drawing, a second query, a table and a file',
  { timeout: 300_000 },
  async () => {
    await go(`?expr=${encodeURIComponent(JSON.stringify(['sum by (job) (rate(http_requests_total[5m]))']))}`)
    await legend().nth(2).waitFor()
    const first = legend().first()
    await first.click()
    assert.equal(await first.getAttribute('aria-pressed'), 'false')
    await first.click()
    await page.getByRole('checkbox', { name: 'Stacked' }).check()
    await page.waitForURL(/stack=true/)
    await page.getByText('The graph as a table').click()
    await page.getByRole('region', { name: 'The graph as a table' }).getByRole('row').nth(3).waitFor()
    const chart = page.locator('[data-chart] .u-over')
    await chart.hover({ position: { x: 700, y: 80 } })
    await look('graph')
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download CSV' }).click()
    const saved = readFileSync(await (await saving).path(), 'utf8').split('\r\n')
    assert.equal(saved[0], '"time","{job=""mail""}","{job=""shop""}","{job=""stock""}"')
    assert.ok(saved.length > 200)

    await page.getByRole('button', { name: 'Add query' }).click()
    await editor('B').waitFor()
    await page.keyboard.type('max(process_resident_memory_bytes)')
    await page.keyboard.press('ControlOrMeta+Enter')
    await legend().nth(3).waitFor()
    await page.getByRole('button', { name: 'Hide query A' }).click()
    await legend().nth(1).waitFor({ state: 'detached' })
    await page.goBack()
    await legend().nth(3).waitFor()
    await page.getByRole('button', { name: 'Remove query B' }).click()
    await legend().nth(3).waitFor({ state: 'detached' })

    const box = await chart.boundingBox()
    assert.ok(box)
    await page.mouse.move(box.x + box.width * 0.6, box.y + 100)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.9, box.y + 100, { steps: 5 })
    await page.mouse.up()
    await page.waitForURL(/range=2/)
    await page.getByRole('button', { name: 'Table', exact: true }).click()
    await page.getByRole('cell', { name: 'stock' }).waitFor()
    await look('table')
  },
)

test(
  'what is wrong is told with its place, what is too much is cut and counted, a list names what there is',
  { timeout: 300_000 },
  async () => {
    await go(`?expr=${encodeURIComponent(JSON.stringify(['sum(up) by (job) +']))}`)
    await page
      .getByRole('alert')
      .getByText(/Line 1, character \d+: /)
      .waitFor()
    assert.equal(await editor().getAttribute('aria-invalid'), 'true')
    await look('error')

    await go(`?expr=${encodeURIComponent(JSON.stringify(['crowd']))}`)
    await page.getByText('205 series, of which the first 200 are drawn.').waitFor()
    await page.waitForFunction('document.querySelectorAll("[aria-label=Series] button").length === 200')
    await go(`?expr=${encodeURIComponent(JSON.stringify(['rate(process_resident_memory_bytes[5m])']))}`)
    await page
      .getByRole('list', { name: 'Notes on query A' })
      .getByText(/counter/)
      .waitFor()
    await go(`?expr=${encodeURIComponent(JSON.stringify(['nothing_of_this_name']))}`)
    await page.getByRole('heading', { name: 'No series fits' }).waitFor()

    await go('')
    await page.getByRole('button', { name: 'Browse metrics' }).click()
    await page.getByRole('searchbox', { name: 'Search metrics' }).fill('memory use')
    await page.getByText('Memory in use.').waitFor()
    await look('browser')
    await page.getByRole('button', { name: /process_resident_memory_bytes/ }).click()
    await legend().nth(2).waitFor()

    await page.setViewportSize({ width: 390, height: 844 })
    await assertFits(page, 'the list of metrics')
    await look('390')
    await page.setViewportSize({ width: 1280, height: 900 })
  },
)

test(
  'in another workspace of the same person nothing of it is seen, and nothing went wrong on the way',
  { timeout: 300_000 },
  async () => {
    await page.goto(`${house.url}/app/new-workspace`)
    await page.getByLabel('Name', { exact: false }).first().fill('Elsewhere')
    await page
      .getByRole('button', { name: /Create|Make/ })
      .first()
      .click()
    await page.waitForURL('**/app/elsewhere**')
    await page.goto(
      `${house.url}/app/elsewhere/metrics?expr=${encodeURIComponent(JSON.stringify(['http_requests_total']))}`,
    )
    await page.getByRole('heading', { name: 'No metrics yet' }).waitFor()
    assert.equal(await page.getByText('http_requests_total').count(), 0)
    assert.deepEqual(trouble, [])
  },
)
