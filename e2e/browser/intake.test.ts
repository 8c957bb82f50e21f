/** What becomes of what programs send, in a browser: outcomes, quotas, filters, scrubbing, source maps, and a project’s end. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, assertFits, launch, openBenchPage } from './chrome.ts'

let house: House
let browser: Browser
let bench: Installation
let page: Page
let trouble: string[]
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  bench = await setUp(house.url)
  ;({ page, trouble } = await openBenchPage(browser, house.url))
})
after(async () => {
  await browser.close()
  await house.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']
const button = (name: string | RegExp) => page.getByRole('button', { name }).first()
const sees = (text: string | RegExp) => page.getByText(text).first().waitFor()
const go = (path: string) => page.goto(`${house.url}/app/bench${path}`)
const projectTab = (tab: string) => go(`/settings/projects?project=${bench.projectId}&tab=${tab}`)

/** Fits a phone, and is accessible in light and in dark. */
async function look(name: string): Promise<void> {
  for (const [size, width] of [
    ['narrow', 390],
    ['wide', 1280],
  ] as const) {
    await page.setViewportSize({ width, height: 900 })
    await assertFits(page, `${name}, ${size}`)
    if (screenshots) await page.screenshot({ path: `${screenshots}/intake-${name}-${size}.png`, fullPage: true })
  }
  await assertAccessible(page, name)
}

async function send(body: object | string): Promise<{ status: number; dropped: string | undefined }> {
  const answer = await fetch(`${house.url}/api/v1/events`, {
    method: 'POST',
    headers: { 'x-watchword-key': bench.ingestKey, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify({ level: 'error', ...body }),
  })
  const { data } = (await answer.json()) as { data?: { dropped?: string } }
  return { status: answer.status, dropped: data?.dropped }
}

const sendEnvelope = (type: string, payload: object) =>
  fetch(`${house.url}/api/${bench.projectNumber}/envelope/?sentry_key=${bench.ingestKey}`, {
    method: 'POST',
    body: `{}\n{"type":"${type}"}\n${JSON.stringify(payload)}\n`,
  })

type Total = { reason: string; quantity: number }
const counted = (reason: string, quantity: number) =>
  until(`${quantity} of ${reason}`, async () => {
    const { totals } = await bench.api.get<{ totals: Total[] }>('/outcomes')
    return totals.some((total) => total.reason === reason && total.quantity === quantity)
  })

/** Over all rows: an hour may end meanwhile. */
async function sumOfColumns(): Promise<number[]> {
  const rows = await page
    .getByRole('row')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('td')].map(({ textContent }) => Number(textContent))),
    )
  const filled = rows.filter((row) => row.length > 0)
  return (filled[0] ?? []).map((_, column) => filled.reduce((sum, row) => sum + (row[column] ?? Number.NaN), 0))
}

test('everything that was sent is accounted for, with a reason and what to do, and the view is in the address', async () => {
  await go('/settings/usage')
  await sees('Nothing was sent in the last 24 hours')
  for (let at = 0; at < 3; at += 1) assert.equal((await send({ message: `Checkout failed ${at}` })).status, 202)
  assert.equal((await send('{"broken')).status, 400)
  assert.equal((await sendEnvelope('event', { message: 'a whole one' })).status, 200)
  const discarded_events = [{ reason: 'before_send', category: 'error', quantity: 7 }]
  assert.equal((await sendEnvelope('client_report', { timestamp: Date.now() / 1000, discarded_events })).status, 200)
  await Promise.all([counted('accepted', 4), counted('invalid', 1), counted('before_send', 7)])
  await go('/settings/usage')
  await sees('It could not be read: broken, cut off or too large')
  await sees('Your beforeSend returned nothing')
  await sees('12 items by hour')
  await page.getByText('The same as a table').click()
  assert.deepEqual(await sumOfColumns(), [4, 0, 0, 1, 7], 'the bars and the table say the same')
  await look('outcomes')
  await page.getByLabel('Project', { exact: true }).selectOption(bench.projectId)
  await page.getByLabel('Time range').selectOption('month')
  await page.getByLabel('Kind of data').selectOption('error')
  await sees('12 events by day')
  const { searchParams } = new URL(page.url())
  assert.deepEqual([...searchParams.values()].toSorted(), [bench.projectId, 'error', 'month'].toSorted())
  await page.reload()
  await sees('12 events by day')
})

test('a filter is set, what it leaves out is counted beside it, and it may be taken back', async () => {
  await projectTab('intake')
  await page.getByLabel('Messages', { exact: true }).fill('*ResizeObserver loop*\n**')
  await button('Save').click()
  await sees('** would leave everything out.')
  await page.getByLabel('Messages', { exact: true }).fill('*ResizeObserver loop*')
  await page.getByLabel(/^Web crawlers/).check()
  await button('Save').click()
  await sees(/^Saved\. It holds within two seconds/)
  await until('the filter', async () => (await send({ message: 'ResizeObserver loop limit' })).dropped === 'filtered')
  await until('the count', async () => {
    const { totals } = await bench.api.get<{ totals: Total[] }>('/outcomes')
    return totals.some(({ reason }) => reason === 'filtered_message')
  })
  await projectTab('intake')
  await sees(/Left out in the last 24 hours: \d/)
  assert.ok(await page.getByLabel(/^Web crawlers/).isChecked())
  await page.getByLabel('Thin out spikes').uncheck()
  await sees('A program in a loop then fills the store')
  await look('intake')
})

