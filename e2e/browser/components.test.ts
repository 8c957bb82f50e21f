/** Components in groups, moved by keys and by dragging, what they need, and how much of the time they were up. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
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
const dayMs = 86_400_000

async function look(page: Page, name: string): Promise<void> {
  await assertAccessible(page, name)
  if (!screenshots) return
  const size = page.viewportSize()
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
  ] as const) {
    await page.setViewportSize({ width, height: 1800 })
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `${screenshots}/${name}-${colorScheme}-${width}.png` })
  }
  if (size) await page.setViewportSize(size)
}

/** The names on the screen from top to bottom, groups in brackets. */
const orderOf = (page: Page): Promise<string> =>
  page.locator('[data-row]').evaluateAll((rows) =>
    rows
      .map((row) => {
        const heading = row.querySelector('h2')?.textContent
        return heading ? `[${heading}]` : (row.querySelector('p')?.firstChild?.textContent ?? '')
      })
      .join(' '),
  )

async function seesOrder(page: Page, wanted: string): Promise<void> {
  await until(`the order ${wanted}`, async () => (await orderOf(page)) === wanted)
}

async function publishedPage(names: string[], startDate?: string): Promise<{ id: string; components: string[] }> {
  const { id } = await shop.api.post<{ id: string }>('/status-pages', { slug: `acme-${names.length}`, name: 'Acme' })
  const components: string[] = []
  for (const name of names)
    components.push((await shop.api.post<{ id: string }>(`/status-pages/${id}/components`, { name, startDate })).id)
  return { id, components }
}

test(
  'components are put into groups and in order by keys and by dragging, and stay so',
  { timeout: 300_000 },
  async () => {
    const { id } = await publishedPage(['Website', 'API', 'Database'])
    const { page, trouble } = await openBenchPage(browser, house.url)
    await page.goto(`${house.url}/app/bench/pages/${id}`)
    await page.getByRole('button', { name: 'Add a group' }).click()
    await page.getByLabel('Name of the group').fill('Europe')
    await page.getByRole('button', { name: 'Add group' }).click()
    await seesOrder(page, 'Website API Database [Europe]')

    const handle = (name: string) => page.getByRole('button', { name: `Move ${name}`, exact: true })
    await handle('Database').focus()
    const saved = () => page.waitForResponse((answer) => answer.url().endsWith('/component-order') && answer.ok())
    const stepSaved = saved()
    await page.keyboard.press('ArrowDown')
    await stepSaved
    await page.getByText('Database is now at place 4 of 4, in Europe').waitFor({ state: 'attached' })
    await seesOrder(page, 'Website API [Europe] Database')
    assert.equal(await page.evaluate(`document.activeElement?.getAttribute('aria-label')`), 'Move Database')

    const from = await handle('API').boundingBox()
    const to = await page.locator('[data-row]', { hasText: 'Database' }).boundingBox()
    assert.ok(from && to)
    await page.mouse.move(from.x + 5, from.y + 5)
    await page.mouse.down()
    await page.mouse.move(to.x + 40, to.y + to.height - 4, { steps: 4 })
    const dropSaved = saved()
    await page.mouse.up()
    await dropSaved
    await seesOrder(page, 'Website [Europe] Database API')
    await page.reload()
    await seesOrder(page, 'Website [Europe] Database API')

    await page.getByRole('button', { name: 'Change API', exact: true }).click()
    await page.getByLabel('Database', { exact: true }).check()
    await page.getByLabel('Show it only while it is not operational').check()
    await look(page, 'component-edit')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Only while not operational').waitFor()
    await page.getByRole('button', { name: 'Change group Europe' }).click()
    await page.getByLabel('It is up').selectOption('any')
    await look(page, 'group-edit')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Up while any of its components is.').waitFor()
    await page.getByLabel('State of Database').selectOption('major_outage')
    await page.getByText('Needs Database (major outage).').waitFor()
    await look(page, 'components')
    await page.getByRole('button', { name: 'Show API as degraded performance' }).click()
    await page.getByRole('button', { name: 'Show API as degraded performance' }).waitFor({ state: 'detached' })
    assert.equal(await page.getByLabel('State of API').inputValue(), 'degraded_performance')
    assert.deepEqual(trouble, [])
  },
)

test(
  'uptime is shown by day and month, reported against what was agreed, and its rules change from a day on',
  {
    timeout: 300_000,
  },
  async () => {
    // From the beginning of the page's day: what lasts for nine hours shall end on the day on which it began.
    const today = Math.floor(Date.now() / dayMs) * dayMs
    const at = (daysAgo: number, hours = 0) => new Date(today - daysAgo * dayMs + hours * 3_600_000).toISOString()
    const anHourAgo = new Date(Date.now() - 3_600_000).toISOString()
    const { id, components } = await publishedPage(['Website', 'API'], at(80).slice(0, 10))
    for (const [index, component] of components.entries()) {
      const correct = (status: string, from: string, to: string) =>
        shop.api.post(`/components/${component}/corrections`, { status, from, to })
      await correct('operational', at(60), anHourAgo)
      if (index === 0) await correct('partial_outage', at(20), at(20, 5))
      if (index === 0) await correct('under_maintenance', at(10), at(10, 4))
      if (index === 1) await correct('major_outage', at(6), at(6, 9))
    }
    const { page, trouble } = await openBenchPage(browser, house.url)
    await page.goto(`${house.url}/app/bench/pages/${id}?tab=uptime`)
    await page.getByRole('img', { name: /The past 90 days of API: 99\.\d\d % up/ }).waitFor()
    const group = await shop.api.post<{ id: string }>(`/status-pages/${id}/component-groups`, {
      ...{ name: 'Everything', upWhen: 'any' },
    })
    for (const component of components) {
      const moved = await fetch(`${house.url}/api/v1/components/${component}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${shop.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ groupId: group.id }),
      })
      assert.equal(moved.status, 200)
    }
    await page.reload()
    await page.getByText('up while any of these is').waitFor()
    await page.getByRole('button', { name: 'API', expanded: false }).click()
    await page.getByText('Major outage 9 h').first().waitFor()
    await page.getByLabel('First day').fill(at(30).slice(0, 10))
    await page.getByRole('button', { name: 'Make the report' }).click()
    await page.getByText('Missed').first().waitFor()
    await page.getByText('group, up while any is').waitFor()
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save as CSV' }).click()
    assert.match((await saving).suggestedFilename(), /^uptime-.*\.csv$/)
    await page.getByRole('button', { name: 'Change from a day on' }).click()
    await page.getByLabel('Of a partial outage, percent').fill('50')
    await look(page, 'uptime')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('of a partial outage 50 %').first().waitFor()
    assert.deepEqual(trouble, [])
  },
)
