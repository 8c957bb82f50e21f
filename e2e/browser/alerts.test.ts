/** A rule from its first draft to the incident that it opened and that is over again, in the browser. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, launch, openBenchPage } from './chrome.ts'

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
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `${screenshots}/alerts-${name}-${colorScheme}.png`, fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

const go = (path: string) => page.goto(`${house.url}/app/bench${path}`)
const isWide = (): Promise<boolean> => page.evaluate('document.documentElement.scrollWidth > innerWidth')

async function send(lines: readonly string[]): Promise<void> {
  const answer = await fetch(`${house.url}/prometheus/api/v1/import/prometheus`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.ingestKey}` },
    body: `${lines.join('\n')}\n`,
  })
  assert.equal(answer.status, 204, await answer.text())
}

const minuteMs = 60_000
const sample = (till: string, value: number, at: number) => `queue_waiting{job="shop",till="${till}"} ${value} ${at}`

/** The last six hours, a sample a minute: two times in which more than 50 wait, of ten minutes and of twenty. */
async function sendPast(): Promise<void> {
  const now = Date.now()
  const lines = Array.from({ length: 360 }, (_, ago) => {
    const at = now - ago * minuteMs
    const isBusy = (ago >= 60 && ago < 70) || (ago >= 200 && ago < 220)
    return [sample('1', isBusy ? 80 : 10 + (ago % 7), at), sample('2', 5 + (ago % 3), at)]
  })
  await send(lines.flat())
}

async function type(label: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: label }).click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(text)
}

/** What the preview found last stays legible as long as the next answer takes. */
async function lookWhileAsking(): Promise<void> {
  const { promise: isLookedAt, resolve: goOn } = Promise.withResolvers<void>()
  await page.route('**/alert-rules/preview**', async (route) => {
    await isLookedAt
    await route.continue()
  })
  await page.getByLabel('Value of annotation summary').fill('{{ $value }} wait')
  const asking = page.locator('[aria-busy="true"]', { hasText: 'fires > 50' })
  await asking.waitFor()
  await look('asking')
  goOn()
  await asking.waitFor({ state: 'detached' })
  await page.unroute('**/alert-rules/preview**')
  await page.getByLabel('Value of annotation summary').fill('{{ $value }} wait at till {{ $labels.till }}')
}

