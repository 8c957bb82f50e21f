/** Dashboards as people use them: made, changed, imported, shared, and seen by nobody else. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, launch, openBenchPage, watchForTrouble } from './chrome.ts'
import { crowdedDashboard, grafanaDashboard, sendFigures } from './dashboards.fixture.ts'

let house: House
let browser: Browser
let shop: Installation
let page: Page
let trouble: string[]
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  shop = await setUp(house.url)
  await sendFigures(house.url, shop)
  ;({ page, trouble } = await openBenchPage(browser, house.url))
})
after(async () => {
  await browser.close()
  await house.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']
async function look(name: string, on = page): Promise<void> {
  await assertAccessible(on, name)
  if (!screenshots) return
  for (const colorScheme of ['dark', 'light'] as const) {
    await on.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await on.screenshot({ path: `${screenshots}/dashboards-${name}-${colorScheme}.png` })
  }
}

const go = (path: string) => page.goto(`${house.url}/app/bench/dashboards${path}`)
const panelOf = (name: string | RegExp, on = page) => on.getByRole('region', { name, exact: true })
const createDashboard = (dashboard: object) => shop.api.post<{ id: string }>('/dashboards', { dashboard })
const overflowOf = (on: Page): Promise<number> =>
  on.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

test('a dashboard is made, gets a panel, is saved, and is the same after a reload', { timeout: 120_000 }, async () => {
  await go('')
  await page.getByText('None is your own yet.').waitFor()
  await look('list-empty')
  await page.keyboard.press('c')
  await page.getByRole('textbox', { name: 'Title' }).fill('Checkout')
  await page.getByRole('button', { name: 'Create dashboard' }).click()
  await page.getByRole('heading', { name: 'No panel yet' }).waitFor()
  await page.getByRole('button', { name: 'Add panel' }).click()
  await page.getByRole('menuitem', { name: /Time series/ }).click()
  await page.getByRole('textbox', { name: 'Query A, PromQL' }).fill('sum by (job) (up)')
  await page.keyboard.press('Escape')
  await page.getByLabel('Title', { exact: true }).fill('Up by job')
  await page.getByRole('textbox', { name: 'Legend' }).fill('{{job}}')
  await panelOf('Up by job').getByText('stock', { exact: true }).first().waitFor()
  await look('panel-editor')
  await page.getByRole('button', { name: 'Back to the dashboard' }).click()

  const grip = page.getByRole('button', { name: /Move or size Up by job/ })
  await grip.focus()
  await page.keyboard.press('Shift+ArrowRight')
  await look('edit')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved as version 2.').waitFor()
  const id = /dash_[0-9a-f]+/.exec(page.url())?.[0] ?? ''
  const stored = await shop.api.get<{ dashboard: { panels: { gridPos: { w: number } }[] } }>(`/dashboards/${id}`)
  assert.equal(stored.dashboard.panels[0]?.gridPos.w, 13)
  await go(`/${id}`)
  await panelOf('Up by job').getByText('stock').first().waitFor()
  await go('')
  await page.getByRole('link', { name: /Checkout/ }).waitFor()
})

test('what somebody else saved meanwhile is not lost, and neither is what is here', { timeout: 120_000 }, async () => {
  const { id } = await createDashboard({ title: 'Shared', panels: [] })
  await go(`/${id}?edit=true&part=settings`)
  const title = page.getByLabel('Title', { exact: true })
  await title.fill('Shared by us')
  const put = await fetch(`${house.url}/api/v1/dashboards/${id}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${shop.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ version: 1, dashboard: { title: 'Shared by them', panels: [] } }),
  })
  assert.equal(put.status, 200, await put.text())
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('dialog', { name: 'Somebody else has saved meanwhile' }).waitFor()
  await look('conflict')
  await page.getByRole('button', { name: 'Save mine over theirs' }).click()
  await page.getByText('Saved as version 3.').waitFor()
  await page.getByRole('button', { name: 'Versions', exact: true }).click()
  await page.getByRole('list', { name: 'Versions' }).getByRole('listitem').nth(2).waitFor()
  await page.getByRole('button', { name: 'Restore', exact: true }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore', exact: true }).click()
  await page.getByRole('heading', { name: 'Shared by them' }).waitFor()

  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await title.fill('Not kept')
  await page.getByRole('link', { name: 'All dashboards' }).click()
  await page.getByRole('dialog', { name: 'There are changes that are not saved' }).waitFor()
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await page.getByRole('heading', { name: 'Dashboards', exact: true }).waitFor()
})

test('a dashboard of Grafana is looked at, imported, and its variables choose', { timeout: 120_000 }, async () => {
  await go('?open=import')
  await page.getByLabel('Or its text').fill('{ "title": ')
  await page.getByRole('button', { name: 'Look what would come' }).click()
  await page
    .getByRole('alert')
    .getByText(/It is no JSON/)
    .waitFor()
  await page.getByLabel('Or its text').fill(JSON.stringify(grafanaDashboard))
  await page.getByRole('button', { name: 'Look what would come' }).click()
  const kinds = page.getByRole('list', { name: 'Panels by kind' })
  await kinds.getByText('2 time series').waitFor()
  await kinds.getByText('1 not supported').waitFor()
  await look('import')
  await page.getByRole('button', { name: 'Import', exact: true }).last().click()
  await panelOf('Requests of mail').getByText('mail-a:9100').first().waitFor()
  await panelOf('Hologram')
    .getByText(/acme-hologram-panel/)
    .first()
    .waitFor()
  await look('imported')

  await page.getByRole('button', { name: 'job: mail' }).click()
  await page.getByRole('combobox', { name: 'Search job' }).fill('sto')
  await page.keyboard.press('Enter')
  await panelOf('Requests of stock').getByText('stock-b:9100').first().waitFor()
  await page.waitForURL(/var-job=stock/)
  await page.getByRole('button', { name: 'instance: All' }).click()
  await page.getByRole('option', { name: 'stock-b:9100' }).click()
  await look('variable')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.waitForURL(/var-instance=stock-b/)
  await panelOf('Requests of stock').getByText('stock-a:9100').first().waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /^More 1 panel/ }).click()
  await panelOf('All jobs').getByText('shop').first().waitFor()
  await page.goBack()
  await panelOf('Requests of stock').getByText('stock-a:9100').first().waitFor()

  await panelOf('Requests of stock').hover()
  await page.keyboard.press('v')
  await page.waitForURL(/panel=1/)
  await panelOf('Instances').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await panelOf('Instances').waitFor()
})

test('an address that anybody has written never breaks a screen', { timeout: 120_000 }, async () => {
  const { id } = await createDashboard(grafanaDashboard)
  const strange = [
    'from=["a",1]&to={}&refresh=[]',
    'panel=x&edit=3&part=["json"]',
    'var-job=&var-job=&var-none=1',
    'var-job=%00',
  ]
  for (const search of strange) {
    await go(`/${id}?${search}`)
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor()
  }
  for (const path of ['incidents', 'traces', 'logs', 'events', 'metrics', 'dashboards', 'hosts']) {
    await page.goto(`${house.url}/app/bench/${path}?q=["a","b"]&range=[1]&is={}`)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    assert.equal(await page.getByRole('heading', { name: 'This screen stopped working' }).count(), 0, path)
  }
})

test(
  'who has a public link sees this dashboard and nothing else, and nothing once it is revoked [CAB-09]',
  { timeout: 120_000 },
  async () => {
    const { id } = await createDashboard(grafanaDashboard)
    await go(`/${id}?var-job=shop`)
    await panelOf('Requests of shop').getByText('shop-a:9100').first().waitFor()
    await page.getByRole('button', { name: 'Share', exact: true }).click()
    await page.getByRole('button', { name: 'Public link', exact: true }).click()
    await page.getByLabel('For whom').fill('The hall')
    await page.getByRole('button', { name: 'Make a public link' }).click()
    const field = page.getByRole('list', { name: 'Public links' }).getByRole('code')
    const link = (await field.textContent()) ?? ''
    assert.match(link, /\/d\/public\//)
    await look('share')

    const stranger = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    const visit = await stranger.newPage()
    const seen = watchForTrouble(visit, new URL(house.url).host)
    const asked: string[] = []
    visit.on('request', (request) => asked.push(`${request.url()} ${request.postData() ?? ''}`))
    await visit.goto(link)
    await panelOf('Requests of shop', visit).getByText('shop-a:9100').first().waitFor()
    await look('public', visit)
    assert.deepEqual(seen, [])
    assert.deepEqual(await stranger.cookies(), [])
    assert.equal(await visit.evaluate('localStorage.length + sessionStorage.length'), 0)
    assert.deepEqual(
      asked.filter((line) => /\/api\/v1\/|http_requests_total/.test(line)),
      [],
    )
    assert.equal((await visit.request.get(`${house.url}/api/v1/dashboards/${id}`)).status(), 401)
    await visit.goto(`${house.url}/app/bench/dashboards/${id}`)
    await visit.getByLabel('Password', { exact: true }).waitFor()

    await page.getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('Revoked').first().waitFor()
    await visit.goto(link)
    await visit.getByRole('heading', { name: 'There is nothing behind this link' }).waitFor()
    await look('revoked', visit)
    await stranger.close()
  },
)

test('a snapshot shows its numbers to whoever has its link, and asks nothing new', { timeout: 120_000 }, async () => {
  const { id } = await createDashboard(grafanaDashboard)
  await go(`/${id}?var-job=shop`)
  await panelOf('Requests of shop').waitFor()
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('button', { name: 'Snapshot', exact: true }).click()
  await page.getByRole('button', { name: 'Make a snapshot' }).click()
  const link = (await page.getByRole('list', { name: 'Snapshots' }).getByRole('code').textContent()) ?? ''
  const visit = await (await browser.newContext()).newPage()
  await visit.goto(link)
  await panelOf('Requests of shop', visit).getByText('shop-a:9100').first().waitFor()
  await visit.getByText(/^Snapshot: /).waitFor()
  await look('snapshot', visit)
  await visit.close()
})

test('a mark says what happened and leads to it; a dashboard says what is marked', { timeout: 120_000 }, async () => {
  const begun = Date.now()
  const sent = await fetch(`${house.url}/api/v1/events`, {
    method: 'POST',
    headers: { 'x-watchword-key': shop.ingestKey, 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'Checkout is slow', level: 'error' }),
  })
  assert.equal(sent.status, 202, await sent.text())
  await until('the incident', async () => (await shop.api.get<{ items: object[] }>('/incidents')).items.length > 0)
  const { id } = await createDashboard(grafanaDashboard)
  // It ends later than the incident began, however the clocks of both differ.
  const range = `from=${begun - 2_400_000}&to=${begun + 300_000}`
  await go(`/${id}?${range}&var-job=shop`)
  const mark = panelOf('Requests of shop').getByRole('link', { name: /^Incident: #\d+ Checkout is slow/ })
  await mark.focus()
  const told = page.locator('[data-mark-told]')
  await told.getByText(/^Incident: #\d+ Checkout is slow$/).waitFor()
  await page.keyboard.press('Escape')
  await told.waitFor({ state: 'detached' })
  await mark.hover()
  await told.waitFor()
  await look('mark')
  await mark.press('Enter')
  await page.waitForURL(/\/incidents\/inc_/)

  await go(`/${id}?${range}&var-job=shop&part=marks`)
  await page.getByRole('checkbox', { name: /^Deploys/ }).waitFor()
  await page.getByRole('checkbox', { name: /^Incidents/ }).uncheck()
  await page.getByRole('button', { name: 'Add query' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Began')
  await page
    .getByRole('textbox', { name: 'Query of the marks, PromQL' })
    .fill('http_requests_total{job="$job"} > 27000')
  await page.keyboard.press('Escape')
  await page.getByLabel('Title of a mark').fill('{{instance}} is busy')
  await page.getByRole('status').getByText('2 marks in this time').waitFor()
  await look('marks')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved as version 2.').waitFor()
  await go(`/${id}?${range}&var-job=shop`)
  await panelOf('Requests of shop')
    .getByRole('button', { name: /^Mark: shop-a:9100 is busy/ })
    .focus()
  await page.keyboard.press('ArrowRight')
  await told.getByText('Mark: shop-b:9100 is busy').waitFor()
  assert.equal(await mark.count(), 0)
})

test('transformations have forms, what is unknown stays, and undo takes steps back', { timeout: 120_000 }, async () => {
  const { id } = await createDashboard({
    title: 'Forms',
    panels: [
      {
        ...{ id: 1, type: 'timeseries', title: 'Rates', gridPos: { x: 0, y: 0, w: 12, h: 8 } },
        targets: [{ refId: 'A', expr: 'up{job="shop"}', legendFormat: '{{instance}}' }],
        transformations: [{ id: 'acmeMagic', options: { strength: 7 } }],
      },
    ],
  })
  await go(`/${id}?change=1&from=now-15m`)
  const steps = page.getByRole('region', { name: 'Transformations' })
  await steps.getByText(/It is not known here/).waitFor()
  await steps.getByRole('button', { name: 'Add transformation' }).click()
  await page.getByRole('menuitem', { name: /^Rename by pattern/ }).click()
  await steps.getByLabel('What is found').fill('(.*):9100')
  await steps.getByLabel('Becomes').fill('host $1')
  await panelOf('Rates').getByText('host shop-a', { exact: true }).first().waitFor()
  await steps.getByRole('button', { name: 'Add transformation' }).click()
  await page.getByRole('menuitem', { name: /^Choose, order and rename columns/ }).click()
  await steps.getByRole('button', { name: 'Add transformation' }).click()
  await page.getByRole('menuitem', { name: /^Reduce/ }).click()
  await steps.getByRole('button', { name: 'Mean', exact: true }).click()
  await look('transformations')
  await page.setViewportSize({ width: 390, height: 844 })
  assert.ok((await overflowOf(page)) <= 0, 'the page is too wide for a phone')
  await look('transformations-390')
  await page.setViewportSize({ width: 1280, height: 900 })
  await steps.getByRole('button', { name: 'Remove Reduce' }).click()
  await steps.getByRole('button', { name: 'Switch Rename by pattern off' }).click()
  await panelOf('Rates').getByText('shop-a:9100', { exact: true }).first().waitFor()
  await page.getByRole('button', { name: /^Undo/ }).click()
  await panelOf('Rates').getByText('host shop-a', { exact: true }).first().waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved as version 2.').waitFor()
  const stored = await shop.api.get<{ dashboard: { panels: { transformations: unknown[] }[] } }>(`/dashboards/${id}`)
  const [unknown, renamed, ...others] = stored.dashboard.panels[0]?.transformations ?? []
  assert.deepEqual(unknown, { id: 'acmeMagic', options: { strength: 7 } })
  assert.deepEqual(renamed, { id: 'renameByRegex', options: { regex: '(.*):9100', renamePattern: 'host $1' } })
  assert.equal(others.length, 1)
})

test('24 panels of 20 series each are drawn, and on a phone one below the other', { timeout: 180_000 }, async (t) => {
  const { id } = await createDashboard(crowdedDashboard)
  const begun = performance.now()
  await go(`/${id}`)
  await page.locator('[data-panel] canvas').first().waitFor()
  t.diagnostic(`first panel ${Math.round(performance.now() - begun)} ms`)
  for (let at = 1; at <= 24; at += 1) {
    const panel = panelOf(`Crowd ${at}`)
    await panel.scrollIntoViewIfNeeded()
    await panel.getByText('place 19').first().waitFor()
  }
  t.diagnostic(`all 24 panels, scrolled through, ${Math.round(performance.now() - begun)} ms`)
  await look('crowd')
  await page.setViewportSize({ width: 390, height: 844 })
  await panelOf('Crowd 1').first().waitFor()
  assert.ok((await overflowOf(page)) <= 0, 'the page is too wide for a phone')
  await look('390')
  await page.setViewportSize({ width: 1280, height: 900 })
})

test(
  'another workspace finds nothing there, and nothing went wrong on the way [CAB-09]',
  { timeout: 60_000 },
  async () => {
    const { id } = await createDashboard(grafanaDashboard)
    await page.goto(`${house.url}/app/new-workspace`)
    await page.getByLabel('Name', { exact: false }).first().fill('Elsewhere')
    await page
      .getByRole('button', { name: /Create|Make/ })
      .first()
      .click()
    await page.waitForURL('**/app/elsewhere**')
    await page.goto(`${house.url}/app/elsewhere/dashboards/${id}`)
    await page.getByRole('heading', { name: 'This is not here' }).waitFor()
    await page.goto(`${house.url}/app/elsewhere/dashboards`)
    await page.getByText('None is your own yet.').waitFor()
    assert.equal(await page.getByText('Checkout').count(), 0)
    assert.deepEqual(trouble, [])
  },
)
