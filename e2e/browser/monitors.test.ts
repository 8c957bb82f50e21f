/** A monitor from its form to its chart, as a person makes and follows it, against a server on this machine. */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, launch, openBenchPage } from './chrome.ts'

let house: House
let browser: Browser
let shop: Installation
let site: Server
let address = ''
const answers = { status: 200 }
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  shop = await setUp(house.url)
  site = createServer((request, response) => {
    response.statusCode = request.url === '/inside' ? 200 : answers.status
    response.end('{"state": "well"}')
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const bound = site.address()
  address = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`
})
after(async () => {
  await browser.close()
  await house.close()
  site.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

async function openPerson(width = 1280) {
  const { page, trouble } = await openBenchPage(browser, house.url, { width, height: 1000 })
  const look = async (name: string): Promise<void> => {
    await assertAccessible(page, name)
    if (!screenshots) return
    for (const [kind, colorScheme, size] of [
      ['light', 'light', width],
      ['dark', 'dark', width],
      ['narrow', 'light', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width: size, height: 1600 })
      await page.screenshot({ path: `${screenshots}/monitors-${name}-${kind}.png` })
    }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 1000 })
  }
  return { page, trouble, look, go: (path: string) => page.goto(`${house.url}/app/bench${path}`) }
}

test('a person tests a check, makes the monitor, and follows it from waiting to up to down', async () => {
  const { page, trouble, look, go } = await openPerson()
  await go('/monitors/checks')
  await page.getByText('Nothing is checked yet').waitFor()
  await look('empty')
  await page.getByRole('link', { name: 'Create monitor' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('Checkout')
  await page.getByLabel('Address', { exact: true }).fill(`${address}/health`)
  await page.getByRole('button', { name: 'Test now' }).click()
  await page.getByRole('status').getByText('Up').waitFor()
  await page.getByLabel('Check every').selectOption('20')
  await page.getByText('More: how it is checked').click()
  await page.getByLabel('Down after').fill('1')
  await look('new')
  await page.getByRole('button', { name: 'Create monitor' }).click()
  await page.getByRole('heading', { name: 'Checkout' }).waitFor()
  await page.getByText('Up', { exact: true }).first().waitFor()
  await page.getByText('Response time').waitFor()
  await look('detail')
  await page.getByRole('tab', { name: 'Log' }).click()
  await page.getByRole('cell', { name: 'This server' }).first().waitFor()
  await look('log')
  await page.getByRole('tab', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Save' }).waitFor()
  await look('settings')
  answers.status = 503
  type Incidents = { items: { id: string; title: string; kind: string; status: string }[] }
  const incident = await until('the incident', async () =>
    (await shop.api.get<Incidents>('/incidents')).items.find(({ kind }) => kind === 'check'),
  )
  assert.match(incident.title, /^Checkout is down/)
  await page.getByRole('tab', { name: 'Overview' }).click()
  await page.getByText('Down', { exact: true }).first().waitFor()
  await look('down')
  // It has no event, and says what was found all the same.
  await go(`/incidents/${incident.id}`)
  await page.getByRole('tab', { name: 'Trail', selected: true }).waitFor()
  await page.getByText('Checkout failed: ').waitFor()
  assert.equal(await page.getByRole('tab', { name: 'Event' }).count(), 0)
  await look('incident')
  await page.getByRole('link', { name: 'Monitor', exact: true }).click()
  await page.getByText('Down', { exact: true }).first().waitFor()
  assert.deepEqual(trouble, [])
})

test('a person says from where a monitor is checked, and how many places must agree', async () => {
  const { page, trouble, look, go } = await openPerson()
  await go('/monitors/probes')
  await page.getByRole('button', { name: 'Enrol probe' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('Office in Lyon')
  await page.getByRole('button', { name: 'Enrol probe' }).last().click()
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await go('/monitors/checks/new')
  await page.getByLabel('Name', { exact: true }).fill('Intranet')
  await page.getByLabel('Address', { exact: true }).fill(`${address}/inside`)
  await page.getByText('neither up nor down').waitFor()
  await page.getByRole('checkbox', { name: 'This server' }).uncheck()
  await page.getByRole('button', { name: 'Create monitor' }).click()
  await page.getByText('Choose at least one place.').waitFor()
  await page.getByRole('checkbox', { name: 'This server' }).check()
  await page.getByRole('checkbox', { name: 'Office in Lyon' }).check()
  await page.getByLabel('Down when so many agree').selectOption('2')
  await page.getByText('When only one place says anything of it, it is unknown: not up, and not down either.').waitFor()
  await look('places')
  await page.getByRole('button', { name: 'Create monitor' }).click()
  await page.getByRole('heading', { name: 'Intranet' }).waitFor()
  // The probe was never started: one place of two is not enough to say anything.
  await page.getByText('1 of 2 places can say how it is, and 2 must agree').first().waitFor()
  await page.getByText('Nothing was heard from there yet.').waitFor()
  await look('quorum')
  await page.getByRole('tab', { name: 'Settings' }).click()
  assert.equal(await page.getByLabel('Down when so many agree').inputValue(), '2')
  await page.getByRole('checkbox', { name: 'Office in Lyon' }).uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved. The next check is made so.').waitFor()
  type Monitors = { items: { id: string; name: string }[] }
  const { items } = await shop.api.get<Monitors>('/check-monitors?query=intranet')
  const monitor = await shop.api.get<object>(`/check-monitors/${items[0]?.id ?? ''}`)
  assert.partialDeepStrictEqual(monitor, { places: ['here'], quorum: 1 })
  assert.deepEqual(trouble, [])
})

test('a person lets a component follow the monitor, and the page and the monitor say so', async () => {
  const { page, trouble, look, go } = await openPerson()
  const acme = await shop.api.post<{ id: string }>('/status-pages', { slug: 'followed', name: 'Acme' })
  await shop.api.post(`/status-pages/${acme.id}/components`, { name: 'Paying' })
  await go(`/pages/${acme.id}`)
  await page.getByRole('button', { name: 'Change Paying', exact: true }).click()
  await page.getByLabel('Find a monitor to follow').fill('check')
  await page.getByRole('button', { name: /Checkout.*Follow/ }).click()
  await page.getByLabel('Shown', { exact: true }).selectOption('0')
  await look('follow')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Follows 1 monitor').waitFor()
  await until('the outage', async () => (await page.getByLabel('State of Paying').inputValue()) === 'major_outage')
  await look('followed')
  await page.getByRole('link', { name: 'Monitors', exact: true }).click()
  await page.getByRole('link', { name: 'Checkout' }).click()
  await page.getByRole('link', { name: 'Acme / Paying' }).waitFor()
  await look('shown-on')
  assert.deepEqual(trouble, [])
})
