/** Looking for what programs sent, in a browser: log lines, events, and the incidents of a saved view. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, assertFits, launch, openBenchPage } from './chrome.ts'

let house: House
let browser: Browser
let page: Page
let installation: Installation
let trouble: string[]
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  installation = await setUp(house.url)
  ;({ page, trouble } = await openBenchPage(browser, house.url))
})
after(async () => {
  await browser.close()
  await house.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

/** Without findings of axe in both themes, and within the width of a phone. */
async function look(name: string): Promise<void> {
  await assertAccessible(page, name)
  if (screenshots) await page.screenshot({ path: `${screenshots}/search-${name}.png` })
  await page.setViewportSize({ width: 390, height: 844 })
  await assertFits(page, name, 'main')
  if (screenshots) await page.screenshot({ path: `${screenshots}/search-${name}-390.png` })
  await page.setViewportSize({ width: 1280, height: 900 })
}

const go = (path: string) => page.goto(`${house.url}/app/bench${path}`)
const button = (name: string | RegExp) => page.getByRole('button', { name }).first()
const search = () => new URL(page.url()).searchParams
const queryLine = () => page.getByRole('combobox', { name: /^Search (logs|events)$/ })
const rows = () => page.locator('[data-row]')

async function ask(query: string): Promise<void> {
  await page.locator('body').press('/')
  await queryLine().fill(query)
  await queryLine().press('Enter')
  await until(`the query ${query} in the address`, () => (search().get('q') ?? '') === query)
}

async function sees(count: number): Promise<void> {
  await until(`${count} rows`, async () => (await rows().count()) === count)
}

type Line = { body: string; severity?: number; agoMs?: number; traceId?: string; attributes?: Record<string, string> }