test('a quota says beforehand what it does, then how far it is used, and is raised and deleted', async () => {
  await go('/settings/usage?tab=quotas')
  await sees('No quota: everything is taken')
  await button('Add quota').click()
  await page.getByLabel('Of', { exact: true }).selectOption({ label: 'My first project' })
  await page.getByLabel('At most').fill('4')
  await sees(/came today already: nothing more is taken until midnight UTC/)
  await look('new-quota')
  await page.getByLabel('At most').press('Control+Enter')
  await sees(/today: nothing more is taken/)
  await sees(/resets in|resets now/)
  await until('a refusal', async () => (await send({ message: 'one too many' })).status === 429)
  await look('quotas')
  await button('Edit …').click()
  await page.getByLabel('Limit').fill('1,000')
  await sees(/^What My first project sends beyond 1,000 events a day is refused/)
  await button('Save').click()
  await sees(/of 1,000 today/)
  await until('room', async () => (await send({ message: 'there is room' })).status === 202)
  await button('Delete …').click()
  await sees('what was refused does not come back')
  await button('Delete quota').click()
  await sees('No quota: everything is taken')
})

test('limits of metrics are set within what the server takes, and say who made the series', async () => {
  const lines = Array.from({ length: 40 }, (_, at) => `wide_total{path="/${at}"} 1\n`).join('')
  const push = (body: string) =>
    fetch(`${house.url}/prometheus/api/v1/import/prometheus`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bench.ingestKey}` },
      body,
    })
  assert.equal((await push(lines)).status, 204)
  await go('/settings/usage?tab=quotas')
  await sees('Metrics with the most series')
  await sees('wide_total')
  await button('Edit limits …').click()
  await page.getByLabel('Series a day').fill('2,000,000')
  await page.getByLabel('Hours late, at most').fill('2')
  await button('Save').click()
  await page.getByRole('alert').filter({ hasText: 'from 1 to 1,000,000' }).waitFor()
  await page.getByLabel('Series a day').fill('41')
  await look('metric-limits-form')
  await button('Save').click()
  await sees(/of 41 series today/)
  await look('metric-limits')
  assert.equal((await push('other_total 1\n')).status, 204)
  await until('a refusal', async () => (await push('more_total 1\n')).status === 429)
})

test('a rule is tried on a real event, one that can do nothing is refused where it stands, and then it holds', async () => {
  assert.equal((await send({ message: 'Payment of ada@shop.example failed at 203.0.113.7' })).status, 202)
  await projectTab('scrubbing')
  await page.getByText('Inherited').click()
  await sees('Replace passwords everywhere')
  await button('Add rule').click()
  const rule = page.getByRole('listitem', { name: 'Rule 1' })
  await rule.getByLabel('Rule 1: where').fill('$nothing')
  await rule.getByText('The selector matches no field of any telemetry.').waitFor()
  await look('scrubbing-refused')
  await button('Save rules').click()
  await rule.getByRole('alert').filter({ hasText: 'matches no field' }).waitFor()
  await rule.getByLabel('Rule 1: where').fill('**')
  const chosen = await page.getByLabel('Event to try the rules on').locator('option').allInnerTexts()
  assert.match(chosen[0] ?? '', /^Payment of ada@shop\.example/, 'the newest event is the first')
  const preview = page.getByRole('region', { name: 'Preview' })
  await preview.getByText('project rule 1').first().waitFor()
  assert.equal(await preview.locator('del').first().innerText(), 'ada@shop.example')
  assert.equal(await preview.locator('ins').first().innerText(), '[email]')
  await rule.getByText(/\d places? in this event/).waitFor()
  await look('scrubbing')
  await button('Save rules').click()
  await sees(/^Saved\. It holds within two seconds; what is stored stays/)
  await until('a scrubbed event', async () => {
    await send({ message: 'Refund of ada@shop.example failed' })
    const { items } = await bench.api.get<{ items: { title: string }[] }>('/search/events?query=refund')
    return items.some(({ title }) => title.startsWith('Refund of [email]'))
  })
  await go('/settings/privacy')
  await sees('Scrub secrets by default')
  await page.getByLabel(/^Scrub secrets by default/).uncheck()
  await sees('Passwords and keys that programs send are then stored as they are')
  await page.getByLabel(/^Scrub secrets by default/).check()
  await button('Add rule').click()
  await page.getByLabel('Rule 1: to which data').selectOption('phone')
  await page.getByLabel('Event to try the rules on').selectOption('typed')
  await page.getByRole('region', { name: 'Preview' }).getByText('workspace rule 1').first().waitFor()
  await button('Save rules').click()
  await sees(/^Saved\. It holds within two seconds; what is stored stays/)
  await look('privacy')
  await projectTab('scrubbing')
  await sees('Replace phone numbers everywhere')
})

test('events that want a map are counted, the commands on the screen upload it, and it is deleted', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'watchword-maps-'))
  const id = '0190f3c2-a1b5-4c3d-8e4f-5a6b7c8d9e0f'
  const url = 'https://shop.example/assets/app.min.js'
  const frames = [{ filename: url, abs_path: url, lineno: 1, colno: 20, function: 't', in_app: true }]
  await sendEnvelope('event', {
    platform: 'javascript',
    exception: { values: [{ type: 'TypeError', value: 'x is undefined', stacktrace: { frames } }] },
    debug_meta: { images: [{ type: 'sourcemap', code_file: url, debug_id: id }] },
  })
  await projectTab('sourceMaps')
  await page.getByText(id).waitFor()
  await sees('1 event')
  await sees('No map yet')
  await look('source-maps-missing')
  try {
    await mkdir(join(directory, 'dist'))
    await writeFile(join(directory, 'dist/app.min.js'), 'function t(){x()}\n//# sourceMappingURL=app.min.js.map\n')
    const map = {
      version: 3,
      sources: ['app.ts'],
      sourcesContent: ['function t() { x() }'],
      names: [],
      mappings: 'AAAA',
    }
    await writeFile(join(directory, 'dist/app.min.js.map'), JSON.stringify(map))
    const [settings = '', commands = ''] = await page.locator('pre').allInnerTexts()
    assert.match(settings, new RegExp(`SENTRY_URL=${house.url}\n`))
    const script = `${settings.replace('wwk_…', bench.apiKey)}\n${commands}`
    const path = `${join(import.meta.dirname, '../../node_modules/.bin')}:${process.env['PATH']}`
    await promisify(execFile)('sh', ['-ec', script], { cwd: directory, env: { PATH: path, HOME: directory } })
  } finally {
    await rm(directory, { recursive: true })
  }
  await page.reload()
  await sees('~/app.min.js')
  await sees('No event used it yet')
  await sees('Ready')
  await look('source-maps')
  await button('Delete …').click()
  await sees('may open new incidents because they are grouped otherwise')
  await button('Delete map').click()
  await sees('No map yet')
})

test('where the policy allows no language model, the settings say so at the section and at the save', async () => {
  await go('/settings/general')
  await sees('No model is asked: the policy of this installation lets no language model see anything.')
  const form = page.locator('form').filter({ has: page.getByLabel(/^Ask a language model/) })
  await form.getByLabel(/^Ask a language model/).check()
  await form.getByLabel('Model', { exact: true }).fill('llama')
  await form.getByLabel('Address', { exact: true }).fill('http://127.0.0.1:9/v1')
  await form.getByRole('button', { name: 'Save' }).click()
  await form.getByRole('alert').filter({ hasText: 'policy of this installation' }).waitFor()
  await look('language-model')
  assert.deepEqual(trouble, [])
})

test('a project is deleted by its slug, after it was said in numbers what goes: it is in no list, its key is refused, and its end can be watched', async () => {
  const name = 'Old checkout'
  const project = await bench.api.post<{ id: string; ingestKey: string }>('/projects', { name })
  const send = () =>
    fetch(`${house.url}/api/v1/events`, {
      method: 'POST',
      headers: { 'x-watchword-key': project.ingestKey },
      body: JSON.stringify({ message: 'The old checkout failed', level: 'error' }),
    }).then(({ status }) => status)
  assert.equal(await send(), 202)
  await go(`/settings/projects?project=${project.id}&tab=settings`)
  await until('it is counted', async () => {
    await page.reload()
    await sees('Everything of it goes')
    return (await page.getByText('1 incident').count()) > 0
  })
  await sees('1 event')
  await look('project-settings')
  await button('Delete …').click()
  await sees('This goes: 1 incident, 1 event, 1 ingest key')
  await page.getByLabel(/^Type/).fill('old')
  assert.equal(await button('Delete project').getAttribute('aria-disabled'), 'true')
  await page.getByLabel(/^Type/).fill('old-checkout')
  await button('Delete project').click()
  await sees('Being deleted')
  await sees(/records? (is|are) gone/)
  await look('project-deletions')
  assert.equal(await page.getByRole('link', { name }).count(), 0)
  await until('its key to be refused', async () => (await send()) === 401)
  await button('Create project').click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await button('Create project').click()
  await sees(/is still being deleted/)
  await go('/incidents')
  await page
    .getByText(/^Checkout failed/)
    .first()
    .waitFor()
  assert.equal(await page.getByText('The old checkout failed').count(), 0)
})
