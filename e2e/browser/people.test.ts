/** How people come in and prove who they are, with a browser, a mailbox, an authenticator and a passkey. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { OAuth2Server } from 'oauth2-mock-server'
import { generate } from 'otplib'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { setUp } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, launch, watchForTrouble } from './chrome.ts'

const password = 'correct horse battery staple'
const issuer = new OAuth2Server()
let house: House
let browser: Browser
before(async () => {
  await issuer.issuer.keys.generate('RS256')
  await issuer.start(0, '127.0.0.1')
  issuer.issuer.url = `http://127.0.0.1:${issuer.address().port}`
  const providers = [
    { type: 'oidc', id: 'acme', name: 'Acme SSO', issuer: issuer.issuer.url, clientId: 'w', clientSecret: 's' },
  ]
  ;[house, browser] = await Promise.all([
    openHouse({ WATCHWORD_SIGN_UP: 'open', WATCHWORD_SIGN_IN_PROVIDERS: JSON.stringify(providers) }),
    launch(),
  ])
  await setUp(house.url)
})
after(async () => {
  await browser.close()
  await house.close()
  await issuer.stop()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

/** A person with a browser of their own. */
async function openPerson() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  return {
    context,
    page,
    trouble: watchForTrouble(page, new URL(house.url).host),
    go: (path: string) => page.goto(`${house.url}/app${path}`),
    button: (name: string | RegExp) => page.getByRole('button', { name }).first(),
    fill: (label: string, value: string) => page.getByLabel(label, { exact: true }).first().fill(value),
    sees: (text: string | RegExp) => page.getByText(text).first().waitFor(),
    look: (name: string) => look(page, name),
  }
}
type Person = Awaited<ReturnType<typeof openPerson>>

async function look(page: Page, name: string): Promise<void> {
  await assertAccessible(page, name)
  if (screenshots) await page.screenshot({ path: `${screenshots}/people-${name}.png`, fullPage: true })
}

/** The link in the newest mail to the address. */
async function linkFor(address: string, page: string): Promise<string> {
  const pattern = new RegExp(`/app(/${page}#[\\w-]+)`)
  return until(`a link to ${page}`, () =>
    house.mail.mails
      .filter(({ to, text }) => to?.[0]?.address === address && pattern.test(text ?? ''))
      .map(({ text }) => pattern.exec(text ?? '')?.[1])
      .at(-1),
  )
}

async function signUp(person: Person, name: string, email: string, slug: string): Promise<void> {
  await person.go('/sign-up')
  await person.fill('Your name', name)
  await person.fill('E-mail address', email)
  await person.fill('Name', name)
  await person.fill('Address', slug)
  await person.page.getByLabel(/at least 18 years/).check()
  await person.page.getByLabel(/privacy policy/).check()
  await person.button('Sign up').click()
  await person.sees('Look into your mail')
  await person.go(await linkFor(email, 'confirm-sign-up'))
  // The secret leaves the address bar at once.
  await person.page.waitForURL(({ hash }) => hash === '')
  await person.fill('Password', password)
  await person.button('Sign in').click()
  await person.page.waitForURL(`**/app/${slug}`)
}

