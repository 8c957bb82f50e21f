import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Events } from 'oauth2-mock-server'
import { inPlatformTransaction, sql } from '#platform/database'
import { retryRevocation } from './revoke-grant.ts'
import {
  everythingKept,
  identitiesOf,
  makeUser,
  openBrowser,
  password,
  providerOf,
  servicesWith,
  startIssuer,
  unique,
  visit,
} from './test-support.ts'

/** A person who signs in with a password, unless it is null, and with an identity. */
async function linkedPerson(t: TestContext, secret: string | null = password) {
  const issuer = await startIssuer(t)
  const given: string[] = []
  issuer.server.service.on(Events.BeforeResponse, ({ body }: { body: Record<string, string> }) => {
    given.push(body['refresh_token'] ?? '', body['access_token'] ?? '')
  })
  const services = await servicesWith([providerOf(issuer), providerOf(issuer, 'unused')])
  const email = `${unique('user')}@example.com`
  const userId = await makeUser(services, email)
  const browser = openBrowser(services)
  await browser.signIn(email)
  assert.equal(await browser.goTo(), '/app/')
  if (secret === null) {
    await inPlatformTransaction(services, ({ db }) =>
      sql`update users set password_hash = null where id = ${userId}`.execute(db),
    )
  }
  const [identity] = await identitiesOf(services, userId)
  const identityId = String(identity?.['id'])
  const unlink = () => browser.api('DELETE', `/user/identities/${identityId}`)
  return { issuer, services, userId, email, browser, identityId, unlink, given }
}

async function revocationsOf(services: Awaited<ReturnType<typeof servicesWith>>, identityId: string) {
  const { rows } = await inPlatformTransaction(services, ({ db }) =>
    sql<{ grantSecret: string; createdAt: Date }>`select * from revocations where id = ${identityId}`.execute(db),
  )
  return rows
}

test('unlinking revokes at the provider all that it gave, and the row is gone [CAB-05] [DSE-07]', async (t) => {
  const { issuer, services, userId, identityId, unlink, given } = await linkedPerson(t)
  assert.equal((await unlink()).status, 204)
  assert.deepEqual(
    issuer.revoked.map(({ token, token_type_hint: hint }) => [token, hint]),
    [
      [given[0], 'refresh_token'],
      [given[1], 'access_token'],
    ],
  )
  assert.deepEqual(await identitiesOf(services, userId), [])
  assert.deepEqual(await revocationsOf(services, identityId), [])
  assert.equal((await unlink()).status, 404)
  // It is nobody's now, so it may come to somebody else.
  assert.equal(await openBrowser(services).goTo(), '/app/sign-up?provider=sso')
  const { rows } = await inPlatformTransaction(services, ({ db }) =>
    sql<{ data: object }>`select data from user_activities
      where user_id = ${userId} and type = 'identity.unlinked'`.execute(db),
  )
  assert.deepEqual(rows, [{ data: { provider: 'sso' } }])
})

test('after signing in again it is the newest grant that is revoked', async (t) => {
  const { issuer, services, unlink, given } = await linkedPerson(t)
  assert.equal(await openBrowser(services).goTo(), '/app/')
  await unlink()
  assert.deepEqual(
    issuer.revoked.map(({ token }) => token),
    given.slice(2),
  )
})

test('a provider that is away does not keep a person from unlinking; it is asked again until it answers [CAB-05]', async (t) => {
  const { issuer, services, userId, identityId, unlink, given } = await linkedPerson(t)
  issuer.revocation = { status: 503 }
  assert.equal((await unlink()).status, 204)
  assert.deepEqual(await identitiesOf(services, userId), [])
  const kept = await everythingKept(services)
  assert.ok(kept.includes(identityId))
  for (const secret of given) assert.ok(!kept.includes(secret))

  await retryRevocation.handle(services, { identityId })
  assert.equal((await revocationsOf(services, identityId)).length, 1)
  issuer.revocation = { status: 200 }
  await retryRevocation.handle(services, { identityId })
  assert.deepEqual(
    issuer.revoked.map(({ token }) => token),
    given,
  )
  assert.deepEqual(await revocationsOf(services, identityId), [])
  await retryRevocation.handle(services, { identityId })
  assert.equal(issuer.revoked.length, 2)
})

test('after three days a grant that cannot be revoked is forgotten, as is one of a provider that is gone', async (t) => {
  const { issuer, services, identityId, unlink } = await linkedPerson(t)
  issuer.revocation = { status: 503 }
  await unlink()
  const later = { ...services, now: () => new Date(services.now().getTime() + 72 * 3_600_000) }
  await retryRevocation.handle(later, { identityId })
  assert.deepEqual(await revocationsOf(services, identityId), [])

  const gone = await linkedPerson(t)
  gone.issuer.revocation = { status: 503 }
  await gone.unlink()
  const without = { ...gone.services, config: { ...gone.services.config, signInProviders: [] } }
  await retryRevocation.handle(without, { identityId: gone.identityId })
  assert.deepEqual(await revocationsOf(gone.services, gone.identityId), [])
})

test('a grant that the provider does not know any more counts as revoked, and another refusal does not', async (t) => {
  const [expired, refused] = [await linkedPerson(t), await linkedPerson(t)]
  expired.issuer.revocation = { status: 400, body: { error: 'invalid_token' } }
  assert.equal((await expired.unlink()).status, 204)
  assert.deepEqual(await revocationsOf(expired.services, expired.identityId), [])
  // It may be a mistake in the configuration, which somebody corrects.
  refused.issuer.revocation = { status: 400, body: { error: 'invalid_client' } }
  assert.equal((await refused.unlink()).status, 204)
  assert.equal((await revocationsOf(refused.services, refused.identityId)).length, 1)
})

