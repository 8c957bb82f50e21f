/** One's own data, the workspace's and the installation's, in a browser: take it, ask about it, end it, watch over it. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { generate } from 'otplib'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, assertFits, launch, watchForTrouble } from './chrome.ts'

const password = 'correct horse battery staple'
let house: House
let browser: Browser
let installation: Installation
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  installation = await setUp(house.url)
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
      await page.screenshot({ path: `${screenshots}/privacy-${name}-${size}-${colorScheme}.png`, fullPage: true })
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

async function open() {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage()
  return {
    page,
    trouble: watchForTrouble(page, new URL(house.url).host),
    go: (path: string) => page.goto(`${house.url}/app${path}`),
    button: (name: string | RegExp) => page.getByRole('button', { name }).first(),
    fill: (label: string, value: string) => page.getByLabel(label, { exact: true }).first().fill(value),
    sees: (text: string | RegExp) => page.getByText(text).first().waitFor(),
    signIn: async (email: string, secret: string) => {
      await page.goto(`${house.url}/app/`)
      await page.getByLabel('E-mail address', { exact: true }).fill(email)
      await page.getByLabel('Password', { exact: true }).fill(secret)
      await page.getByRole('button', { name: 'Sign in' }).first().click()
      await page.waitForURL('**/app/bench')
    },
  }
}

async function linkFor(address: string, page: string): Promise<string> {
  const pattern = new RegExp(`/app(/${page}#[\\w-]+)`)
  return until(`a link to ${page}`, () =>
    house.mail.mails
      .filter(({ to, text }) => to?.[0]?.address === address && pattern.test(text ?? ''))
      .map(({ text }) => pattern.exec(text ?? '')?.[1])
      .at(-1),
  )
}

/** A member of the workspace who owns nothing. */
async function join(email: string, name: string) {
  const person = await open()
  await installation.api.post('/invitations', { email, role: 'member' }).catch(async () => {
    // Keys invite nobody: the owner does.
    const owner = await open()
    await owner.signIn('bench@example.com', 'a password for one run')
    await owner.go('/bench/settings/members')
    await owner.button(/Invite/).click()
    await owner.fill('E-mail address', email)
    await owner.button('Send invitation').click()
    await owner.sees(email)
  })
  await person.go(await linkFor(email, 'invitation'))
  await person.fill('Your name', name)
  await person.fill('Password', password)
  await person.page.getByLabel(/at least 18 years/).check()
  await person.page.getByLabel(/privacy policy/).check()
  await person.button('Join').click()
  await person.page.waitForURL('**/app/bench')
  return person
}

test(
  'a person takes a copy, objects and takes it back, closes, returns by the mailed link, and is erased [CAB-31, CAB-33, AHU-37]',
  { timeout: 300_000 },
  async () => {
    const ada = await join('ada@example.com', 'Ada Lovelace')
    await ada.go('/you?tab=privacy')
    await ada.button('Export …').click()
    const ready = ada.page.getByRole('link', { name: /^Download/ })
    await ready.waitFor()
    const [download] = await Promise.all([ada.page.waitForEvent('download'), ready.click()])
    const bundle = await readFile(await download.path(), 'utf8')
    assert.ok(bundle.includes('ada@example.com') && !bundle.includes('bench@example.com'))

    await ada.button('Ask …').click()
    await ada.page.getByLabel('I ask', { exact: true }).selectOption('objection')
    await ada.sees('To this use')
    await look(ada.page, 'you-asking')
    await ada.button('Send').click()
    await ada.button('Take it back').click()
    await ada.button('Take it back').waitFor({ state: 'detached' })

    await ada.button('Show what would happen').click()
    await ada.button('Close my sign-in …').waitFor()
    await look(ada.page, 'you-closing')
    await ada.button('Close my sign-in …').click()
    await ada.page.getByRole('dialog').getByRole('textbox').fill('ada@example.com')
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Close my sign-in' }).click()
    await ada.sees('Receipt of your erasure')
    await look(ada.page, 'receipt-waiting')
    await ada.go('/you')
    await ada.page.getByRole('heading', { name: 'Sign in' }).waitFor()

    await ada.go(await linkFor('ada@example.com', 'restore'))
    await ada.button('Keep my sign-in').click()
    await ada.sees('Your sign-in is back')
    await look(ada.page, 'restored')
    await ada.signIn('ada@example.com', password)

    await ada.go('/you?tab=privacy')
    await ada.button('Show what would happen').click()
    await ada.button('Erase everything now …').click()
    await ada.page.getByRole('dialog').getByRole('textbox').fill('ada@example.com')
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Erase now' }).click()
    await ada.sees('Receipt of your erasure')
    await ada.page.getByText('Gone', { exact: true }).waitFor({ timeout: 120_000 })
    await look(ada.page, 'receipt')
    assert.deepEqual(ada.trouble, [])
  },
)

