/** Status reports in the app: written under pressure, corrected, scheduled, drafted, and what readers see of it. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, launch, openBenchPage } from './chrome.ts'

let house: House
let browser: Browser
let own: Installation
let statusPage: { id: string; slug: string }
const components: string[] = []
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  own = await setUp(house.url)
  statusPage = await own.api.post('/status-pages', { slug: 'acme', name: 'Acme' })
  for (const name of ['Checkout', 'API', 'Website']) {
    const { id } = await own.api.post<{ id: string }>(`/status-pages/${statusPage.id}/components`, { name })
    components.push(id)
  }
})
after(async () => {
  await browser.close()
  await house.close()
})

const inApp = (path: string): string => `${house.url}/app/bench/pages/${statusPage.id}${path}`
const publicText = async (path = ''): Promise<string> => (await fetch(`${house.url}/status/acme${path}`)).text()
const picture = async (page: Page, name: string): Promise<void> => {
  const directory = process.env['WATCHWORD_TEST_PICTURES']
  if (directory === undefined) return
  mkdirSync(directory, { recursive: true })
  await page.screenshot({ path: `${directory}/${name}.png`, fullPage: true })
}
/** As the browser's field takes it, some hours from now. */
const field = (hours: number): string => {
  const at = new Date(Date.now() + hours * 3_600_000)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

test('a template is written beforehand, and at three in the morning it needs one word and one press', async () => {
  const { page, trouble } = await openBenchPage(browser, house.url)
  await page.goto(inApp('/templates'))
  await page.getByRole('button', { name: 'New template' }).click()
  await page.getByLabel('Name', { exact: true }).fill('A region is down')
  await page.getByLabel('Title', { exact: true }).fill('{{components}} cannot be reached from {{region}}')
  await page.getByLabel('Text', { exact: true }).fill('Since {{time}} customers in {{region}} see errors.')
  await page.getByLabel('Checkout').selectOption('major_outage')
  await assertAccessible(page, 'templates')
  await picture(page, 'templates-form')
  await page.getByRole('button', { name: 'Add template' }).click()
  await page.getByText('A region is down').waitFor()

  await page.goto(inApp('/reports/new'))
  await page.getByLabel('Begin with a template').selectOption('A region is down')
  await page.getByLabel('region', { exact: true }).fill('Frankfurt')
  await picture(page, 'new-report-template')
  await page.getByRole('button', { name: 'Use these words' }).click()
  await until('the words', async () =>
    (await page.getByLabel('Title', { exact: true }).inputValue()).startsWith('Checkout cannot'),
  )
  await assertAccessible(page, 'a new report')
  await picture(page, 'new-report')
  await page.getByRole('button', { name: 'Publish report' }).click()
  await page.getByRole('heading', { level: 1, name: 'Checkout cannot be reached from Frankfurt' }).waitFor()
  await page.getByText('Investigating').first().waitFor()
  await until('the public page', async () => (await publicText()).includes('Checkout cannot be reached from Frankfurt'))
  assert.deepEqual(trouble, [])
  await page.context().close()
})

test('an update is published, corrected, ended and looked back on, and readers see that it was corrected', async () => {
  const { page, trouble } = await openBenchPage(browser, house.url)
  const report = await own.api.post<{ id: string }>(`/status-pages/${statusPage.id}/reports`, {
    ...{
      title: 'Searches are slow',
      body: 'We look into it.',
      startedAt: new Date(Date.now() - 7_200_000).toISOString(),
    },
    components: [{ id: components[2], status: 'degraded_performance' }],
  })
  await page.goto(inApp(`/reports/${report.id}`))
  await page.getByLabel('Where we are').selectOption('identified')
  await page.getByLabel('Update', { exact: true }).fill('An index was lost. It is being bilt again.')
  await page.getByRole('button', { name: 'Publish update' }).click()
  await page.getByText('being bilt again').waitFor()
  await page.getByRole('button', { name: 'Correct the update 2' }).click()
  await page.getByLabel('Text', { exact: true }).fill('An index was lost. It is being built again.')
  await page.getByRole('button', { name: 'Save correction' }).click()
  await page.getByText('being built again').waitFor()
  await page.getByRole('button', { name: 'What it said' }).click()
  await page.getByText('being bilt again').waitFor()
  await assertAccessible(page, 'a report')
  await picture(page, 'report')
  await until('the correction in public', async () => /[Cc]orrected/.test(await publicText(`/reports/${report.id}`)))
  assert.doesNotMatch(await publicText(`/reports/${report.id}`), /bilt/)

  await page.getByLabel('Where we are').selectOption('resolved')
  await page.getByLabel('Update', { exact: true }).fill('The index is back.')
  await page.getByRole('button', { name: 'Publish update' }).click()
  await page.getByRole('button', { name: 'Write a postmortem' }).click()
  await page.getByLabel('Postmortem', { exact: true }).fill('What happened: an index was deleted by mistake.')
  await page.getByRole('button', { name: 'Publish postmortem' }).click()
  await page.getByText('an index was deleted by mistake').waitFor()
  await picture(page, 'report-postmortem')
  await page.setViewportSize({ width: 390, height: 844 })
  await picture(page, 'report-narrow')
  assert.equal(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), true)
  assert.deepEqual(trouble, [])
  await page.context().close()
})

