/** The main job as a person does it: with a browser, a crashing program, a mailbox and a webhook receiver. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { crashWithSdk, openHouse, until, type House } from '../house.ts'
import { assertAccessible, launch, watchForTrouble } from './chrome.ts'

let house: House
let browser: Browser
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
})
after(async () => {
  await browser.close()
  await house.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

async function look(page: Page, name: string): Promise<void> {
  await assertAccessible(page, name)
  if (screenshots) await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true })
}

test('from the wizard to a told subscriber, and back when it is fixed', { timeout: 300_000 }, async (context) => {
  const { url, mail, hook } = house
  const title = 'TypeError: Stock is empty'
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  context.after(async () => {
    if (screenshots) await page.screenshot({ path: `${screenshots}/99-end.png` })
  })
  const trouble = watchForTrouble(page, new URL(url).host)
  const button = (name: string | RegExp) => page.getByRole('button', { name }).first()
  const tab = (name: string) => page.getByRole('tab', { name })
  const fill = (label: string, value: string) => page.getByLabel(label, { exact: true }).first().fill(value)

  await page.goto(url)
  await fill('Your name', 'Ada Lovelace')
  await fill('E-mail address', 'ada@example.com')
  await fill('Password', 'correct horse battery staple')
  await look(page, '01-set-up')
  await button('Continue').click()
  await page.getByLabel('Name', { exact: true }).last().fill('Acme')
  await button('Create workspace').click()
  await page.getByText('Waiting for your first event').first().waitFor()
  await look(page, '02-connect')
  const dsn = /http:\/\/[0-9a-f]{32}@[\w.:]+\/\d+/.exec(await page.content())?.[0]
  assert.ok(dsn, 'the wizard shows the DSN')

  await crashWithSdk(dsn, 'shop@1.0.0', 'Card 4711 was refused')
  await page.getByText('Waiting for your first event').first().waitFor({ state: 'detached' })
  await look(page, '03-connected')

  await page.goto(`${url}/app/acme/settings/channels`)
  await addChannel('webhook', 'Hook', 'URL', hook.url)
  const secret = await page.getByTitle(/^whsec_/).innerText()
  hook.expect(secret)
  await look(page, '04-channel-secret')
  await button('I have kept it').click()
  await addChannel('email', 'Ada', 'E-mail address', 'ada@example.com')
  await until('the channel', async () => (await page.getByText('ada@example.com').count()) > 0)
  await look(page, '05-channels')
  await button(/Send a test/).click()
  await until('a signed test', () => hook.verified.find(({ body }) => body.type === 'test'))

  await crashWithSdk(dsn, 'shop@1.0.0', 'Stock is empty')
  await until('the webhook', () => hook.verified.find(({ body }) => body.type === 'incident.opened'))
  await until('the mail', () => mailTo('ada@example.com', /Stock is empty/))
  await page.goto(`${url}/app/acme/incidents`)
  await page.getByText(title).first().waitFor()
  await look(page, '06-incidents')
  await openIncident()
  await look(page, '07-incident')

  await page.goto(`${url}/app/acme/pages`)
  await button('Create status page').click()
  await fill('Name', 'Acme status')
  await fill('Address', 'acme')
  await page.keyboard.press('Control+Enter')
  await tab('Components').waitFor()
  await fill('Name', 'Checkout')
  await button('Add component').click()
  await page.getByLabel('State of Checkout').waitFor()
  await look(page, '08-components')

  await subscribe('reader@example.com')

  await openIncident()
  await button(/Publish/).click()
  await fill('Title', 'Payments fail')
  await fill('What we know', 'We are looking into refused cards.')
  await look(page, '09-new-report')
  await button(/^Publish/).click()
  await until('the first update', () => mailTo('reader@example.com', /We are looking into refused cards/))

  await page.goto(`${url}/status/acme`)
  await page.getByText('Payments fail').first().waitFor()
  await look(page, '10-public-page')

  await openIncident()
  await page.keyboard.press('e')
  await page
    .getByText(/Acknowledged/i)
    .first()
    .waitFor()
  await page.keyboard.press('r')
  await button('Reopen').waitFor()
  await tab('Trail').click()
  await page
    .getByText(/subscriber/i)
    .first()
    .waitFor()
  await look(page, '11-trail')

  await page.goto(`${url}/app/acme/pages`)
  await page.getByText('Acme status').first().click()
  await tab('Reports').click()
  // What is proposed, now that the incident is resolved, has the title too, and may stand above it.
  await page
    .getByRole('tabpanel', { name: 'Reports' })
    .getByRole('link', { name: 'Payments fail', exact: true })
    .first()
    .click()
  await page.getByLabel('Where we are').selectOption('resolved')
  await fill('Update', 'Cards are accepted again.')
  await look(page, '12-report')
  await button(/(Post|Publish)/).click()
  await until('the last update', () => mailTo('reader@example.com', /Cards are accepted again/))

  await page.goto(`${url}/app/acme/`)
  await page.getByRole('main').waitFor()
  await look(page, '13-overview')
  for (const path of ['settings/projects', 'settings/members', 'outbox', 'nowhere']) {
    await page.goto(`${url}/app/acme/${path}`)
    await page.getByRole('main').waitFor()
    await look(page, `14-${path.replace('/', '-')}`)
  }
  assert.deepEqual(hook.refused, [])
  assert.deepEqual(trouble, [])

  async function openIncident(): Promise<void> {
    await page.goto(`${url}/app/acme/incidents`)
    await page.getByText(title).first().click()
    await page.getByText('chargeCard').first().waitFor()
  }

  async function addChannel(type: 'webhook' | 'email', name: string, field: string, value: string): Promise<void> {
    await button(type === 'webhook' ? 'Add webhook' : 'Add e-mail').click()
    await fill('Name', name)
    await fill(field, value)
    await page.keyboard.press('Control+Enter')
  }

  async function subscribe(address: string): Promise<void> {
    await page.goto(`${url}/status/acme`)
    await page.getByRole('textbox').fill(address)
    await page.getByRole('button', { name: /Subscribe/i }).click()
    const confirmation = await until('the confirmation mail', () => mailTo(address, /confirm/i))
    const link = /https?:\S+\/confirm\/[\w.-]+/.exec(confirmation.text ?? '')?.[0]
    assert.ok(link)
    await page.goto(link)
    await look(page, '08-confirm')
    await page.getByRole('button').click()
    await page.waitForLoadState()
  }

  function mailTo(address: string, text: RegExp) {
    return mail.mails.find(({ to, text: body }) => to?.[0]?.address === address && text.test(body ?? ''))
  }
})