async function signOut({ context, go, page }: Person): Promise<void> {
  // No screen is left that could ask for something in between, be refused, and say so.
  await page.goto('about:blank')
  await context.clearCookies()
  await go('/')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

async function signIn(person: Person, email: string, secret = password): Promise<void> {
  await person.fill('E-mail address', email)
  await person.fill('Password', secret)
  await person.button('Sign in').click()
}

/** As a platform's own authenticator that asks for a finger. */
async function addAuthenticator(context: BrowserContext, page: Page): Promise<void> {
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

test('nobody who only looks gets a cookie [OPS-12, CAB-37]', { timeout: 300_000 }, async () => {
  const visitor = await openPerson()
  for (const path of ['/', '/sign-up', '/forgot-password', '/reset-password', '/invitation', '/second-factor']) {
    await visitor.go(path)
    await visitor.page.getByRole('heading').first().waitFor()
    await visitor.look(`door${path.replaceAll('/', '-')}`)
  }
  assert.deepEqual(await visitor.context.cookies(), [])
  assert.deepEqual(visitor.trouble, [])
})

test(
  'a new person signs up, adds an authenticator and a passkey, and signs in with each',
  { timeout: 300_000 },
  async () => {
    const ada = await openPerson()
    await addAuthenticator(ada.context, ada.page)
    await signUp(ada, 'Ada Lovelace', 'ada@example.com', 'ada')
    assert.deepEqual(
      (await ada.context.cookies()).map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite })),
      [{ name: 'watchword_session', httpOnly: true, sameSite: 'Lax' }],
    )

    await ada.go('/you?tab=security')
    await ada.button('Set up …').click()
    const secret = await ada.page.getByTitle(/^[A-Z2-7]{32}$/).innerText()
    await ada.look('totp')
    await ada.fill('Code', await generate({ secret }))
    await ada.button('Switch on').click()
    await ada.sees('Keep these recovery codes now.')
    const [recoveryCode = ''] = await ada.page.getByRole('listitem').allInnerTexts()
    await ada.look('recovery-codes')
    await ada.button('I have kept them').click()
    await ada.sees('10 recovery codes left')

    await ada.button('Add a passkey').click()
    await ada.sees('Passkey 1')
    await ada.button('Rename').click()
    await ada.fill('Name', 'This laptop')
    await ada.button('Save').click()
    await ada.sees('This laptop')
    await ada.look('security')

    await signOut(ada)
    await ada.button('Sign in with a passkey').click()
    await ada.page.waitForURL('**/app/ada')

    await signOut(ada)
    await signIn(ada, 'ada@example.com')
    await ada.page.waitForURL('**/second-factor**')
    await ada.button('Use a recovery code').click()
    await ada.fill('Recovery code', recoveryCode)
    await ada.button('Continue').click()
    await ada.page.waitForURL('**/app/ada')

    await signOut(ada)
    await signIn(ada, 'ada@example.com')
    await ada.button('Use a recovery code').click()
    await ada.fill('Recovery code', recoveryCode)
    await ada.button('Continue').click()
    await ada.page.getByRole('alert').filter({ hasText: /./ }).first().waitFor()
    await ada.button('Use the second factor').click()
    await ada.button('Use a passkey').click()
    await ada.page.waitForURL('**/app/ada')

    await ada.go('/you?tab=activity')
    await ada.sees('A recovery code was used')
    await ada.look('activity')
    await ada.go('/you')
    await ada.button('Change address').waitFor()
    await ada.look('profile')
    assert.deepEqual(ada.trouble, [])
  },
)

test(
  'a session that is ended from another browser is over at its next step [SEN-04]',
  { timeout: 300_000 },
  async () => {
    const [grace, thief] = [await openPerson(), await openPerson()]
    await signUp(grace, 'Grace Hopper', 'grace@example.com', 'grace')
    await thief.go('/')
    await signIn(thief, 'grace@example.com')
    await thief.page.waitForURL('**/app/grace')

    await grace.go('/you?tab=sessions')
    await grace.sees('2 sessions')
    await grace.look('sessions')
    await grace.page.getByRole('button', { name: 'End', exact: true }).click()
    await grace.sees('1 session')
    await thief.go('/grace/incidents')
    await thief.page.getByRole('heading', { name: 'Sign in' }).waitFor()

    await grace.go('/you?tab=security')
    await grace.fill('New password', 'another horse, another staple')
    await grace.button('Change password').click()
    await grace.sees('The password is changed.')
    await signIn(thief, 'grace@example.com')
    await thief.page.getByRole('alert').filter({ hasText: /wrong/ }).waitFor()

    await thief.go('/forgot-password')
    await thief.fill('E-mail address', 'grace@example.com')
    await thief.button('Mail me a link').click()
    await thief.sees('Look into your mail')
    await grace.go(await linkFor('grace@example.com', 'reset-password'))
    await grace.fill('Password', 'a third horse, a third staple')
    await grace.button('Change password').click()
    await grace.sees('The password is changed')
    await grace.go('/grace')
    await grace.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  },
)

test('what cannot be undone asks for a factor again when the last one is old', { timeout: 300_000 }, async () => {
  const alan = await openPerson()
  await signUp(alan, 'Alan Turing', 'alan@example.com', 'alan')
  // As the server answers ten minutes later.
  let stale = true
  await alan.page.route('**/api/v1/user/password', async (route) => {
    if (!stale) return route.continue()
    stale = false
    const body = { status: 403, code: 'fresh_factor_required', detail: 'confirm that it is you' }
    return route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(body) })
  })
  await alan.go('/you?tab=security')
  await alan.fill('New password', 'another horse, another staple')
  await alan.button('Change password').click()
  await alan.page.getByRole('dialog', { name: 'Confirm that it is you' }).waitFor()
  await alan.look('prove')
  await alan.fill('Your password', password)
  await alan.button('Confirm').click()
  await alan.sees('The password is changed.')
})

