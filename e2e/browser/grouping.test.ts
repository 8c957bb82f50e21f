/** Why events are one incident, and what people can do about it: rules, rehearsals, merging, severity, the analysis. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, assertFits, launch, openBenchPage } from './chrome.ts'

const minuteMs = 60_000
let house: House
let browser: Browser
let own: Installation
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  own = await setUp(house.url)
  await sendEvents()
})
after(async () => {
  await browser.close()
  await house.close()
})

type Sent = { type: string; message: string; minutesAgo: number; place: string; release: string; currency?: string }

/** A bad release, and two incidents that are one and the same for who knows the partner. */
async function sendEvents(): Promise<void> {
  const many = (count: number, make: (index: number) => Sent): Sent[] =>
    Array.from({ length: count }, (_, i) => make(i))
  const sent = [
    ...many(60, (i) => ({
      ...{ type: 'TypeError', message: 'card expired while charging', place: 'charge (/app/src/pay.ts:42:17)' },
      ...{ minutesAgo: 50 - i * 0.7, release: '1.5.0', currency: i % 12 ? 'JPY' : 'EUR' },
    })),
    ...many(90, (i) => ({
      ...{ type: 'Error', message: 'image is missing', place: 'load (/app/src/image.ts:7:3)' },
      ...{ minutesAgo: 600 - i * 6.5, release: i < 78 ? '1.4.2' : '1.5.0', currency: 'EUR' },
    })),
    ...many(12, (i) => ({
      ...{ type: 'HttpError', message: 'partner answered 502', place: 'callPartner (/app/src/client.ts:10:3)' },
      ...{ minutesAgo: 300 - i * 20, release: '1.4.2' },
    })),
    ...many(8, (i) => ({
      ...{ type: 'HttpError', message: 'partner closed the connection', place: 'open (/app/src/socket.ts:4:3)' },
      ...{ minutesAgo: 290 - i * 20, release: '1.4.2' },
    })),
  ]
  const now = Date.now()
  const events = sent.map(({ type, message, minutesAgo, place, release, currency }, index) => ({
    ...{ message, level: 'error', release, environment: 'production', idempotencyKey: `grouping-${index}` },
    timestamp: new Date(now - minutesAgo * minuteMs).toISOString(),
    stackTrace: `${type}: ${message}\n    at ${place}\n    at handle (/app/node_modules/express/lib/layer.js:95:5)`,
    ...(currency !== undefined && { metadata: { currency } }),
  }))
  for (let at = 0; at < events.length; at += 50) {
    const answer = await fetch(`${house.url}/api/v1/events`, {
      method: 'POST',
      headers: { 'x-watchword-key': own.ingestKey, 'content-type': 'application/json' },
      body: JSON.stringify({ events: events.slice(at, at + 50) }),
    })
    assert.equal(answer.status, 202)
  }
}

type Listed = { id: string; number: number; title: string; eventCount: number; severity: string }

async function incident(words: string): Promise<Listed> {
  return until(`the incident ${words}`, async () => {
    const { items } = await own.api.get<{ items: Listed[] }>('/incidents?limit=50')
    return items.find(({ title }) => title.includes(words))
  })
}

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

async function openPerson(viewport = { width: 1280, height: 900 }) {
  const { page, trouble } = await openBenchPage(browser, house.url, viewport)
  return {
    page,
    trouble,
    go: (path: string) => page.goto(`${house.url}/app/bench${path}`),
    button: (name: string | RegExp) => page.getByRole('button', { name }).first(),
    sees: (text: string | RegExp) => page.getByText(text).first().waitFor(),
    look: (name: string) => look(page, name),
    /** Nothing is wider than the screen, or a phone shows half of it. */
    fits: () => assertFits(page, 'the screen'),
  }
}

async function look(page: Page, name: string): Promise<void> {
  await assertAccessible(page, name)
  if (screenshots) await page.screenshot({ path: `${screenshots}/grouping-${name}.png`, fullPage: true })
}

test(
  'a phone shows the probable cause with its evidence, and what people say of it is counted',
  { timeout: 300_000 },
  async () => {
    const { id } = await incident('card expired')
    await own.api.post(`/incidents/${id}/analyses`)
    const ada = await openPerson({ width: 390, height: 844 })
    await ada.go(`/incidents/${id}`)
    await ada.sees(/It began with release 1\.5\.0/)
    const cause = await ada.page
      .getByText(/It began with release 1\.5\.0/)
      .first()
      .boundingBox()
    assert.ok(cause && cause.y + cause.height < 760, 'it stands on the first screen')
    await ada.sees(/Probable cause · high confidence/)
    await ada.button('Release 1.5.0').click()
    await ada.sees(/Release 1\.5\.0 was first seen at/)
    await ada.fits()
    await ada.button('Right').click()
    await ada.page.getByRole('button', { name: 'Right', pressed: true }).waitFor()
    await ada.page.getByText(/High confidence, \d+ %/).click()
    await ada.sees(/people found 1 of 1 right/)
    await ada.look('analysis')
    for (const tab of ['All events', 'Values', 'Notes', 'Trail', 'Timeline', 'Grouping']) {
      await ada.page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
      await ada.page.getByRole('tabpanel', { name: tab }).waitFor()
      await ada.page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' })
      await assertAccessible(ada.page, tab)
    }
    assert.deepEqual(ada.trouble, [])
  },
)

