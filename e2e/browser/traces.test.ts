/** What a trace and an event show, of what real programs send: over OTLP, as an SDK of Sentry, over the events API. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, assertFits, launch, openBenchPage } from './chrome.ts'
import { eventItem, feedbackItem, type Item, sendEnvelope, transactionItem } from './envelope.fixture.ts'
import { bundleEvent, deepEvent, heavyEvent, paymentEvent } from './events.fixture.ts'
import { checkout, longTrace, sendTrace, traceRequest } from './otlp-traces.fixture.ts'
import { redPicture } from './picture.fixture.ts'
import { newSpanId, newTraceId } from './random-ids.fixture.ts'

let house: House
let browser: Browser
let shop: Installation
let page: Page
let trouble: string[]
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  shop = await setUp(house.url)
  ;({ page, trouble } = await openBenchPage(browser, house.url))
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
})
after(async () => {
  await browser.close()
  await house.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']
async function look(name: string): Promise<void> {
  await assertAccessible(page, name)
  if (screenshots) await page.screenshot({ path: `${screenshots}/traces-${name}.png` })
}

const go = (path: string) => page.goto(`${house.url}/app/bench${path}`)
const sees = (text: string | RegExp) => page.getByText(text).first().waitFor()
const copied = (): Promise<string> => page.evaluate('navigator.clipboard.readText()')
const countElements = (): Promise<number> => page.evaluate('document.querySelectorAll("*").length')

type Listed = { items: { id: string; title: string; eventCount: number }[] }
const incidentOf = (title: string) =>
  until(`the incident ${title}`, async () =>
    (await shop.api.get<Listed>('/incidents')).items.find((incident) => incident.title.includes(title)),
  )

/** Time from a press to the frame in which its effect is drawn, as a person would wait. */
async function waitAfter(press: () => Promise<unknown>, effect: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await press()
  await effect()
  return performance.now() - began
}

const traceId = newTraceId()
const ids = { shop: newSpanId(), stock: newSpanId() }