test(
  'a provider signs a new person up, and is linked by an old one only after their own proof [DSE-06]',
  { timeout: 300_000 },
  async () => {
    const vouch = (claims: object) => {
      issuer.service.removeAllListeners('beforeTokenSigning')
      issuer.service.on('beforeTokenSigning', (token: { payload: object }) => Object.assign(token.payload, claims))
      issuer.service.removeAllListeners('beforeUserinfo')
      issuer.service.on('beforeUserinfo', (answer: { body: object }) => {
        answer.body = claims
      })
    }
    const margaret = await openPerson()
    vouch({ sub: 'margaret', email: 'margaret@example.com', email_verified: true, name: 'Margaret Hamilton' })
    await margaret.go('/')
    await margaret.button('Sign in with Acme SSO').click()
    await margaret.sees('Acme SSO vouches for margaret@example.com')
    await margaret.look('provider-sign-up')
    await margaret.fill('Name', 'Apollo')
    await margaret.page.getByLabel(/at least 18 years/).check()
    await margaret.page.getByLabel(/privacy policy/).check()
    await margaret.button('Sign up').click()
    await margaret.page.waitForURL('**/app/apollo')

    const barbara = await openPerson()
    await signUp(barbara, 'Barbara Liskov', 'barbara@example.com', 'barbara')
    await signOut(barbara)
    vouch({ sub: 'barbara', email: 'barbara@example.com', email_verified: true, name: 'Barbara' })
    await barbara.button('Sign in with Acme SSO').click()
    await barbara.sees('Someone already signs in here with that address')
    await barbara.look('provider-link')
    await signIn(barbara, 'barbara@example.com')
    await barbara.button('Link Acme SSO').click()
    await barbara.button('Unlink …').waitFor()
    await barbara.look('identities')
    await signOut(barbara)
    await barbara.button('Sign in with Acme SSO').click()
    await barbara.page.waitForURL('**/app/barbara')
  },
)

test(
  'a colleague is invited, joins, loses a role and then the door; keys come and go; the log of it verifies [SEN-25, SEN-26, SEN-27, CAB-13]',
  { timeout: 300_000 },
  async () => {
    const [owner, guest] = [await openPerson(), await openPerson()]
    await signUp(owner, 'Katherine Johnson', 'katherine@example.com', 'orbit')

    await owner.go('/orbit/settings/members')
    await owner.button(/Invite/).click()
    await owner.fill('E-mail address', 'dorothy@example.com')
    await owner.page.getByLabel('Role', { exact: true }).selectOption('admin')
    await owner.button('Send invitation').click()
    await owner.sees('dorothy@example.com')
    await owner.look('members')

    await guest.go(await linkFor('dorothy@example.com', 'invitation'))
    await guest.sees('Katherine Johnson invites you')
    await guest.look('invited')
    await guest.fill('Your name', 'Dorothy Vaughan')
    await guest.fill('Password', password)
    await guest.page.getByLabel(/at least 18 years/).check()
    await guest.page.getByLabel(/privacy policy/).check()
    await guest.button('Join').click()
    await guest.page.waitForURL('**/app/orbit')

    await guest.go('/orbit/settings/keys')
    await guest.button(/Create/).click()
    await guest.fill('Name', 'Deploys')
    await guest.look('new-key')
    await guest.button('Create key').click()
    const key = await guest.page.getByTitle(/^wwk_/).first().innerText()
    await guest.look('key')
    const ask = () => fetch(`${house.url}/api/v1/incidents`, { headers: { authorization: `Bearer ${key}` } })
    assert.equal((await ask()).status, 200)

    await owner.go('/orbit/settings/members')
    const changed = owner.page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok())
    await owner.page.getByLabel('Role of Dorothy Vaughan').selectOption('viewer')
    await changed
    await guest.go('/orbit/settings/projects')
    await until('the smaller role', () => guest.page.getByText(/which may not do this/).count())
    assert.equal((await ask()).status, 200, 'what people made stays with the workspace')

    await owner.go('/orbit/settings/keys')
    await owner.page.getByText('Deploys').first().click()
    await owner.look('key-open')
    await owner.page
      .getByRole('button', { name: /^Revoke/ })
      .first()
      .click()
    await owner.button('Revoke key').click()
    await until('the revocation', async () => (await ask()).status === 401)

    await owner.go('/orbit/settings/members')
    await owner.page.getByRole('button', { name: 'More for Dorothy Vaughan' }).click()
    await owner.page.getByRole('menuitem', { name: /Remove/ }).click()
    await owner.button('Remove member').click()
    await until('the removal', async () => (await owner.page.getByLabel('Role of Dorothy Vaughan').count()) === 0)
    await guest.go('/orbit/incidents')
    await guest.sees('There is nothing at this address')

    await owner.go('/orbit/settings/audit')
    await owner.sees('Katherine Johnson')
    await owner.look('audit')
    const download = owner.page.waitForEvent('download')
    await owner.button('Export all').click()
    await owner.page.getByRole('menuitem', { name: /JSON/ }).click()
    const file = await (await download).path()
    const verified = spawnSync('node', [
      join(import.meta.dirname, '../../bin/watchword/main.mjs'),
      'audit',
      'verify',
      file,
    ])
    assert.equal(verified.status, 0, String(verified.stdout) + String(verified.stderr))
    assert.deepEqual(owner.trouble, [])
  },
)
