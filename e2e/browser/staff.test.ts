/** What those do who run the installation, in a browser: look into a workspace, a breach, a report, abuse. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { generate } from 'otplib'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, assertFits, launch, watchForTrouble } from './chrome.ts'

const password = 'correct horse battery staple'
let shop: Installation
let house: House
let browser: Browser
before(async () => {
  ;[house, browser] = await Promise.all([openHouse({ WATCHWORD_SIGN_UP: 'open' }), launch()])
  shop = await setUp(house.url)
})
after(async () => {
  await browser.close()
  await house.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

/** Wide and narrow, in light and in dark. */
async function look(page: Page, name: string): Promise<void> {
  for (const [size, width] of [
    ['wide', 1280],
    ['narrow', 390],
  ] as const) {
    await page.setViewportSize({ width, height: 900 })
    await assertAccessible(page, `${name}, ${size}`)
    await assertFits(page, `${name}, ${size}`)
    for (const colorScheme of screenshots ? (['light', 'dark'] as const) : []) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.screenshot({ path: `${screenshots}/staff-${name}-${size}-${colorScheme}.png`, fullPage: true })
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

// oxlint-disable-next-line typescript/no-explicit-any -- the test knows the answers
async function ask(page: Page, method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
  return page.evaluate(
    async ([method, path, body]) => {
      const answer = await fetch(`/api/v1${path}`, { method, ...(body !== null && { body }) })
      const text = await answer.text()
      return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
    },
    [method, path, body === undefined ? null : JSON.stringify(body)] as const,
  )
}

async function signUp(email: string, name: string, slug: string): Promise<void> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${house.url}/app/`)
  const { policyVersion } = (await ask(page, 'GET', '/sign-up')).body
  const form = { name, email, workspace: { name, slug }, oldEnough: true, policyVersion }
  const answer = await ask(page, 'POST', '/sign-ups', form)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  const secret = await until('the link', () =>
    house.mail.mails
      .filter(({ to }) => to?.[0]?.address === email)
      .map(({ text }) => /confirm-sign-up#([\w-]+)/.exec(text ?? '')?.[1])
      .at(-1),
  )
  assert.equal((await ask(page, 'POST', '/sign-ups/confirmation', { secret, password })).status, 201)
}

const mailsTo = (address: string, subject: RegExp) =>
  house.mail.mails.filter(({ to, subject: found }) => to?.[0]?.address === address && subject.test(found ?? ''))

test(
  'the installation is run in the browser, by keyboard and on a phone too [DSE-33] [OPS-50] [DSE-53] [DSE-23]',
  { timeout: 300_000 },
  async (context) => {
    await signUp('grace@example.com', 'Globex', 'globex')
    await signUp('kid@example.com', 'Kid', 'kid-workspace')
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage()
    context.after(async () => {
      if (screenshots) await page.screenshot({ path: `${screenshots}/staff-99-end.png`, fullPage: true })
    })
    const trouble = watchForTrouble(page, new URL(house.url).host)
    const button = (name: string | RegExp) => page.getByRole('button', { name }).first()
    const tab = (name: string) => page.getByRole('tab', { name })
    const fill = (label: string, value: string) => page.getByLabel(label, { exact: true }).first().fill(value)
    const sees = (text: string | RegExp) => page.getByText(text).first().waitFor()

    await page.goto(`${house.url}/app/`)
    await fill('E-mail address', 'bench@example.com')
    await fill('Password', 'a password for one run')
    await page.keyboard.press('Enter')
    await button(/profile, theme/).click()
    await page.getByRole('menuitem', { name: 'This installation' }).click()
    await sees('Set up a second factor first')
    await look(page, '01-no-factor')

    const { secret } = (await ask(page, 'POST', '/user/totp')).body
    const code = await generate({ secret })
    assert.equal((await ask(page, 'POST', '/user/totp/confirmation', { code })).status, 201)
    await page.goto(`${house.url}/app/staff`)
    await sees('Globex')
    await look(page, '02-workspaces')

    await page.getByRole('button', { name: 'Open Globex' }).focus()
    await page.keyboard.press('Enter')
    await fill('Reason', 'Ticket 4711: incidents do not close')
    await look(page, '03-open')
    await page.keyboard.press('Control+Enter')
    await sees('Open now')
    await look(page, '04-opened')
    const [mail] = await until('the mail to the owner', () => {
      const found = mailsTo('grace@example.com', /opened/)
      return found.length > 0 && found
    })
    assert.match(mail?.text ?? '', /Ticket 4711/)
    await page.getByRole('link', { name: 'Look inside' }).click()
    await sees(/^As staff/)
    await look(page, '05-inside')
    await page.reload()
    await sees(/^As staff/)
    await page.goto(`${house.url}/app/globex/settings/audit`)
    await sees(/opened this workspace as staff/)
    await sees(/looked inside as staff/)

    await page.goto(`${house.url}/app/staff?tab=breaches`)
    await sees('Nothing happened so far')
    await look(page, '06-no-breach')
    await page.getByRole('link', { name: 'Open an entry' }).click()
    await fill('Title', 'A disk was lost')
    await fill('What happened', 'A disk with backups was lost on the way to the archive.')
    await fill('Kinds of data', 'addresses of people\nerror messages')
    await page.getByLabel('Workspaces concerned').selectOption('some')
    await page.getByLabel('Globex').check()
    await look(page, '07-new-breach')
    await button('Open the entry').click()
    await sees('On record')
    await look(page, '08-breach')
    await fill('Mail to the owners', 'A disk with a copy of your data was lost.\n\nIt was encrypted.')
    await button('Preview').click()
    await sees('Nothing was sent yet')
    await look(page, '09-preview')
    assert.equal(mailsTo('grace@example.com', /breach/).length, 0)
    await button(/^Tell 1 owner/).click()
    await button('Send the mails').click()
    await sees('Owners: all told')
    await until('the mail to the owner', () => mailsTo('grace@example.com', /breach/).length === 1)
    assert.equal(mailsTo('kid@example.com', /breach/).length, 0)
    await fill('Reference', 'LfD 4711')
    await button('Record').click()
    await sees(/^Notified .*LfD 4711/)
    await look(page, '10-told')

    await page.goto(`${house.url}/app/report-a-minor`)
    await sees('Their e-mail address')
    await look(page, '11-report')
    await fill('Their e-mail address', 'kid@example.com')
    await fill('What we should know', 'They are in my class.')
    await button('Report').click()
    await sees('Thank you')
    await page.goto(`${house.url}/app/staff?tab=reports`)
    await sees('They are in my class.')
    await look(page, '12-reports')
    await button('Confirm …').click()
    await page.getByLabel(/^Type/).fill('kid@example.com')
    await look(page, '13-confirm')
    await button('Freeze and erase').click()
    await sees(/frozen, being erased|erased/)

    for (let index = 0; index < 20; index++) {
      const body = { email: `nobody${index}@example.com`, password: 'wrong wrong wrong' }
      assert.equal((await ask(page, 'POST', '/session', body)).status, 401)
    }
    await tab('Signals').click()
    await sees(/tried passwords for 20 addresses/)
    await look(page, '14-signals')

    const made = await fetch(`${house.url}/api/v1/status-pages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${shop.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ slug: 'not-a-bank', name: 'Bank' }),
    })
    assert.equal(made.status, 201)
    await tab('Status pages').click()
    await sees('No page is suspended')
    await fill('Page', 'not-a-bank')
    await fill('Reason', 'It pretends to be a bank.')
    await button('Suspend the page').click()
    await button('Give back not-a-bank').waitFor()
    await look(page, '16-suspended')
    assert.equal((await fetch(`${house.url}/status/not-a-bank`)).status, 404)
    const { id } = (await made.json()) as { id: string }
    await page.goto(`${house.url}/app/bench/pages/${id}`)
    await sees(/took the page from the public/)
    await look(page, '17-suspended-page')
    await page.goto(`${house.url}/app/staff?tab=pages`)
    await button('Give back not-a-bank').click()
    await button('Give it back').click()
    await sees('No page is suspended')
    assert.equal((await fetch(`${house.url}/status/not-a-bank`)).status, 200)
    await tab('Workspaces').click()
    await button('End').click()
    await sees('Opened before')
    await look(page, '15-ended')
    assert.deepEqual(trouble, [])
  },
)
