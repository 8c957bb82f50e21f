import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Events } from 'oauth2-mock-server'
import { inPlatformTransaction, sql } from '#platform/database'
import { findWaitingIdentity, linkWaitingIdentity } from './waiting-identity.ts'
import {
  everythingKept,
  identitiesOf,
  makeUser,
  openBrowser,
  providerOf,
  servicesWith,
  startIssuer,
  unique,
} from './test-support.ts'

/** A person with a user here and an identity there, linked by the person while signed in. */
async function linkedPerson(t: TestContext, claims = {}) {
  const issuer = await startIssuer(t, claims)
  const services = await servicesWith([providerOf(issuer)])
  const email = `${unique('user')}@example.com`
  const userId = await makeUser(services, email)
  const browser = openBrowser(services)
  await browser.signIn(email)
  assert.equal(await browser.goTo('sso', '/app/settings'), '/app/settings')
  return { issuer, services, email, userId, browser }
}

test('whoever linked an identity signs in with it, under a new session id, and goes on where they wanted [DSE-06]', async (t) => {
  const { services, userId, email } = await linkedPerson(t)
  const browser = openBrowser(services)
  const url = await browser.begin('sso', '/app/acme/incidents?is=open#first')
  const before = browser.cookie()
  const location = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? ''
  assert.equal(await browser.come(location), '/app/acme/incidents?is=open#first')
  assert.notEqual(browser.cookie(), before)
  const session = await browser.api('GET', '/session')
  assert.partialDeepStrictEqual(session.body, { signedIn: true, user: { id: userId, email } })
  assert.ok(new Date(session.body.freshUntil) > services.now())
  const { rows } = await inPlatformTransaction(services, ({ db }) =>
    sql<{ type: string; data: object }>`select type, data from user_activities where user_id = ${userId}
      order by at, id`.execute(db),
  )
  assert.deepEqual(
    rows.map(({ type }) => type),
    ['session.started', 'identity.linked', 'session.started'],
  )
  assert.partialDeepStrictEqual(rows[2]?.data, { methods: 'provider:sso' })
})

test('the scopes that are asked for are those that are declared, with PKCE, a state and a nonce [DSE-06]', async (t) => {
  const { issuer } = await linkedPerson(t)
  const [asked] = issuer.asked
  assert.ok(asked)
  const { state, nonce, code_challenge: challenge, ...rest } = Object.fromEntries(asked)
  assert.deepEqual(rest, {
    client_id: 'watchword',
    response_type: 'code',
    redirect_uri: 'http://localhost:8080/api/v1/session/callback/sso',
    scope: 'openid email profile',
    code_challenge_method: 'S256',
  })
  for (const secret of [state, nonce, challenge]) assert.match(secret ?? '', /^[\w-]{43}$/)
  assert.equal(new Set([state, nonce, challenge]).size, 3)
})

test('what is stored of an identity is what is declared, and nothing else that the issuer said [DSE-06]', async (t) => {
  const more = { picture: 'https://canary.example.com/face', locale: 'canary', phone_number: '+49 canary', name: 'Ada' }
  const { issuer, services, userId } = await linkedPerson(t, more)
  const [identity, ...others] = await identitiesOf(services, userId)
  assert.deepEqual(others, [])
  const { id, createdAt, grantSecret, ...rest } = identity ?? {}
  assert.match(String(id), /^idt_[0-9a-f]{32}$/)
  assert.ok(createdAt instanceof Date)
  assert.match(String(grantSecret), /^v1\./)
  const { sub, email } = issuer.claims
  assert.deepEqual(rest, { userId, providerId: 'sso', issuer: issuer.url, subject: sub, email })
  assert.doesNotMatch(await everythingKept(services), /canary/)
})