test(
  'the owner sets how long payloads stay, sees who gets what, and exports the workspace [SEN-21, SEN-27]',
  { timeout: 300_000 },
  async () => {
    const owner = await open()
    await owner.signIn('bench@example.com', 'a password for one run')
    await owner.go('/bench/settings/privacy')
    const days = owner.page.locator('form').filter({ has: owner.page.getByLabel(/days that payloads are kept/) })
    const save = days.getByRole('button', { name: 'Save' })
    await owner.page.getByLabel(/days that payloads are kept/).fill('400')
    await save.click()
    await owner.page.getByRole('alert').filter({ hasText: /365/ }).first().waitFor()
    await owner.page.getByLabel(/days that payloads are kept/).fill('10')
    await owner.sees('Nothing brings them back')
    await save.click()
    await owner.sees('Saved. What is older goes within the hour.')
    await owner.button('Export …').click()
    await owner.page.getByRole('link', { name: /^Download/ }).waitFor()
    await look(owner.page, 'workspace')
    await owner.go('/bench/settings/audit')
    await owner.sees(/retention/i)
    assert.deepEqual(owner.trouble, [])
  },
)

test('those who run the installation watch over the policy in the browser', { timeout: 300_000 }, async () => {
  const staff = await open()
  await staff.signIn('bench@example.com', 'a password for one run')
  const secret = await staff.page.evaluate<string>(
    `fetch('/api/v1/user/totp', { method: 'POST' }).then((answer) => answer.json()).then(({ secret }) => secret)`,
  )
  const code = await generate({ secret })
  await staff.page.evaluate(
    `fetch('/api/v1/user/totp/confirmation', { method: 'POST', body: '${JSON.stringify({ code })}' })`,
  )
  await staff.go('/staff?tab=policy')
  await staff.sees('Versions')
  await look(staff.page, 'staff-policy')
  await staff.go('/staff?tab=requests')
  await staff.page
    .getByText(/Nobody has asked|Objection/)
    .first()
    .waitFor()
  await look(staff.page, 'staff-requests')
  await staff.go('/staff?tab=retention')
  await staff.sees('Sweeps')
  await look(staff.page, 'staff-retention')

  await staff.go('/staff?tab=holds')
  await staff.button('Place a hold …').click()
  await staff.fill('Whose data', 'grace@example.com')
  await staff.fill('Why', 'Case 12 C 345/26')
  await staff.fill('Who answers for it', 'Counsel')
  await look(staff.page, 'staff-hold')
  await staff.button('Place the hold').click()
  await staff.button('Release …').click()
  await staff.fill('A reason', 'The case is closed')
  await staff.button('Release').and(staff.page.locator('[type=submit]')).click()
  await staff.sees(/^Released/)

  await staff.go('/staff?tab=processors')
  await staff.sees('Nothing was refused.')
  await look(staff.page, 'staff-processors')
  await staff.go('/staff?tab=records')
  await staff.button('Add a record …').click()
  await staff.fill('What was done or found', 'Everyone who runs this was trained')
  await staff.fill('By whom', 'Grace Hopper')
  await staff.button('Record').and(staff.page.locator('[type=submit]')).click()
  await staff.sees('Everyone who runs this was trained')
  await look(staff.page, 'staff-records')
  assert.deepEqual(staff.trouble, [])
})