test('what is to come and what is over stand in the list, and the address keeps the filter', async () => {
  const { page, trouble } = await openBenchPage(browser, house.url)
  await page.goto(inApp('/reports/new'))
  await page.getByRole('radio', { name: /At a time to come/ }).check()
  await page.getByLabel('Publish on').fill(field(5))
  await page.getByLabel('Title', { exact: true }).fill('Payments will be slower')
  await page.getByLabel('What we know').fill('We move the database.')
  await page.getByRole('button', { name: 'Schedule report' }).click()
  await page.getByText('Payments will be slower').waitFor()
  assert.doesNotMatch(await publicText(), /Payments will be slower/)

  await page.goto(inApp('/reports/new'))
  await page.getByRole('radio', { name: /It is over already/ }).check()
  await page.getByLabel('Title', { exact: true }).fill('Mails were late')
  await page.getByLabel('Began', { exact: true }).fill(field(-30))
  await page.getByLabel('Ended', { exact: true }).fill(field(-28))
  await page.getByLabel('What happened').fill('Mails waited for two hours.')
  await page.getByLabel('How it ended').fill('The queue was freed.')
  await page.getByLabel('API').selectOption('partial_outage')
  await picture(page, 'new-report-past')
  await page.getByRole('button', { name: 'Publish past report' }).click()
  await page.getByText('written down afterwards').waitFor()

  await page.goto(`${inApp('')}?tab=reports`)
  const which = page.getByRole('navigation', { name: 'Which reports' })
  await which.getByRole('link', { name: /^Over/ }).click()
  await page.waitForURL(/state=over/)
  await page.getByRole('link', { name: 'Mails were late' }).waitFor()
  await page.reload()
  await page.getByRole('link', { name: 'Mails were late' }).waitFor()
  await which.getByRole('link', { name: /^All/ }).click()
  await assertAccessible(page, 'the list of reports')
  await picture(page, 'reports')
  await page.getByRole('searchbox', { name: 'Words of the title' }).fill('mails')
  await page.keyboard.press('Enter')
  await page.waitForURL(/q=mails/)
  await page.getByRole('link', { name: 'Mails were late' }).waitFor()
  assert.deepEqual(trouble, [])
  await page.context().close()
})

test('a draft is made of an incident without its inside, waits in the list, and is published by a person', async () => {
  const answer = await fetch(`${house.url}/api/v1/events`, {
    method: 'POST',
    headers: { 'x-watchword-key': own.ingestKey, 'content-type': 'application/json' },
    body: JSON.stringify({
      events: [{ message: 'TypeError in the billing of Jane Doe', level: 'fatal', idempotencyKey: 'reports-1' }],
    }),
  })
  assert.equal(answer.status, 202)
  const incident = await until('the incident', async () => {
    const { items } = await own.api.get<{ items: { id: string; title: string }[] }>('/incidents')
    return items[0]
  })
  const { page, trouble } = await openBenchPage(browser, house.url)
  await page.goto(inApp(`/reports/new?incident=${incident.id}`))
  await page.getByRole('button', { name: 'Draft it from the analysis' }).click()
  await page.getByRole('heading', { level: 1, name: 'A draft of a report' }).waitFor()
  assert.doesNotMatch(await page.getByLabel('What we know').inputValue(), /TypeError|Jane/)
  await assertAccessible(page, 'a draft')
  await picture(page, 'draft')
  await page.goto(`${inApp('')}?tab=reports`)
  await page.getByText('Drafts that wait for you').waitFor()
  await picture(page, 'drafts')
  assert.doesNotMatch(await publicText(), /We are looking into a problem/)
  await page.getByRole('link', { name: 'Review' }).click()
  await page.getByLabel('Title', { exact: true }).fill('Bills are late')
  await page.getByRole('button', { name: 'Publish report' }).click()
  await page.getByRole('heading', { level: 1, name: 'Bills are late' }).waitFor()
  await until('the public page', async () => (await publicText()).includes('Bills are late'))
  assert.doesNotMatch(await publicText(), /TypeError|Jane/)
  assert.deepEqual(trouble, [])
  await page.context().close()
})