test('what the provider gave is in the tables as ciphertext only, also while it waits [CAB-05] [DSE-32]', async (t) => {
  const issuer = await startIssuer(t)
  const services = await servicesWith([providerOf(issuer)])
  const given: string[] = []
  issuer.server.service.on(Events.BeforeResponse, ({ body }: { body: Record<string, string> }) => {
    given.push(body['access_token'] ?? '', body['refresh_token'] ?? '', body['id_token'] ?? '')
  })
  const waiting = openBrowser(services)
  assert.match(await waiting.goTo(), /sign-up/)
  const email = `${unique('user')}@example.com`
  const userId = await makeUser(services, email)
  const browser = openBrowser(services)
  await browser.signIn(email)
  await browser.goTo()
  const kept = await everythingKept(services)
  assert.ok(kept.includes(userId))
  assert.equal(given.filter((secret) => secret.length > 20).length, 6)
  for (const secret of given) assert.ok(!kept.includes(secret) && !kept.includes(secret.split('.')[2] ?? secret))
})

test('the same address from another issuer does not take over the user: the identity waits [DSE-06]', async (t) => {
  const { issuer, services: one, userId, email } = await linkedPerson(t)
  const other = await startIssuer(t, { sub: issuer.claims.sub, email: email.toUpperCase() })
  const services = {
    ...one,
    config: { ...one.config, signInProviders: [providerOf(issuer), providerOf(other, 'other')] },
  }
  const browser = openBrowser(services)
  const path = await browser.goTo('other')
  assert.equal(path, '/app/?link=Provider+other&provider=other')
  assert.equal((await browser.api('GET', '/session')).status, 401)
  assert.equal((await browser.api('POST', '/user/identities', {})).status, 401)
  assert.equal((await identitiesOf(services, userId)).length, 1)
  // It is not to be had by a sign-up either.
  const found = await inPlatformTransaction(services, (tx) =>
    findWaitingIdentity(tx, new Headers({ cookie: browser.cookie() })),
  )
  assert.equal(found, undefined)
})

test('an identity that waits is linked once its user has signed in with what they already had [DSE-06]', async (t) => {
  const issuer = await startIssuer(t)
  const services = await servicesWith([providerOf(issuer)])
  const email = issuer.claims['email'] as string
  const userId = await makeUser(services, email)
  const browser = openBrowser(services)
  assert.equal(await browser.goTo(), '/app/?link=Provider+sso&provider=sso')
  await browser.signIn(email)
  const linked = await browser.api('POST', '/user/identities', {})
  assert.equal(linked.status, 201)
  const { id, createdAt, ...rest } = linked.body
  assert.deepEqual(rest, { providerId: 'sso', providerName: 'Provider sso', email })
  assert.equal((await identitiesOf(services, userId))[0]?.['id'], id)
  assert.ok(createdAt)
  const again = await browser.api('POST', '/user/identities', {})
  assert.deepEqual([again.status, again.body.code], [409, 'conflict'])
  assert.equal(await openBrowser(services).goTo(), '/app/')
})

test('an identity that waits for one person is not linked to another who signs in with the same browser [DSE-06]', async (t) => {
  const issuer = await startIssuer(t)
  const services = await servicesWith([providerOf(issuer)])
  await makeUser(services, issuer.claims['email'] as string)
  const other = `${unique('user')}@example.com`
  const otherId = await makeUser(services, other)
  const browser = openBrowser(services)
  await browser.goTo()
  await browser.signIn(other)
  assert.equal((await browser.api('POST', '/user/identities', {})).status, 409)
  assert.deepEqual(await identitiesOf(services, otherId), [])
})

test('whoever nobody knows yet waits for a sign-up, which links the identity once', async (t) => {
  const issuer = await startIssuer(t, { name: '  Ada\n\u0000Lovelace ' })
  const services = await servicesWith([providerOf(issuer)])
  const browser = openBrowser(services)
  assert.equal(await browser.goTo(), '/app/sign-up?provider=sso')
  const headers = new Headers({ cookie: browser.cookie() })
  const found = await inPlatformTransaction(services, (tx) => findWaitingIdentity(tx, headers))
  const { sub: subject, email } = issuer.claims
  assert.deepEqual(found, {
    ...{ providerId: 'sso', providerName: 'Provider sso', issuer: issuer.url, subject, email, name: 'Ada Lovelace' },
  })
  const userId = await makeUser(services, email as string, null)
  await inPlatformTransaction(services, (tx) => linkWaitingIdentity(tx, userId, headers))
  await assert.rejects(
    inPlatformTransaction(services, (tx) => linkWaitingIdentity(tx, userId, headers)),
    /no identity waits/,
  )
  assert.equal((await identitiesOf(services, userId)).length, 1)
})