test('of an issuer without a revocation endpoint nothing is kept [CAB-05]', async (t) => {
  const issuer = await startIssuer(t)
  issuer.server.service.on(Events.BeforeWellKnownOpenIdConfiguration, ({ body }: { body: Record<string, unknown> }) => {
    delete body['revocation_endpoint']
  })
  const services = await servicesWith([providerOf(issuer)])
  const email = `${unique('user')}@example.com`
  const userId = await makeUser(services, email)
  const browser = openBrowser(services)
  await browser.signIn(email)
  assert.equal(await browser.goTo(), '/app/')
  const [identity] = await identitiesOf(services, userId)
  assert.equal(identity?.['grantSecret'], null)
  assert.equal((await browser.api('DELETE', `/user/identities/${String(identity?.['id'])}`)).status, 204)
  assert.deepEqual(issuer.revoked, [])
})

test('the last way to sign in cannot be removed, also not by two removals at the same moment', async (t) => {
  const { issuer, services, userId, browser, identityId, unlink } = await linkedPerson(t, null)
  const refused = await unlink()
  assert.deepEqual([refused.status, refused.body.code], [409, 'conflict'])
  assert.equal((await identitiesOf(services, userId)).length, 1)

  issuer.claims = { ...issuer.claims, sub: unique('subject') }
  assert.equal(await browser.goTo('unused'), '/app/')
  const ids = (await identitiesOf(services, userId)).map(({ id }) => String(id))
  assert.ok(ids.length === 2 && ids.includes(identityId))
  const answers = await Promise.all(ids.map((id) => browser.api('DELETE', `/user/identities/${id}`)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 409])
  assert.equal((await identitiesOf(services, userId)).length, 1)
})

test('an identity of a provider that is not configured any more is no way to sign in, and can be removed', async (t) => {
  const { issuer, services, userId, browser, identityId } = await linkedPerson(t, null)
  issuer.claims = { ...issuer.claims, sub: unique('subject') }
  assert.equal(await browser.goTo('unused'), '/app/')
  const other = (await identitiesOf(services, userId)).find(({ id }) => id !== identityId)
  const config = {
    ...services.config,
    signInProviders: services.config.signInProviders.filter(({ id }) => id === 'sso'),
  }
  const there = openBrowser({ ...services, config })
  there.setCookie(browser.cookie())
  assert.equal((await there.api('DELETE', `/user/identities/${identityId}`)).status, 409)
  assert.equal((await there.api('DELETE', `/user/identities/${String(other?.['id'])}`)).status, 204)
})

test('unlinking ends the other sessions, which may have begun with the identity, and changes the own secret', async (t) => {
  const { services, browser, unlink } = await linkedPerson(t)
  const other = openBrowser(services)
  await other.goTo()
  const before = browser.cookie()
  assert.equal((await unlink()).status, 204)
  assert.notEqual(browser.cookie(), before)
  assert.equal((await browser.api('GET', '/session')).status, 200)
  assert.equal((await other.api('GET', '/session')).status, 401)
})

test('unlinking needs a fresh factor, and another person’s identity does not exist', async (t) => {
  const { services, userId, identityId, browser } = await linkedPerson(t)
  const later = openBrowser({ ...services, now: () => new Date(services.now().getTime() + 3_600_000) })
  later.setCookie(browser.cookie())
  const stale = await later.api('DELETE', `/user/identities/${identityId}`)
  assert.deepEqual([stale.status, stale.body.code], [403, 'fresh_factor_required'])
  assert.equal((await later.api('POST', '/user/identities', {})).status, 403)

  const other = openBrowser(services)
  const email = `${unique('user')}@example.com`
  await makeUser(services, email)
  await other.signIn(email)
  const theirs = await other.api('DELETE', `/user/identities/${identityId}`)
  const nobodys = await other.api('DELETE', `/user/identities/idt_${'0'.repeat(32)}`)
  assert.equal(theirs.status, 404)
  assert.deepEqual({ ...theirs.body, requestId: '' }, { ...nobodys.body, requestId: '' })
  assert.equal((await other.api('DELETE', "/user/identities/idt_' or 1=1")).status, 400)
  assert.equal((await openBrowser(services).api('DELETE', `/user/identities/${identityId}`)).status, 401)
  assert.equal((await identitiesOf(services, userId)).length, 1)
})

test('what was sealed opens in its own row only, so that a row which was copied reveals nothing [DSE-32]', async (t) => {
  const [one, other] = [await linkedPerson(t), await linkedPerson(t)]
  await inPlatformTransaction(one.services, ({ db }) =>
    sql`update identities set grant_secret = (select grant_secret from identities where id = ${one.identityId})
      where id = ${other.identityId}`.execute(db),
  )
  // What cannot be opened cannot be revoked, and keeps nobody from unlinking.
  assert.equal((await other.unlink()).status, 204)
  assert.deepEqual(other.issuer.revoked, [])
  assert.deepEqual(await revocationsOf(other.services, other.identityId), [])
})

test('nothing is asked of a provider without a person who wants to go there [DSE-07]', async (t) => {
  const issuer = await startIssuer(t)
  const services = await servicesWith([providerOf(issuer)])
  const browser = openBrowser(services)
  await browser.api('GET', '/sign-in-providers')
  await browser.come('http://localhost:8080/api/v1/session/callback/sso?code=x&state=y')
  assert.equal(issuer.asked.length, 0)
  await visit(await browser.begin())
  assert.equal(issuer.asked.length, 1)
})