test('a rule is drafted, previewed and rehearsed over what was', { timeout: 180_000 }, async () => {
  await sendPast()
  await go('/alerts')
  await page.getByRole('heading', { name: 'No alert rule yet' }).waitFor()
  await look('none')
  await page.getByRole('link', { name: 'Create rule' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('QueueTooLong')
  await type('Expression, PromQL', 'queue_waiting >')
  await page.getByRole('alert').getByText('Line 1, character').waitFor()
  await type('Expression, PromQL', 'queue_waiting > 50')
  await page.getByText('Right now it finds nothing').waitFor()
  await page.getByText('fires > 50').waitFor()
  await page.getByLabel('Value of annotation summary').fill('{{ $value | humanise }} wait')
  await page.getByRole('alert').getByText('humanise').waitFor()
  await page.getByLabel('Value of annotation summary').fill('{{ $value }} wait at till {{ $labels.till }}')
  await page.getByLabel('For', { exact: true }).fill('2m')
  await page.getByLabel('Over which days').selectOption('1')
  await page.getByRole('button', { name: 'Rehearse' }).click()
  await page.getByText('Would have opened 2 incidents.').waitFor()
  await look('draft')
  await lookWhileAsking()
})

test('it is switched on, fires, opens its incident and resolves it', { timeout: 180_000 }, async () => {
  await page.getByLabel('Evaluated every').fill('5s')
  await page.getByLabel('For', { exact: true }).fill('0s')
  await page.getByLabel('Name of the group').fill('tills')
  await page.getByRole('button', { name: 'Create rule' }).click()
  await page.getByRole('heading', { name: 'QueueTooLong' }).waitFor()
  await send([sample('1', 90, Date.now())])
  await page.getByText('90 wait at till 1').waitFor({ timeout: 60_000 })
  await look('firing')
  await page.getByRole('link', { name: 'The one that it opened last' }).click()
  await page.getByRole('heading', { name: 'QueueTooLong: 90 wait at till 1' }).waitFor()
  // Who is called to it sees what fires, and can silence it without the mouse.
  const incident = page.url()
  await page.getByRole('tabpanel', { name: 'Alerts' }).getByText('90 wait at till 1').waitFor()
  await page.getByRole('tabpanel').getByText('till=1').waitFor()
  await look('incident')
  await page.keyboard.press('s')
  const matchers = page.getByLabel('Alerts with')
  await matchers.waitFor()
  assert.equal(await matchers.inputValue(), 'alertname="QueueTooLong"\njob="shop"\ntill="1"')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.waitForURL(incident)
  await send([sample('1', 3, Date.now())])
  await until('the incident is resolved', async () => {
    const { items } = await shop.api.get<{ items: { status: string }[] }>('/incidents')
    return items[0]?.status === 'resolved' || undefined
  })
  await go('/alerts')
  await page.getByRole('listitem').getByText('Inactive').waitFor({ timeout: 30_000 })
  await look('list')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByText('Over', { exact: true }).first().waitFor()
  await look('history')
  await page.getByRole('tab', { name: 'Edit' }).click()
  await page.getByRole('heading', { name: 'Group tills' }).waitFor()
  await page.getByText('fires > 50').waitFor()
  await look('edit')
})

test('what is silenced opens nothing, and is told of when the silence is over', { timeout: 180_000 }, async () => {
  await go('/alerts/silences')
  await page.getByText('Nothing is silenced').waitFor()
  await page.getByRole('button', { name: 'Create silence' }).click()
  await page.getByLabel('Alerts with').fill('till=~"1|9"')
  await page.getByLabel('Why').fill('The till is rebuilt')
  await page.getByRole('button', { name: 'Create silence' }).click()
  await page.getByText('till=~"1|9"').waitFor()
  await page.getByText('Matches nothing that is on now.').waitFor()
  await send([sample('1', 70, Date.now())])
  const firing = await until('the alert fires', async () => {
    const { items } = await shop.api.get<{ items: { state: string }[] }>('/alerts')
    return items.find(({ state }) => state === 'firing')
  })
  assert.ok(firing)
  const incidents = () => shop.api.get<{ items: { status: string }[] }>('/incidents')
  assert.equal((await incidents()).items[0]?.status, 'resolved')
  await page.getByText('Keeps 1 alert quiet now: QueueTooLong').waitFor()
  await page.getByRole('button', { name: '1 hour more' }).click()
  await page.getByText('It lasts an hour longer.').waitFor()
  const { items } = await shop.api.get<{ items: { endsAt: string }[] }>('/silences')
  assert.ok(Date.parse(items[0]?.endsAt ?? '') > Date.now() + 2.5 * 3_600_000)
  await look('silences')
  await page.getByRole('button', { name: 'End now' }).click()
  await page.getByText('1 alert that is still on is told of').waitFor()
  await until('the incident is open again', async () => (await incidents()).items[0]?.status === 'open' || undefined)
})

const ruleFile = `groups:
- name: checkout
  interval: 30s
  rules:
  - record: job:queue_waiting:sum
    expr: sum by (job) (queue_waiting)
  - alert: NoSamples
    expr: absent(queue_waiting)
    for: 5m
    labels: { severity: critical }
`

test('a rule file is checked, taken over and given back', { timeout: 120_000 }, async () => {
  await go('/alerts/import')
  await page.getByLabel('Rule file').fill(ruleFile.replace('for: 5m', 'fro: 5m'))
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByText('Line 9, character').waitFor()
  await look('import-problem')
  await page.getByLabel('Rule file').fill(ruleFile)
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByText('NoSamples', { exact: true }).waitFor()
  await look('import')
  await page.getByRole('button', { name: 'Take over' }).click()
  await page.waitForURL('**/app/bench/alerts')
  await page.getByText('job:queue_waiting:sum').first().waitFor()
  const { items } = await shop.api.get<{ items: { id: string }[] }>('/projects')
  const { text } = await shop.api.get<{ text: string }>(`/alert-rules/export?projectId=${items[0]?.id}`)
  assert.match(text, /alert: NoSamples\n\s+expr: absent\(queue_waiting\)\n\s+for: 5m/)
})

test('on a phone nothing is wider than the screen', { timeout: 120_000 }, async () => {
  await page.setViewportSize({ width: 390, height: 800 })
  const { items } = await shop.api.get<{ items: { id: string }[] }>('/incidents')
  for (const [path, name] of [
    [`/incidents/${items[0]?.id}`, 'phone-incident'],
    ['/alerts', 'phone-list'],
    ['/alerts/new', 'phone-new'],
    ['/alerts/import', 'phone-import'],
    ['/alerts/silences', 'phone-silences'],
  ] as const) {
    await go(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    assert.equal(await isWide(), false, path)
    await look(name)
  }
  assert.deepEqual(trouble, [])
})