test('a person who is new signs up with what the provider vouches for, without a password, and is signed in [DSE-06]', async (t) => {
  const issuer = await startIssuer(t, { name: 'Ada Lovelace' })
  const base = await servicesWith([providerOf(issuer)])
  const services = { ...base, config: { ...base.config, signUp: 'open' as const } }
  const browser = openBrowser(services)
  assert.equal(await browser.goTo(), '/app/sign-up?provider=sso')
  const form = (await browser.api('GET', '/sign-up')).body
  const { email } = issuer.claims
  assert.partialDeepStrictEqual(form.waitingIdentity, { email, name: 'Ada Lovelace' })
  const slug = unique('wks')
  const { policyVersion } = form
  const person = { name: 'Ada', oldEnough: true, policyVersion, workspace: { name: 'Acme', slug } }
  const signedUp = await browser.api('POST', '/sign-ups', person)
  assert.equal(signedUp.body.state, 'signedIn', JSON.stringify(signedUp.body))
  const session = await browser.api('GET', '/session')
  assert.partialDeepStrictEqual(session.body, { user: { email, hasPassword: false }, workspaces: [{ slug }] })
  const { body } = await browser.api('GET', '/user/factors')
  assert.partialDeepStrictEqual(body.identities, [{ providerId: 'sso', providerName: 'Provider sso', email }])
  const another = openBrowser(services)
  assert.equal(await another.goTo(), '/app/')
  assert.equal((await another.api('GET', '/session')).body.user.id, session.body.user.id)
})

test('an address that the issuer does not vouch for neither signs up nor links [DSE-06]', async (t) => {
  const issuer = await startIssuer(t)
  const services = await servicesWith([providerOf(issuer)])
  const email = `${unique('user')}@example.com`
  const userId = await makeUser(services, email)
  for (const doubt of [
    { email, email_verified: false },
    { email, email_verified: undefined },
    { email, email_verified: 'true' },
    { email: undefined, email_verified: true },
    { email: 'not an address', email_verified: true },
    { email: `${email}\u0000`, email_verified: true },
    { email: [email], email_verified: true },
  ]) {
    issuer.claims = { sub: unique('subject'), ...doubt }
    assert.equal(await openBrowser(services).goTo(), '/app/?problem=email_not_verified', JSON.stringify(doubt))
    const browser = openBrowser(services)
    await browser.signIn(email)
    assert.equal(await browser.goTo(), '/app/?problem=email_not_verified', JSON.stringify(doubt))
  }
  assert.deepEqual(await identitiesOf(services, userId), [])
})

test('an address that only the UserInfo endpoint tells counts, if it is of the same subject', async (t) => {
  const issuer = await startIssuer(t, { email: undefined, email_verified: undefined })
  const services = await servicesWith([providerOf(issuer)])
  const email = `${unique('ada')}@example.com`
  let sub = 'somebody else'
  issuer.server.service.on(Events.BeforeUserinfo, (answer: { body: object }) => {
    answer.body = { sub, email, email_verified: true, name: 'Ada' }
  })
  assert.equal(await openBrowser(services).goTo(), '/app/?problem=provider_answer_invalid')
  sub = issuer.claims.sub
  assert.equal(await openBrowser(services).goTo(), '/app/sign-up?provider=sso')
})

test('an identity keeps its user when its address changes, and its address is no way to another user [DSE-06]', async (t) => {
  const { issuer, services, userId } = await linkedPerson(t)
  const other = `${unique('user')}@example.com`
  await makeUser(services, other)
  issuer.claims = { ...issuer.claims, email: other }
  const browser = openBrowser(services)
  assert.equal(await browser.goTo(), '/app/')
  assert.equal((await browser.api('GET', '/session')).body.user.id, userId)
})