test(
  'a trace is found in the list and read with its services, its error and each span in place',
  { timeout: 300_000 },
  async () => {
    await go('/traces')
    await sees('No trace in the last seven days')
    await sees(/Authorization=Bearer%20[0-9a-f]{32}/)
    await look('none')
    const linked = newTraceId()
    await sendTrace(house.url, shop.ingestKey, traceRequest(traceId, Date.now() - 5000, checkout(ids, linked)))
    // The screen turns by itself.
    await page.getByRole('link', { name: 'POST /checkout' }).first().waitFor()
    await look('list')

    await page.keyboard.press('/')
    await page.keyboard.type('service:shop status:error duration:>100ms checkout')
    await page.waitForURL(/q=service.*checkout/)
    await page.getByRole('link', { name: 'POST /reservations' }).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'POST /checkout' }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.waitForURL(/row=/)
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/traces/${traceId}`)

    await page.getByRole('heading', { name: 'POST /checkout' }).waitFor()
    await sees('One names a parent that did not arrive.')
    await sees(/moved, because the clocks of two services disagree/)
    const summary = page.getByRole('table').filter({ hasText: 'stock' })
    assert.match((await summary.getByRole('row').nth(1).textContent()) ?? '', /stock.*%/)
    await page.getByRole('link', { name: /TimeoutError: the warehouse did not answer/ }).waitFor()

    for (const _ of [1, 2]) await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(/span=[0-9a-f]{16}/)
    await page.goto(`${house.url}/app/bench/traces/${traceId}?span=${ids.stock}`)
    const span = page.getByRole('region', { name: 'Span POST /reservations' })
    await span.getByText('exception.message').waitFor()
    await span.getByText('error: timed out').waitFor()
    await span.getByText(/its clock disagrees with that of its caller/).waitFor()
    await look('span')
    await page.goto(`${house.url}/app/bench/traces/${traceId}?span=${ids.shop}`)
    await page.getByRole('link', { name: linked }).waitFor()
    assert.match(
      (await page.getByRole('link', { name: 'Log lines', exact: true }).getAttribute('href')) ?? '',
      new RegExp(`logs\\?q=trace(:|%3A)${traceId}`),
    )
    await page
      .getByRole('link', { name: /TimeoutError: the warehouse did not answer/ })
      .first()
      .click()
    await page.waitForURL(/incidents\/inc_\w+\?event=[0-9a-f]{32}/)

    // A transaction of a Sentry SDK is read in the same way.
    const basket = newTraceId()
    await sendEnvelope(shop.dsn, newTraceId(), [transactionItem(basket)])
    await until('the transaction', () => shop.api.get(`/traces/${basket}`).catch(() => undefined))
    await go(`/traces/${basket}`)
    await page.getByRole('heading', { name: 'GET /basket' }).waitFor()
    await page.getByRole('button', { name: /SELECT baskets/ }).waitFor()
  },
)

test(
  'ten thousand spans are a page of rows in sight, and the next one is there within 200 ms',
  { timeout: 300_000 },
  async (t) => {
    const big = newTraceId()
    await sendTrace(house.url, shop.ingestKey, traceRequest(big, Date.now() - 20_000, longTrace(10_000)))
    await go(`/traces/${big}`)
    await page.getByRole('button', { name: /nightly import/ }).waitFor()
    await page.getByText('10 k', { exact: true }).waitFor()
    assert.ok((await page.getByRole('listitem').count()) < 200)
    const times: number[] = []
    await page.keyboard.press('j')
    for (const row of [1, 2, 3, 4, 5]) {
      times.push(
        await page.evaluate(`(async () => {
        const began = performance.now()
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }))
        while (!document.activeElement.textContent.startsWith('row ${row},')) {
          if (performance.now() - began > 5000) throw new Error('row ${row} never got the focus')
          await new Promise(requestAnimationFrame)
        }
        return performance.now() - began
      })()`),
      )
    }
    times.sort((a, b) => a - b)
    t.diagnostic(`ten thousand spans: next row after ${times.map(Math.round).join(', ')} ms`)
    assert.ok((times[2] ?? Infinity) < 1000)
    await page.locator('#content').evaluate((box) => box.scrollTo(0, box.scrollHeight))
    await page.getByText('row 9999', { exact: true }).waitFor()
  },
)

test(
  'an event shows its source, its trace, what people said and its files, and is copied as Markdown',
  { timeout: 300_000 },
  async () => {
    for (const release of ['shop@1.4.0', 'shop@1.4.0', 'shop@1.5.0']) {
      const event = paymentEvent({ traceId, spanId: ids.shop }, release)
      await sendEnvelope(shop.dsn, event.event_id, [eventItem(event)])
    }
    const event = paymentEvent({ traceId, spanId: ids.shop })
    const file = (filename: string, body: Buffer | string): Item => ({
      header: { type: 'attachment', filename, content_type: 'image/png' },
      body,
    })
    await sendEnvelope(shop.dsn, event.event_id, [
      eventItem(event),
      file('screenshot.png', redPicture()),
      file('hostile.png', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    ])
    await sendEnvelope(shop.dsn, newTraceId(), [feedbackItem(event.event_id, 'I pressed pay, nothing came.')])
    const incident = await incidentOf('Cannot read properties')
    await until('all four events', async () => (await incidentOf('Cannot read properties')).eventCount === 4)
    await go(`/incidents/${incident.id}?event=${event.event_id}`)
    await sees('const total = cart.items.reduce')
    await sees('6 frames of libraries')
    await sees('I pressed pay, nothing came.')
    await sees('it happened here')
    await page.getByRole('img', { name: 'Attachment screenshot.png' }).waitFor()
    assert.equal(await page.getByRole('img', { name: 'Attachment hostile.png' }).count(), 0)
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download hostile.png' }).click()
    assert.equal((await saved).suggestedFilename(), 'hostile.png')
    await page.getByRole('link', { name: 'shop@1.4.0' }).waitFor()
    await look('event')

    await page.getByRole('button', { name: 'Copy Markdown' }).click()
    const markdown = await copied()
    for (const part of [
      'TypeError',
      'shop@1.5.0',
      'production',
      'at totalOf (src/total.ts:42:7)',
      'button.pay',
      `?event=${event.event_id}`,
    ])
      assert.ok(markdown.includes(part), part)
    await page.getByRole('button', { name: 'Copy link' }).click()
    assert.equal(await copied(), `${house.url}/app/bench/incidents/${incident.id}?event=${event.event_id}`)

    await page.getByRole('link', { name: 'Oldest' }).click()
    await page.waitForURL(/event=first/)
    await page.getByRole('link', { name: 'Newer event', disabled: false }).waitFor()
    await page.keyboard.press('k')
    await page.waitForURL(/event=[0-9a-f]{32}/)
    await page.getByRole('link', { name: 'shop@1.4.0' }).click()
    await page.getByText('this event').waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    await assertFits(page, 'the event')
    // What is shown of the event before is dimmed.
    await until('the event itself', async () => (await page.locator('[aria-busy=true]').count()) === 0)
    await look('event-390')
    await page.setViewportSize({ width: 1280, height: 900 })
  },
)

test(
  'a frame without its source map says which is missing and leads to where it is uploaded',
  { timeout: 300_000 },
  async () => {
    const event = bundleEvent('5b8efff7-9803-4103-8269-b633813fc60c')
    await sendEnvelope(shop.dsn, event.event_id, [eventItem(event)])
    await go(`/incidents/${(await incidentOf('q is not defined')).id}`)
    await sees('No source map was uploaded for the debug id')
    await sees('5b8efff7980341038269b633813fc60c')
    await sees('https://shop.example/assets/app-5f3c9a7be1.min.js')
    await look('no-source-map')
    await page.getByRole('link', { name: 'Source maps of the project' }).click()
    await page.waitForURL(/settings\/projects\?.*tab=sourceMaps/)
  },
)

test('ten thousand frames and five megabytes stay a page that answers at once', { timeout: 300_000 }, async (t) => {
  const deep = deepEvent()
  await sendEnvelope(shop.dsn, deep.event_id, [eventItem(deep)])
  const heavy = JSON.stringify(heavyEvent())
  assert.ok(heavy.length > 4_500_000)
  const answer = await fetch(`${house.url}/api/v1/events`, {
    method: 'POST',
    headers: { 'x-watchword-key': shop.ingestKey, 'content-type': 'application/json' },
    body: heavy,
  })
  assert.equal(answer.status, 202)
  await go(`/incidents/${(await incidentOf('Maximum call stack')).id}`)
  await sees('9,950 frames between these were sent and not kept')
  await look('deep')
  assert.ok((await countElements()) < 3000, `${await countElements()} elements`)
  await go(`/incidents/${(await incidentOf('heap out of memory')).id}`)
  await sees('RangeError')
  assert.ok((await countElements()) < 4000, `${await countElements()} elements`)

  // Should the server ever keep all of them: what it answers is blown up to ten thousand frames and five megabytes.
  await page.route('**/events/latest', async (route) => {
    const response = await route.fetch()
    const event = await response.json()
    const [frame] = event.exceptions[0].frames
    event.notes = []
    event.exceptions[0].frames = Array.from({ length: 10_000 }, () => ({ ...frame, ...blown }))
    await route.fulfill({ response, json: event })
  })
  const blown = { inApp: true, line: 7, before: ['a'.repeat(200)], contextLine: 'b'.repeat(300), after: [] }
  await go(`/incidents/${(await incidentOf('Maximum call stack')).id}`)
  const more = page.getByRole('button', { name: /Show 50 more of/ })
  await more.waitFor()
  const shown = await countElements()
  const pressing = `(async () => {
      const button = [...document.querySelectorAll('button')].find(({ textContent }) => /^Show 50 more of/.test(textContent))
      const began = performance.now()
      button.click()
      await new Promise(requestAnimationFrame)
      await new Promise(requestAnimationFrame)
      return performance.now() - began
    })()`
  const press = (): Promise<number> => page.evaluate(pressing)
  const took = [await press(), await press(), await press()].toSorted((a, b) => a - b)
  t.diagnostic(`ten thousand frames: ${shown} elements at first, 50 more after ${took.map(Math.round).join(', ')} ms`)
  assert.ok(shown < 3500)
  // 200 ms on an idle machine; here others may be at work.
  assert.ok((took[1] ?? Infinity) < 1000)
  await page.unroute('**/events/latest')
  const jump = await waitAfter(
    () => page.getByRole('tab', { name: 'Values' }).click(),
    () => page.getByRole('tabpanel', { name: 'Values' }).waitFor(),
  )
  assert.ok(jump < 2000, `the next tab came after ${Math.round(jump)} ms`)
  assert.deepEqual(trouble, [])
})
