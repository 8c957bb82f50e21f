import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlatformTransaction, inPrivacyTransaction, inTransaction, sql } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import { fixedPolicy, presets } from '#platform/policy'
import { callRoute } from '#testing'
import { presetOf, workAll } from '../requests/desk.fixture.ts'
import { openHouse } from '../../staff/house.fixture.ts'
import { consentTexts, digestOf } from './consent.ts'
import { hasConsent, mayMeasure } from './may-measure.ts'
import { visitorRoutes } from './visitor-routes.ts'
import { sweepAgain } from '../retention/sweep-again.fixture.ts'

const askingPreset = { ...presetOf('opsentry'), csrf: 'fetch-metadata' } as const

const dayMs = 86_400_000

async function openRegister(t: Parameters<typeof openHouse>[0]) {
  const at = await openHouse(t, { change: { policy: fixedPolicy(askingPreset) } })
  const visit = async (method: string, path: string, headers: Record<string, string> = {}, body?: object) => {
    const request = new Request(`http://localhost${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    const answer = await callRoute(at.services, visitorRoutes, request)
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : JSON.parse(text), headers: answer.headers }
  }
  const agree = (headers?: Record<string, string>) => visit('POST', '/site/consents', headers, { purpose: 'audience' })
  const may = (consentId?: string, headers: Record<string, string> = {}) =>
    mayMeasure(at.services, new Headers(headers), consentId)
  return { ...at, visit, agree, may }
}

test('nothing of a purpose runs without consent, and what was agreed to is on record with time and words [AHU-22]', async (t) => {
  const at = await openRegister(t)
  assert.equal(await at.may(), false)
  assert.equal(await at.may(newId('con', at.clock())), false)
  assert.equal(await at.may("' or true --"), false)
  const { status, body, headers } = await at.agree()
  assert.equal(status, 201)
  assert.deepEqual(
    [...headers.keys()].filter((name) => name === 'set-cookie'),
    [],
    'no cookie says so',
  )
  assert.equal(await at.may(body.id), true)
  const { rows } = await inPrivacyTransaction(at.services, ({ db }) =>
    sql`select * from consents where id = ${body.id}`.execute(db),
  )
  assert.deepEqual(rows, [
    {
      ...{ id: body.id, userId: null, purpose: 'audience', textVersion: consentTexts.audience.version },
      ...{ textDigest: digestOf('audience'), way: 'site', givenAt: at.clock(), withdrawnAt: null, withdrawnBy: null },
      expiresAt: new Date(body.expiresAt),
    },
  ])
})

test('a person gives and withdraws a consent with one request each, and the end holds at once [AHU-37, DSE-44]', async (t) => {
  const at = await openRegister(t)
  const ada = await at.person('Ada')
  const browser = await at.browser(ada)
  const has = () => inPlatformTransaction(at.services, (tx) => hasConsent(tx, ada.id, 'audience'))
  const given = await browser.send('PUT', '/user/consents/audience')
  assert.equal(given.status, 200)
  assert.equal(await has(), true)
  assert.equal((await browser.send('PUT', '/user/consents/audience')).body.id, given.body.id, 'twice is once')
  assert.equal((await browser.send('DELETE', '/user/consents/audience')).status, 204)
  assert.equal(await has(), false)
  assert.equal((await browser.send('DELETE', '/user/consents/audience')).status, 204)
  at.clock.advance(1_000)
  const twice = await Promise.all([1, 2].map(() => browser.send('PUT', '/user/consents/audience')))
  assert.equal(new Set(twice.map(({ body }) => body.id)).size, 1)
  const { body } = await browser.send('GET', '/user/consents')
  assert.deepEqual(
    body.history.map(({ withdrawnBy }: { withdrawnBy: string | null }) => withdrawnBy),
    [null, 'person'],
  )
  assert.partialDeepStrictEqual(body.purposes, [{ purpose: 'audience', asked: true, given: true }])
  assert.equal((await browser.send('PUT', '/user/consents/service')).status, 400)
})

test('a visitor withdraws with one request and no question, and the very next visit is not measured [AHU-37]', async (t) => {
  const at = await openRegister(t)
  const { body } = await at.agree()
  const end = () => at.visit('DELETE', `/site/consents/${body.id}`)
  assert.equal((await end()).status, 204)
  assert.equal(await at.may(body.id), false)
  assert.equal((await end()).status, 204)
  assert.equal((await at.visit('DELETE', '/site/consents/con_unknown')).status, 204, 'which tells nothing')
})

test('a visitor cannot end the consent of somebody who is signed in', async (t) => {
  const at = await openRegister(t)
  const ada = await at.person('Ada')
  const browser = await at.browser(ada)
  const { body } = await browser.send('PUT', '/user/consents/audience')
  await at.visit('DELETE', `/site/consents/${body.id}`)
  assert.equal((await browser.send('GET', '/user/consents')).body.purposes[0].given, true)
})

for (const [name, value] of [
  ['sec-gpc', '1'],
  ['dnt', '1'],
] as const) {
  test(`a browser that says no by ${name} is not measured in any mode, and cannot agree by mistake [AHU-22]`, async (t) => {
    const at = await openRegister(t)
    const { body } = await at.agree()
    assert.equal(await at.may(body.id, { [name]: value }), false)
    assert.equal((await at.agree({ [name]: value })).status, 403)
    for (const profile of Object.values(presets)) {
      const services = { ...at.services, policy: fixedPolicy(profile) }
      assert.equal(await mayMeasure(services, new Headers({ [name]: value }), body.id), false, profile.preset)
    }
  })
}

for (const [preset, profile] of Object.entries(presets)) {
  test(`with the preset ${preset} a visit is measured as its analytics say, and consent is asked for only where it is used [AHU-22]`, async (t) => {
    const at = await openRegister(t)
    const services = { ...at.services, policy: fixedPolicy({ ...profile, csrf: 'fetch-metadata' }) }
    const { mode } = profile.analytics
    const asks = mode === 'ga4-homepage'
    assert.equal(await mayMeasure(services, new Headers(), undefined), mode === 'cookieless')
    const request = new Request('http://localhost/site/consents', {
      method: 'POST',
      body: JSON.stringify({ purpose: 'audience' }),
    })
    assert.equal((await callRoute(services, visitorRoutes, request)).status, asks ? 201 : 409)
  })
}

test('a consent ends by itself after thirteen months, and with the words that it was given to [AHU-22]', async (t) => {
  const at = await openRegister(t)
  const { body } = await at.agree()
  at.clock.advance(new Date(body.expiresAt).getTime() - at.clock().getTime() - 1)
  assert.equal(await at.may(body.id), true)
  at.clock.advance(1)
  assert.equal(await at.may(body.id), false)
  const second = (await at.agree()).body
  await inPrivacyTransaction(at.services, ({ db }) =>
    sql`update consents set text_version = '2020-01-01' where id = ${second.id}`.execute(db),
  )
  assert.equal(await at.may(second.id), false)
})

test('closing a sign-in withdraws every consent of the person, subscriptions included [DSE-44]', async (t) => {
  const at = await openRegister(t)
  const ada = await at.person('Ada')
  const browser = await at.browser(ada)
  await browser.send('PUT', '/user/consents/audience')
  const owner = await at.person('Owner')
  const workspace = await at.workspace(owner)
  const page = await (await at.browser(owner)).inside(workspace.slug)('POST', '/status-pages', {
    slug: `page-${newHexKey(6)}`,
    name: 'Shop status',
  })
  await inTransaction(workspace, ({ db, workspaceId, now }) =>
    sql`insert into subscribers (id, workspace_id, page_id, address, address_key, created_at, confirmed_at)
      values (${`sub_${newHexKey(16)}`}, ${workspaceId}, ${page.body.id}, ${ada.email}, ${ada.email}, ${now()}, ${now()})`.execute(
      db,
    ),
  )
  const { body } = await browser.send('GET', '/user/consents')
  assert.partialDeepStrictEqual(body.subscriptions, [{ page: 'Shop status', withdrawnAt: null }])

  at.clock.advance(1_000)
  const fresh = await at.browser(ada)
  const closed = await fresh.send('POST', '/user/closure', { confirmation: ada.email })
  assert.ok(closed.status < 300, JSON.stringify(closed.body))
  await workAll(at)
  const { rows } = await inPrivacyTransaction(at.services, ({ db }) =>
    sql<{ what: string; ended: Date | null }>`
      select 'consent' as what, withdrawn_at as ended from consents where user_id = ${ada.id}
      union all select 'subscription', unsubscribed_at from subscribers where address = ${ada.email}`.execute(db),
  )
  assert.deepEqual(rows.map(({ what, ended }) => [what, ended?.getTime()]).sort(), [
    ['consent', at.clock().getTime()],
    ['subscription', at.clock().getTime()],
  ])
})

test('the proof of a consent outlives its end by the years of the policy, and no longer', async (t) => {
  const at = await openRegister(t)
  const years = askingPreset.retention.consentProofYears * 365 * dayMs
  const { body } = await at.agree()
  await at.visit('DELETE', `/site/consents/${body.id}`)
  const isThere = async () => {
    const found = await inPrivacyTransaction(at.services, ({ db }) =>
      sql`select from consents where id = ${body.id}`.execute(db),
    )
    return found.rows.length === 1
  }
  at.clock.advance(years - dayMs)
  await sweepAgain(at)
  assert.ok(await isThere())
  at.clock.advance(2 * dayMs)
  await sweepAgain(at)
  assert.ok(!(await isThere()))
})

test('bad input is refused, and too many from one sender are', async (t) => {
  const at = await openRegister(t)
  for (const body of [{}, { purpose: 'everything' }, { purpose: 1 }]) {
    assert.equal((await at.visit('POST', '/site/consents', {}, body)).status, 400)
  }
  const headers = { 'x-forwarded-for': '203.0.113.77' }
  for (let n = 0; n < 60; n++) assert.equal((await at.agree(headers)).status, 201)
  assert.equal((await at.agree(headers)).status, 429)
})