test(
  'a rule is read while it is written, rehearsed, set, and taken back from the history',
  { timeout: 300_000 },
  async () => {
    const ada = await openPerson()
    await ada.go(`/settings/projects?project=${own.projectId}&tab=grouping`)
    const rules = ada.page.getByLabel('Rules, one a line')
    await rules.fill('# the partner\ntipe:HttpError -> partner')
    await ada.sees('there is no field tipe')
    await ada.button('Line 2, column 1').click()
    const caret = () => rules.evaluate<number, { selectionStart: number }>((area) => area.selectionStart)
    await until('the caret', async () => (await caret()) === 14)
    const says = (text: string) => until(`the rules ${text}`, async () => (await rules.inputValue()) === text)
    await rules.fill('')
    await ada.button(/^Split by environment/).click()
    await until('the example', async () =>
      (await rules.inputValue()).startsWith('value:"*timed out*" -> {{ default }}'),
    )
    await rules.fill('# the partner\ntype:HttpError -> partner')
    await ada.sees('1 rule, all readable')
    await ada.button('Rehearse').click()
    const result = ada.page.getByRole('region', { name: 'Result of the rehearsal' })
    await result.getByText('4 groups would have been 3.').waitFor()
    await result.getByText('HttpError: partner answered 502').waitFor()
    await result.getByText('Why the first two are apart today').click()
    await result.getByText(/The message differs/).waitFor()
    await ada.look('rehearsal')
    // A draft outlives a reload.
    await ada.page.reload()
    await says('# the partner\ntype:HttpError -> partner')
    await ada.button(/^Set as revision/).click()
    await ada.sees(/is in force\. Other processes follow/)
    await ada.sees(/Until .* events are also known by/)
    await ada.button(/^Take as draft/).click()
    await says('')
    await ada.button('Discard the draft').click()
    await until('the rules in force', async () => (await rules.inputValue()).includes('type:HttpError'))
    assert.deepEqual(ada.trouble, [])
  },
)

test(
  'two incidents are merged, an old link leads on, and each comes back as it was',
  { timeout: 300_000 },
  async () => {
    const [target, source] = [await incident('partner answered'), await incident('partner closed')]
    const ada = await openPerson()
    await ada.go(`/incidents/${target.id}?tab=grouping`)
    await ada.sees('where it is thrown: the stack')
    await ada.button('Compare with …').click()
    await ada.page.getByRole('radio', { name: /partner closed/ }).click()
    await ada.sees(/The message differs/)
    await ada.button('Merge others …').click()
    const dialog = ada.page.getByRole('dialog')
    await dialog.getByLabel('Find incidents of the project').fill(`#${source.number}`)
    await dialog.getByRole('checkbox', { name: /partner closed/ }).check()
    await dialog.getByText(`#${target.number} has 20 events then`, { exact: false }).waitFor()
    await ada.look('merge')
    await dialog.getByRole('button', { name: 'Merge 1 incident' }).click()
    await ada.sees(new RegExp(`Merged from #${source.number} by`))
    await ada.sees(`Has #${source.number}`)
    await ada.look('merged')
    await ada.go(`/incidents/${source.id}`)
    await ada.page.waitForURL(`**/incidents/${target.id}?from=*`)
    await ada.sees(`You followed a link to #${source.number}`)
    await ada.page.getByRole('link', { name: `with #${source.number}` }).click()
    await ada.sees('merged this incident into')
    await ada.look('part-of')
    await ada.go(`/incidents/${target.id}?tab=grouping`)
    await ada.page.getByRole('checkbox', { name: /partner closed/ }).check()
    await ada.button(/^Take out 1 group/).click()
    await dialog.getByText(`back to #${source.number}`, { exact: false }).waitFor()
    await dialog.getByRole('button', { name: 'Take out' }).click()
    await ada.sees(`Taken out of #${target.number}: #${source.number}.`)
    assert.equal((await incident('partner closed')).eventCount, 8)
    assert.equal((await incident('partner answered')).eventCount, 12)
    await ada.page.getByRole('tab', { name: 'Timeline' }).click()
    await ada.sees(`merged #${source.number} into it`)
    assert.deepEqual(ada.trouble, [])
  },
)

test('severity follows the rules that people wrote, at once for what is open', { timeout: 300_000 }, async () => {
  const ada = await openPerson()
  await ada.go('/settings/general')
  await ada.button('Add a rule').click()
  const rule = ada.page.getByRole('group', { name: 'Rule 1' })
  await rule.getByLabel('in the environment').fill('production')
  await rule.getByLabel('Error').check()
  await ada.look('severity')
  await ada.page.locator('form', { has: rule }).getByRole('button', { name: 'Save' }).click()
  await ada.sees(/Saved\. \d+ incidents have another severity now/)
  assert.equal((await incident('card expired')).severity, 'critical')
  assert.deepEqual(ada.trouble, [])
})
