import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Events, OAuth2Server, type MutableToken } from 'oauth2-mock-server'
import { readConfig } from '#platform/config'
import type { Services } from '#platform/context'
import { identitiesOf, makeUser, openBrowser, servicesWith, unique } from './test-support.ts'

const microsoft = 'https://login.microsoftonline.com'
const directory = '72f988bf-86f1-41af-91ab-2d7cd011db47'
const consumers = '9188040d-6c67-4c5b-b112-36a304b66dad'

/** Microsoft as it documents itself, on this machine: only the way there is another one. */
async function scene(t: TestContext) {
  const server = new OAuth2Server(undefined, undefined, {
    endpoints: { wellKnownDocument: '/common/v2.0/.well-known/openid-configuration' },
  })
  await server.issuer.keys.generate('RS256')
  await server.start(0, '127.0.0.1')
  t.after(() => server.stop())
  const local = `http://127.0.0.1:${server.address().port}`
  server.issuer.url = microsoft
  const claims: Record<string, unknown> = {
    sub: unique('subject'),
    tid: directory,
    email: `${unique('ada')}@example.com`,
  }
  server.service.on(Events.BeforeWellKnownOpenIdConfiguration, ({ body }: { body: Record<string, unknown> }) => {
    Object.assign(body, { issuer: `${microsoft}/{tenantid}/v2.0` })
    delete body['revocation_endpoint']
  })
  server.service.on(Events.BeforeTokenSigning, ({ payload }: MutableToken) => {
    Object.assign(payload, { iss: `${microsoft}/${String(claims['tid'])}/v2.0` }, claims)
  })
  const { signInProviders } = readConfig({
    WATCHWORD_SIGN_IN_PROVIDERS: JSON.stringify([{ type: 'microsoft', clientId: 'watchword', clientSecret: 'canary' }]),
  })
  const services = await servicesWith(signInProviders)
  const { egress } = services
  const request: typeof egress.request = (input) =>
    egress.request({ ...input, url: input.url.replace(microsoft, local) })
  const there: Services = { ...services, egress: { ...egress, request } }
  const visit = async (url: string) => {
    const answer = await fetch(url.replace(microsoft, local), { redirect: 'manual' })
    return new URL(answer.headers.get('location') ?? '')
  }
  const goTo = async (browser = openBrowser(there), iss?: string) => {
    const answer = await visit(await browser.begin('microsoft'))
    if (iss !== undefined) answer.searchParams.set('iss', iss)
    return browser.come(answer.href)
  }
  return { services: there, claims, goTo }
}

test('with Microsoft the issuer of an identity is the person’s own directory [DSE-06]', async (t) => {
  const { services, claims, goTo } = await scene(t)
  claims['xms_edov'] = true
  const email = `${unique('user')}@example.com`
  const userId = await makeUser(services, email)
  const browser = openBrowser(services)
  await browser.signIn(email)
  assert.equal(await goTo(browser), '/app/')
  const [identity] = await identitiesOf(services, userId)
  assert.partialDeepStrictEqual(identity, { issuer: `${microsoft}/${directory}/v2.0`, subject: claims['sub'] })
  assert.equal(await goTo(), '/app/')
  // The same subject in another directory is another person.
  claims['tid'] = '11111111-2222-3333-4444-555555555555'
  assert.equal(await goTo(), '/app/sign-up?provider=microsoft')
})

test('an ID token whose issuer is not the directory that it names is not taken', async (t) => {
  const { services, claims, goTo } = await scene(t)
  claims['xms_edov'] = true
  for (const iss of [`${microsoft}/${consumers}/v2.0`, `${microsoft}/{tenantid}/v2.0`, 'https://evil.example']) {
    claims['iss'] = iss
    assert.equal(await goTo(), '/app/?problem=provider_answer_invalid', iss)
  }
  delete claims['iss']
  const own = `${microsoft}/${directory}/v2.0`
  assert.equal(await goTo(openBrowser(services), own), '/app/sign-up?provider=microsoft')
  assert.equal(await goTo(openBrowser(services), 'https://evil.example'), '/app/?problem=provider_answer_invalid')
})

test('an address that any administrator may have written into a directory does not count [DSE-06]', async (t) => {
  const { claims, goTo } = await scene(t)
  for (const doubt of [{}, { xms_edov: false }, { xms_edov: '0' }, { email_verified: true }]) {
    Object.assign(claims, { xms_edov: undefined, email_verified: undefined }, doubt)
    assert.equal(await goTo(), '/app/?problem=email_not_verified', JSON.stringify(doubt))
  }
  for (const proof of [{ xms_edov: true }, { xms_edov: '1' }, { xms_edov: undefined, tid: consumers }]) {
    Object.assign(claims, proof)
    assert.equal(await goTo(), '/app/sign-up?provider=microsoft', JSON.stringify(proof))
  }
})