async function send(path: string, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${installation.ingestKey}`, 'content-type': 'application/json' }
  const answer = await fetch(`${house.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`)
}

const pairs = (values: Record<string, string>) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }))
const nanoseconds = (agoMs: number) => String(BigInt(Date.now() - agoMs) * 1_000_000n)

function sendLines(...lines: Line[]): Promise<void> {
  const resource = { attributes: pairs({ 'service.name': 'shop', 'host.name': 'web-1' }) }
  const logRecords = lines.map(({ body, severity = 9, agoMs = 0, traceId, attributes = {} }) => ({
    ...{ timeUnixNano: nanoseconds(agoMs), severityNumber: severity, body: { stringValue: body } },
    ...{ attributes: pairs(attributes), ...(traceId && { traceId }) },
  }))
  return send('/v1/logs', { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] })
}

const traceId = '5b8efff798038103d269b633813fc60c'
const minute = 60_000

/** An exception in a span, so that the line of the same trace has an incident. */
async function sendTrace(): Promise<void> {
  const at = nanoseconds(5 * minute)
  const attributes = pairs({ 'exception.type': 'PaymentError', 'exception.message': 'card expired' })
  const span = { traceId, spanId: 'eee19b7ec3c1b174', name: 'POST /checkout', kind: 2, startTimeUnixNano: at }
  const events = [{ name: 'exception', timeUnixNano: at, attributes }]
  await send('/v1/traces', { resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, endTimeUnixNano: at, events }] }] }] })
}

test('logs teach how to send them with the real key, and turn by themselves when the first line comes', async () => {
  await go('/logs')
  await page.getByText('No log line has arrived yet').waitFor()
  await page.getByText(installation.dsn).first().waitFor()
  await look('logs-empty')
  await sendLines(
    { body: 'order 17 was placed', agoMs: 20 * minute, attributes: { plan: 'pro' } },
    { body: 'order 18 was placed', agoMs: 10 * minute, attributes: { plan: 'free' } },
    { body: 'card expired for order 18', severity: 13, agoMs: 5 * minute, traceId, attributes: { plan: 'free' } },
    { body: 'cache was cleared', severity: 5, agoMs: 4.5 * minute },
  )
  await sendTrace()
  await sees(4)
})

test('lines are asked for by words and attributes that complete themselves; a wrong query says where it is wrong', async () => {
  await go('/logs')
  await sees(4)
  await look('logs')
  await page.locator('body').press('/')
  await queryLine().pressSequentially('order pl')
  await page.getByRole('option', { name: 'plan:' }).waitFor()
  await queryLine().press('ArrowDown')
  await queryLine().press('Enter')
  await queryLine().pressSequentially('pr')
  await page.getByRole('option', { name: 'plan:pro' }).waitFor()
  await queryLine().press('ArrowDown')
  await queryLine().press('Enter')
  assert.equal(await queryLine().inputValue(), 'order plan:pro ')
  await queryLine().press('Enter')
  await sees(1)
  assert.equal(search().get('q'), 'order plan:pro')

  await ask('card "exp')
  await page.getByRole('alert').filter({ hasText: 'Character 6, at "exp: A quotation mark is not closed.' }).waitFor()
  await look('logs-wrong')
  await ask('nothing-like-this')
  await page.getByText('No line fits this query').waitFor()
  await button('Show all lines').click()
  await sees(4)
})

test('a line opens in place, by keys, says all that it knows, and its attributes change the query', async () => {
  await go('/logs')
  await sees(4)
  await page.locator('body').press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: /^Its incident: PaymentError: card expired/ }).waitFor()
  await page.getByRole('link', { name: 'Its trace' }).waitFor()
  assert.ok(search().get('row'))
  await look('logs-open')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await button('Copy its address').click()
  const address = await page.evaluate<string>('navigator.clipboard.readText()')
  assert.ok(address.startsWith(`${house.url}/app/bench/logs?`), address)
  await button('Only this: plan free').click()
  await sees(2)
  assert.equal(search().get('q'), 'plan:free')
  await button('Not this: level warning').click()
  await sees(1)
  assert.equal(search().get('q'), 'plan:free -level:warning')
  await page.goBack()
  await sees(2)
  await page.getByRole('link', { name: 'Lines around it' }).click()
  await until('the lines around', async () => search().get('range')?.includes('/') && (await rows().count()) === 2)
  assert.equal(search().get('q'), null)
  await page.goto(address)
  await page.getByRole('link', { name: 'Its trace' }).waitFor()
})

test('a bar narrows the time, by pointer and by keys, and going back widens it', async () => {
  await go('/logs')
  await sees(4)
  const bars = page.getByRole('slider', { name: 'Narrow the time' })
  await until('what is counted', async () => (await bars.getAttribute('aria-valuemax')) !== '0')
  const box = await until('the bars', async () => (await bars.boundingBox()) ?? undefined)
  await page.mouse.move(box.x + box.width * 0.3, box.y + 10)
  await page.mouse.down()
  // The line of ten minutes ago stays outside of it for some minutes more, the one of twenty inside.
  await page.mouse.move(box.x + box.width * 0.7, box.y + 10)
  await page.mouse.up()
  await sees(1)
  assert.match(search().get('range') ?? '', /^2\S+\/2\S+$/)
  await page.goBack()
  await sees(4)
  await bars.focus()
  await bars.press('ArrowLeft')
  await bars.press('Enter')
  await until('a narrow range', () => search().get('range')?.includes('/'))
  await page.goBack()
  await button('Time: Last hour').click()
  await page.getByRole('menuitem', { name: 'From and to …' }).click()
  await page.getByLabel('From', { exact: true }).fill('2026-01-02T00:00:00')
  await page.getByLabel('To', { exact: true }).fill('2026-01-01T00:00:00')
  await button('Show').click()
  await page.getByText('The end must be after the beginning.').waitFor()
  await page.getByLabel('To', { exact: true }).fill('2026-01-03T00:00:00')
  await button('Show').click()
  await page.getByText('No line came in this time').waitFor()
})

test('live lines wait behind a button, move nothing, and say when none can come', async () => {
  await go('/logs')
  await sees(4)
  await button('Live').click()
  await until('live in the address', () => search().get('live') === 'true')
  await sees(4)
  await sendLines({ body: 'order 19 was placed' })
  const chip = button('1 newer line')
  await chip.waitFor()
  assert.equal(await rows().count(), 4)
  await look('logs-live')
  await chip.click()
  await sees(5)
  assert.match(await rows().first().innerText(), /order 19 was placed/)
  await page.route('**/api/v1/logs/tail*', (route) => route.abort())
  await page.getByText(/^as of .*, trying again$/).waitFor()
  await page.unroute('**/api/v1/logs/tail*')
  await sendLines({ body: 'order 20 was placed' })
  await chip.waitFor()
})

test('templates are told with how often they came, and lead to their lines', async () => {
  await go('/logs')
  await page.getByRole('tab', { name: 'Templates' }).click()
  const template = page.locator('[data-row]').filter({ hasText: 'was placed' })
  await template.getByText('New').waitFor()
  await template.getByRole('button').click()
  await page.getByRole('list', { name: 'Its last lines' }).getByText('order 17 was placed').waitFor()
  await look('templates')
  await page.getByRole('link', { name: 'Show its lines' }).click()
  await sees(4)
  assert.match(search().get('q') ?? '', /^template:tpl_/)
})

test('events are found in the same language, and lead to their incident, opened at them', async () => {
  await send('/api/v1/events', {
    events: [1, 2, 3].map((place) => ({
      ...{ message: `stock ran out of part ${place}`, level: 'error', environment: 'production', service: 'stock' },
      ...{ tags: [`warehouse:${place === 3 ? 'north' : 'south'}`], idempotencyKey: `stock-${place}` },
    })),
  })
  await go('/events')
  await sees(4)
  await look('events')
  await ask('warehouse:north')
  await sees(1)
  await ask('"ran out" -warehouse:north')
  await sees(2)
  await queryLine().press('Escape')
  await page.locator('body').press('j')
  const id = await until('the row', () =>
    rows()
      .first()
      .getAttribute('data-row')
      .then((value) => value ?? undefined),
  )
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname.includes('/incidents/inc_') && url.searchParams.get('event') === id)
  await page.getByRole('heading', { name: /stock ran out/ }).waitFor()
})

test('incidents are asked for by owner, severity, kind and time, in words that complete themselves', async () => {
  const line = page.getByRole('combobox', { name: 'Filter incidents' })
  const choose = async (start: string, option: string): Promise<void> => {
    await line.pressSequentially(start)
    await page.getByRole('option', { name: option }).waitFor()
    await line.press('ArrowDown')
    await line.press('Enter')
  }
  await go('/incidents')
  await sees(2)
  await rows().filter({ hasText: 'PaymentError' }).click()
  await page.getByLabel('Owner').selectOption({ label: 'Bench' })
  const nobodys = async () => (await installation.api.get<{ items: unknown[] }>('/incidents?owner=none')).items.length
  await until('the owner', async () => (await nobodys()) === 1)
  await go('/incidents')
  await line.fill('')
  await page.getByRole('option', { name: /^firstSeen:/ }).waitFor()
  await look('incident-completions')
  await choose('ow', 'owner:')
  await choose('no', 'owner:nobody')
  await sees(1)
  assert.equal(search().get('q'), 'owner:nobody')
  await line.fill('')
  await choose('owner:ben', 'owner:Bench')
  await choose('firstSeen:<2', 'firstSeen:<24h')
  await line.press('Enter')
  await sees(1)
  await page.getByText('PaymentError').first().waitFor()
  await line.fill('kind:message severity:high lastSeen:<1h')
  await sees(1)
  await line.fill('lastSeen:>1h')
  await page.getByText('No incident fits this filter').waitFor()
})

test('a filter of incidents is saved under a name, chosen again, changed, deleted and brought back', async () => {
  await go('/incidents?q=is:open%20level:error%20stock')
  await sees(1)
  await button('Saved views').click()
  await page.getByRole('menuitem', { name: 'Save this filter …' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Stock')
  await look('views-save')
  await page.getByLabel('For everyone in the workspace').check()
  await button('Save view').click()
  await button('Saved views: Stock').waitFor()

  const filter = { owner: 'none', newSince: '24h', seenBefore: '7d', severity: 'high,low' }
  await installation.api.post('/incident-views', { name: 'Nobody’s', filter, shared: true })
  await go('/incidents')
  await sees(2)
  await button('Saved views').click()
  await page.getByRole('menuitem', { name: 'Nobody’s' }).click()
  await page.getByText('No incident fits this filter').waitFor()
  assert.equal(search().get('q'), 'severity:high severity:low owner:nobody firstSeen:<24h lastSeen:>7d')
  await button('Saved views: Nobody’s').click()
  await assertAccessible(page, 'views-menu')
  if (screenshots) await page.screenshot({ path: `${screenshots}/search-views-menu.png` })
  await page.getByRole('menuitem', { name: 'Stock' }).click()
  await sees(1)
  assert.equal(search().get('q'), 'is:open level:error stock')

  await button('Saved views: Stock').click()
  await page.getByRole('menuitem', { name: 'Change views …' }).click()
  await button('Change Stock').click()
  await page.getByLabel('Name', { exact: true }).fill('Parts')
  await button('Save').click()
  await button('Delete Parts').waitFor()
  await look('views')
  await button('Delete Parts').click()
  await button('Delete Parts').waitFor({ state: 'detached' })
  await button('Undo').click()
  await button('Delete Parts').waitFor()
  assert.deepEqual(
    trouble.filter((what) => !what.includes('ERR_FAILED')),
    [],
  )
})
