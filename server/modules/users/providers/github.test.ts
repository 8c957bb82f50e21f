import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { SignInProvider } from '#platform/config'
import { inPlatformTransaction } from '#platform/database'
import { startGithub, type GithubServer } from './github-server.fixture.ts'
import { everythingKept, identitiesOf, makeUser, openBrowser, servicesWith, unique, visit } from './test-support.ts'
import { findWaitingIdentity } from './waiting-identity.ts'

function providerOf({ url, clientId, clientSecret }: GithubServer): SignInProvider {
  return { type: 'github', id: 'github', name: 'GitHub', url, clientId, clientSecret }
}

async function linkedPerson(t: TestContext) {
  const github = await startGithub(t)
  const services = await servicesWith([providerOf(github)])
  const email = `${unique('user')}@example.com`
  const userId = await makeUser(services, email)
  const browser = openBrowser(services)
  await browser.signIn(email)
  assert.equal(await browser.goTo('github'), '/app/')
  return { github, services, userId, browser }
}

test('with GitHub one signs in by the number of one’s login there, with the declared scopes and PKCE [DSE-06]', async (t) => {
  const { github, services, userId } = await linkedPerson(t)
  // The login name was changed, and somebody else may have it now.
  github.user = { ...github.user, login: 'renamed' }
  const browser = openBrowser(services)
  assert.equal(await browser.goTo('github', '/app/acme'), '/app/acme')
  assert.equal((await browser.api('GET', '/session')).body.user.id, userId)
  const { state, code_challenge: challenge, ...rest } = Object.fromEntries(github.asked[0] ?? [])
  assert.deepEqual(rest, {
    client_id: github.clientId,
    response_type: 'code',
    redirect_uri: 'http://localhost:8080/api/v1/session/callback/github',
    scope: 'read:user user:email',
    code_challenge_method: 'S256',
  })
  assert.notEqual(state, challenge)
  assert.deepEqual([...new Set(github.requests)], ['GET /api/v3/user', 'GET /api/v3/user/emails'])
})

test('of GitHub is stored what is declared, the grant as ciphertext, and nothing else [DSE-06] [CAB-05]', async (t) => {
  const { github, services, userId } = await linkedPerson(t)
  const [{ id, createdAt, grantSecret, ...rest } = {}] = await identitiesOf(services, userId)
  assert.ok(id && createdAt)
  assert.match(String(grantSecret), /^v1\./)
  const { user, url } = github
  assert.deepEqual(rest, {
    ...{ userId, providerId: 'github', issuer: url, subject: String(user.id), email: `ada${user.id}@example.com` },
  })
  const kept = await everythingKept(services)
  assert.doesNotMatch(kept, /canary/)
  for (const grant of github.grants) assert.ok(!kept.includes(grant))
})

test('only the primary address counts, and only when GitHub has verified it [DSE-06]', async (t) => {
  const github = await startGithub(t)
  const services = await servicesWith([providerOf(github)])
  const [other, primary] = github.emails
  assert.ok(other && primary)
  for (const emails of [[], [other], [other, { ...primary, verified: false }], [{ ...primary, email: 'x' }]]) {
    github.emails = emails
    assert.equal(await openBrowser(services).goTo('github'), '/app/?problem=email_not_verified')
  }
  github.emails = [other, primary]
  github.user = { ...github.user, name: null }
  const browser = openBrowser(services)
  assert.equal(await browser.goTo('github'), '/app/sign-up?provider=github')
  const found = await inPlatformTransaction(services, (tx) =>
    findWaitingIdentity(tx, new Headers({ cookie: browser.cookie() })),
  )
  assert.partialDeepStrictEqual(found, { email: primary.email, name: github.user.login })
})

test('an answer of GitHub that names another issuer is not taken, and one that names none is', async (t) => {
  const { github, services } = await linkedPerson(t)
  const browser = openBrowser(services)
  const answer = new URL(await visit(await browser.begin('github')))
  answer.searchParams.set('iss', 'https://github.com/login/oauth')
  assert.equal(await browser.come(answer.href), '/app/?problem=provider_answer_invalid')
  github.sendsIssuer = false
  assert.equal(await browser.goTo('github'), '/app/')
})

test('a code that was used, a wrong client secret and a GitHub in trouble open nothing', async (t) => {
  const { github, services } = await linkedPerson(t)
  const used = new URL(await visit(await openBrowser(services).begin('github')))
  const browser = openBrowser(services)
  const answer = new URL(await visit(await browser.begin('github')))
  answer.searchParams.set('code', used.searchParams.get('code') ?? '')
  assert.equal(await browser.come(answer.href), '/app/?problem=provider_answer_invalid')

  const config = { ...services.config, signInProviders: [{ ...providerOf(github), clientSecret: 'wrong' }] }
  const misconfigured = openBrowser({ ...services, config })
  assert.equal(await misconfigured.goTo('github'), '/app/?problem=provider_answer_invalid')

  for (const [status, problem] of [
    [500, 'unavailable'],
    [503, 'unavailable'],
    [403, 'answer_invalid'],
    [429, 'answer_invalid'],
  ]) {
    github.trouble = Number(status)
    assert.equal(await browser.goTo('github'), `/app/?problem=provider_${problem}`, String(status))
  }
  assert.equal((await browser.api('GET', '/session')).status, 401)
})

test('unlinking revokes the grant at GitHub [CAB-05] [DSE-07]', async (t) => {
  const { github, services, userId, browser } = await linkedPerson(t)
  const [identity] = await identitiesOf(services, userId)
  assert.equal(github.grants.size, 1)
  assert.equal((await browser.api('DELETE', `/user/identities/${String(identity?.['id'])}`)).status, 204)
  assert.equal(github.grants.size, 0)
  assert.ok(github.requests.includes(`DELETE /api/v3/applications/${github.clientId}/grant`))
  assert.deepEqual(await identitiesOf(services, userId), [])
})
