/** The main job from end to end through the public interfaces, without a browser. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { crashWithSdk, openHouse, until, type House } from './house.ts'

let house: House
before(async () => {
  house = await openHouse()
})
after(() => house.close())

type SetUp = { dsn: string; apiKey: string; projectId: string; ingestKey: string }

// oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
async function api(key: string, method: string, path: string, body?: unknown): Promise<any> {
  const answer = await fetch(`${house.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`)
  return text === '' ? null : JSON.parse(text)
}

test('from a crash to a told subscriber, and back when it is fixed', async () => {
  const { mail, hook, url } = house
  const credentials = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery staple' }
  const setUpBody = JSON.stringify({ ...credentials, workspace: { name: 'Acme', slug: 'acme' } })
  const setUp = await fetch(`${url}/api/v1/setup`, { method: 'POST', body: setUpBody })
  assert.equal(setUp.status, 201)
  const { dsn, apiKey } = (await setUp.json()) as SetUp
  assert.equal((await fetch(`${url}/api/v1/setup`, { method: 'POST', body: setUpBody })).status, 409)

  const channel = await api(apiKey, 'POST', '/notification-channels', { type: 'webhook', name: 'Hook', url: hook.url })
  hook.expect(channel.signingSecret)
  await api(apiKey, 'POST', '/notification-channels', { type: 'email', name: 'Ada', address: 'ada@example.com' })

  await crashWithSdk(dsn, 'shop@1.0.0', 'Card 4711 was refused')
  const [incident] = (await api(apiKey, 'GET', '/incidents')).items
  assert.partialDeepStrictEqual(incident, {
    title: 'TypeError: Card 4711 was refused',
    status: 'open',
    kind: 'exception',
    eventCount: 1,
    firstRelease: 'shop@1.0.0',
    environments: ['production'],
  })
  const event = await api(apiKey, 'GET', `/incidents/${incident.id}/events/latest`)
  assert.equal(event.user.email, 'ada@example.com')
  assert.equal(event.exceptions.at(-1).frames.at(-1).function, 'chargeCard')
  assert.ok(event.breadcrumbs.some(({ message }: { message: string }) => message === 'Added a book to the cart'))

  await until('the webhook', () => hook.verified.find(({ body }) => body.type === 'incident.opened'))
  await until('the mail', () => mail.mails.find(({ to }) => to?.[0]?.address === 'ada@example.com'))

  const page = await api(apiKey, 'POST', '/status-pages', { slug: 'acme', name: 'Acme status' })
  const component = await api(apiKey, 'POST', `/status-pages/${page.id}/components`, { name: 'Checkout' })
  await subscribe('reader@example.com')

  const report = await api(apiKey, 'POST', `/status-pages/${page.id}/reports`, {
    incidentId: incident.id,
    title: 'Payments fail',
    impact: 'major',
    status: 'investigating',
    body: 'We are looking into refused cards.',
    components: [{ id: component.id, status: 'partial_outage' }],
  })
  const first = await until('the first update', () => mailTo('reader@example.com', /We are looking into refused cards/))
  assert.ok(
    first.headers.some(({ key, value }) => key === 'list-unsubscribe-post' && value === 'List-Unsubscribe=One-Click'),
  )
  const summary = await (await fetch(`${url}/status/acme/api/v2/summary.json`)).json()
  assert.partialDeepStrictEqual(summary, { incidents: [{ id: report.id, impact: 'major', status: 'investigating' }] })

  await api(apiKey, 'POST', `/incidents/${incident.id}/acknowledgement`)
  await api(apiKey, 'POST', `/incidents/${incident.id}/resolution`)
  await api(apiKey, 'POST', `/reports/${report.id}/updates`, { status: 'resolved', body: 'Cards are accepted again.' })
  await until('the last update', () => mailTo('reader@example.com', /Cards are accepted again/))
  assert.match(await (await fetch(`${url}/status/acme`)).text(), /All Systems Operational/i)

  await crashWithSdk(dsn, 'shop@1.0.1', 'Card 4712 was refused')
  await until('the regression', () => hook.verified.find(({ body }) => body.type === 'incident.regressed'))
  assert.partialDeepStrictEqual(await api(apiKey, 'GET', `/incidents/${incident.id}`), {
    status: 'open',
    eventCount: 2,
    regressionCount: 1,
    lastRelease: 'shop@1.0.1',
  })

  const { steps } = await api(apiKey, 'GET', `/incidents/${incident.id}/trail`)
  const types = new Set(steps.map(({ type }: { type: string }) => type))
  for (const type of [
    'event.received',
    'incident.opened',
    'notification.created',
    'delivery.succeeded',
    'incident.acknowledged',
    'report.published',
    'update.published',
    'subscriberMail.sent',
    'incident.resolved',
    'incident.regressed',
  ]) {
    assert.ok(types.has(type), `${type} is missing from the trail: ${[...types].join(', ')}`)
  }
  assert.deepEqual(hook.refused, [])
  assert.equal(new Set(hook.verified.map(({ id }) => id)).size, hook.verified.length)

  const unsubscribe = first.headers.find(({ key }) => key === 'list-unsubscribe')?.value
  const unsubscribeUrl = /<(https?:[^>]+)>/.exec(unsubscribe ?? '')?.[1]
  assert.ok(unsubscribeUrl)
  const gone = await fetch(unsubscribeUrl, {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  })
  assert.equal(gone.status, 200)
  assert.equal((await api(apiKey, 'GET', `/status-pages/${page.id}/subscribers`)).items.length, 0)

  /** Signs up with double opt-in, as a reader would. */
  async function subscribe(address: string): Promise<void> {
    const signUp = await fetch(`${url}/status/acme/subscribers`, {
      method: 'POST',
      body: new URLSearchParams({ address }),
    })
    assert.ok(signUp.ok, String(signUp.status))
    const confirmation = await until('the confirmation mail', () => mailTo(address, /confirm/i))
    const link = /https?:\S+\/confirm\/[\w.-]+/.exec(confirmation.text ?? '')?.[0]
    assert.ok(link)
    assert.ok((await fetch(link)).ok)
    assert.ok((await fetch(link, { method: 'POST' })).ok)
    const confirmed = (await api(apiKey, 'GET', `/status-pages/${page.id}/subscribers`)).items[0]
    assert.equal(confirmed.state, 'confirmed')
  }

  function mailTo(address: string, text: RegExp) {
    return mail.mails.find(({ to, text: body }) => to?.[0]?.address === address && text.test(body ?? ''))
  }
})