test('an identity of somebody else is not linked, and nothing of theirs changes', async (t) => {
  const { services, userId } = await linkedPerson(t)
  const before = await identitiesOf(services, userId)
  const email = `${unique('user')}@example.com`
  const otherId = await makeUser(services, email)
  const browser = openBrowser(services)
  await browser.signIn(email)
  assert.equal(await browser.goTo(), '/app/?problem=identity_taken')
  assert.deepEqual(await identitiesOf(services, otherId), [])
  assert.deepEqual(await identitiesOf(services, userId), before)
  assert.equal((await browser.api('GET', '/session')).body.user.id, otherId)
})

test('of two people who link one identity at the same moment one gets it', async (t) => {
  const issuer = await startIssuer(t)
  const services = await servicesWith([providerOf(issuer)])
  const going = await Promise.all(
    [1, 2].map(async () => {
      const email = `${unique('user')}@example.com`
      await makeUser(services, email)
      const browser = openBrowser(services)
      await browser.signIn(email)
      const url = await browser.begin()
      return { browser, location: (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '' }
    }),
  )
  const paths = await Promise.all(going.map(({ browser, location }) => browser.come(location)))
  assert.deepEqual(paths.sort(), ['/app/', '/app/?problem=identity_taken'])
})

test('linking needs a factor that was proved just now; proving a linked identity again is one', async (t) => {
  const { issuer, services, email, userId, browser } = await linkedPerson(t)
  const inAnHour = { ...services, now: () => new Date(services.now().getTime() + 3_600_000) }
  const later = openBrowser({
    ...inAnHour,
    config: { ...services.config, signInProviders: [providerOf(issuer), providerOf(issuer, 'second')] },
  })
  later.setCookie(browser.cookie())
  const refused = await later.api('POST', '/session/authorization', { providerId: 'second' })
  assert.deepEqual([refused.status, refused.body.code], [403, 'fresh_factor_required'])

  // An own one may be proved; another one that comes back instead of it is not linked.
  const { sub } = issuer.claims
  issuer.claims = { ...issuer.claims, sub: unique('subject') }
  assert.equal(await later.goTo(), '/app/?problem=fresh_factor_required')
  issuer.claims = { ...issuer.claims, sub }
  const stale = later.cookie()
  assert.equal(await later.goTo('sso', '/app/settings'), '/app/settings')
  assert.notEqual(later.cookie(), stale)
  const { body } = await later.api('GET', '/session')
  assert.equal(body.user.email, email)
  assert.ok(new Date(body.freshUntil) > inAnHour.now())
  assert.equal((await identitiesOf(services, userId)).length, 1)
})

test('a second factor is asked for after a provider too, and proving the identity again does not pass it over', async (t) => {
  const { services, userId, email } = await linkedPerson(t)
  const signedIn = openBrowser(services)
  await signedIn.signIn(email)
  await inPlatformTransaction(services, ({ db }) =>
    sql`insert into totp_factors (user_id, secret, created_at, confirmed_at)
      values (${userId}, 'sealed', now(), now())`.execute(db),
  )
  const browser = openBrowser(services)
  assert.equal(await browser.goTo('sso', '/app/acme?x=1'), '/app/second-factor?next=%2Fapp%2Facme%3Fx%3D1')
  assert.equal((await browser.api('GET', '/session')).status, 401)

  const later = openBrowser({ ...services, now: () => new Date(services.now().getTime() + 3_600_000) })
  later.setCookie(signedIn.cookie())
  assert.equal(await later.goTo(), '/app/')
  assert.ok(new Date((await later.api('GET', '/session')).body.freshUntil) < new Date(Date.now() + 3_500_000))
})

test('the list of providers shows their names and nothing of their secrets', async (t) => {
  const services = await servicesWith([providerOf(await startIssuer(t))])
  const { body } = await openBrowser(services).api('GET', '/sign-in-providers')
  assert.deepEqual(body, { items: [{ id: 'sso', name: 'Provider sso' }], nextCursor: null })
})
