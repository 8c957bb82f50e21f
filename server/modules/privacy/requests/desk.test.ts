import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newHexKey } from '#platform/ids'
import { fixedPolicy, presets } from '#platform/policy'
import { callRoute } from '#testing'
import { dayMs, linkIn, openDesk, presetOf, type Desk } from './desk.fixture.ts'
import { formRoutes } from './form-routes.ts'
import { requestForm } from './request-form.ts'
import type { PrivacyRequest } from './request.ts'
import { sweepAgain } from '../retention/sweep-again.fixture.ts'

const hourMs = 3_600_000
const stranger = () => `stranger-${newHexKey(6)}@example.com`

const withoutValues = (key: string, value: unknown): unknown =>
  key === 'value' || (key === 'values' && Array.isArray(value) && typeof value[0] !== 'object') ? '?' : value

async function of(at: Desk, address: string) {
  return (await at.requests()).filter((request) => request.address === address)
}

test('whoever asks for a known and for an unknown address gets the same answer, by the same statements [DSE-48]', async (t) => {
  const at = await openDesk(t)
  const known = await at.person()
  const ask = async (address: string) => {
    const statements: string[] = []
    const kysely = at.services.database.kysely.withPlugin({
      transformQuery: ({ node }) => {
        statements.push(JSON.stringify(node, withoutValues))
        return node
      },
      transformResult: ({ result }) => Promise.resolve(result),
    })
    const services = { ...at.services, database: { ...at.services.database, kysely } }
    at.queue.length = 0
    const request = new Request('http://localhost/privacy/requests', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.251' },
      body: JSON.stringify({ address, type: 'access' }),
    })
    const answer = await callRoute(services, formRoutes, request)
    const headers = [...answer.headers].filter(([name]) => name !== 'x-request-id')
    const jobs = at.queue.map(({ name, data }) => [name, Object.keys(data)])
    return { status: answer.status, body: await answer.text(), headers, jobs, statements }
  }
  const [first, second] = [await ask(known.email), await ask(stranger())]
  assert.ok(first.statements.length >= 3)
  assert.deepEqual(first, second)
  assert.deepEqual([first.status, first.body], [202, '{"state":"mailed"}'])
})

test('a form without a script asks, and the link of its mail proves the address: once, by a click and not by looking [SEN-37, AHU-38, DSE-48]', async (t) => {
  const at = await openDesk(t)
  const address = stranger()
  const answer = await at.form('/privacy/requests', {
    address,
    type: 'complaint',
    message: 'Too many mails',
    country: 'DE',
  })
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^text\/html/)
  assert.match(await answer.text(), /Check your mailbox/)
  const [mail, ...others] = await at.work()
  assert.ok(mail && others.length === 0 && mail.to === address)
  assert.doesNotMatch(mail.text, /Too many mails/, 'nobody can be made to read a stranger’s words')

  const look = await callRoute(at.services, formRoutes, new Request(`http://localhost${linkIn(mail)}`))
  assert.equal(look.status, 200)
  assert.match(await look.text(), /<form method="post">/)
  assert.equal((await of(at, address))[0]?.state, 'unconfirmed')

  assert.equal((await at.form(linkIn(mail), {})).status, 200)
  const [request] = await of(at, address)
  assert.partialDeepStrictEqual(request, { state: 'open', type: 'complaint', message: 'Too many mails', userId: null })
  assert.ok(request?.verifiedAt && request.acknowledgedAt)
  const [receipt] = await at.work()
  assert.match(receipt?.text ?? '', new RegExp(`Answered by: ${request.dueAt.toISOString().slice(0, 10)}`))
  assert.match(receipt?.text ?? '', /bfdi\.bund\.de/)

  for (const path of [linkIn(mail), '/privacy/requests/confirm/nonsense']) {
    const again = await at.form(path, {})
    assert.equal(again.status, 410)
    assert.match(await again.text(), /not valid any more/)
  }
})

test('an address that nobody confirmed is forgotten after 48 hours and not before, and its link opens nothing [DSE-48]', async (t) => {
  const at = await openDesk(t)
  const address = stranger()
  await at.form('/privacy/requests', { address, type: 'access' })
  const [mail] = await at.work()
  assert.ok(mail)
  at.clock.advance(48 * hourMs - 1_000)
  await at.sweep('privacy.tendRequests')
  assert.equal((await of(at, address)).length, 1)
  at.clock.advance(1_000)
  assert.equal((await at.form(linkIn(mail), {})).status, 410)
  await at.sweep('privacy.tendRequests')
  assert.deepEqual(await of(at, address), [])
})

for (const preset of Object.keys(presets)) {
  test(`with the preset ${preset} a mailbox alone opens nobody’s data: who has a sign-in confirms it there, afresh [DSE-48]`, async (t) => {
    const at = await openDesk(t, { preset })
    const [ada, eve] = [await at.person('Ada'), await at.person('Eve')]
    const [, receipt] = await at.askByMail(ada.email, { type: 'access' })
    assert.match(receipt?.text ?? '', /sign in and confirm it there/)
    const [request] = await of(at, ada.email)
    assert.partialDeepStrictEqual(request, { state: 'open', verifiedAt: null, userId: ada.id })
    assert.ok(!at.queue.some(({ name }) => name === 'privacy.fulfilRequest'))

    const path = `/user/privacy-requests/${request?.id}/verification`
    assert.equal((await (await at.browser(eve)).send('POST', path)).status, 404)
    const browser = await at.browser(ada)
    const confirmed = await browser.send('POST', path)
    assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body))
    assert.ok(confirmed.body.verifiedAt)
    assert.equal((await browser.send('POST', path)).status, 409)
    assert.ok(at.queue.some(({ name }) => name === 'privacy.fulfilRequest'))
  })
}

test('what made it certain who asks, the message and the address are forgotten with the answer [DSE-48]', async (t) => {
  const at = await openDesk(t)
  const address = stranger()
  await at.askByMail(address, { type: 'complaint', message: 'They sell my data' })
  const { id } = (await of(at, address))[0]!
  const staff = await at.browser(at.root)
  const to = (what: string, body: object) => staff.send('POST', `/staff/privacy-requests/${id}/${what}`, body)
  assert.equal((await to('doubts', { reason: 'Your last mail came from another address.' })).status, 204)
  const [doubt] = await at.work()
  assert.match(doubt?.text ?? '', /another address/)
  assert.equal((await to('verifications', { how: 'Named the page and the day of the subscription' })).status, 204)
  assert.equal((await to('verifications', { how: 'again' })).status, 409)
  assert.equal((await to('answers', { text: 'Nobody sells anything.' })).status, 204)
  const [answer] = await at.work()
  assert.equal(answer?.to, address)
  const closed = (await at.requests()).find((one) => one.id === id)
  assert.partialDeepStrictEqual(closed, { state: 'answered', address: null, message: null, verification: null })
  const { body } = await staff.send('GET', `/staff/privacy-requests/${id}`)
  assert.doesNotMatch(JSON.stringify(body), /sell my data|Named the page|stranger-/)
  const types = body.acts.map(({ type }: { type: string }) => type)
  assert.deepEqual(types.sort(), ['acknowledged', 'answered', 'confirmed', 'doubted', 'received', 'verified'])
})

for (const [preset, { requests, operator }] of Object.entries(presets)) {
  test(`with the preset ${preset} every answer and every refusal names an authority, and the clock runs from the receipt [DSE-46, OPS-43]`, async (t) => {
    const at = await openDesk(t, { preset })
    assert.equal(operator.country, '', 'a preset does not know where it runs')
    const staff = await at.browser(at.root)
    for (const [country, expected] of [
      ['FR', /Commission nationale de l’informatique et des libertés, https:\/\/www\.cnil\.fr/],
      ['US-CA', /California Privacy Protection Agency/],
      ['', /authority for data protection where you live\./],
    ] as const) {
      for (const [what, body] of [
        ['answers', { text: 'It is corrected.' }],
        ['rejections', { reason: 'It is right as it is.' }],
      ] as const) {
        const address = stranger()
        const mails = await at.askByMail(address, { type: 'correction', message: 'My name is wrong', country })
        const [request] = await of(at, address)
        assert.ok(request)
        const days = (request.dueAt.getTime() - request.receivedAt.getTime()) / dayMs
        assert.ok(days <= Math.min(31, requests.dueDays ?? 31))
        assert.equal((await staff.send('POST', `/staff/privacy-requests/${request.id}/${what}`, body)).status, 204)
        for (const mail of [...mails, ...(await at.work())]) assert.match(mail.text, expected, mail.subject)
      }
    }
    const form = requestForm({ policy: at.services.policy })
    assert.ok(form.contacts.length > 0 && form.countries.includes('FR'))
  })
}

test('the queue shows those who run the installation what is due first, and nobody else anything', async (t) => {
  const at = await openDesk(t)
  const person = await at.person()
  const [first, second] = [stranger(), stranger()]
  await at.askByMail(first, { type: 'complaint', message: 'One' })
  at.clock.advance(dayMs)
  await at.askByMail(second, { type: 'complaint', message: 'Two' })
  const staff = await at.browser(at.root)
  const { body } = await staff.send('GET', '/staff/privacy-requests?limit=100')
  const addresses = body.items.map(({ address }: { address: string }) => address)
  assert.ok(addresses.indexOf(first) >= 0 && addresses.indexOf(first) < addresses.indexOf(second))
  const page = await staff.send('GET', '/staff/privacy-requests?limit=1')
  const next = await staff.send('GET', `/staff/privacy-requests?limit=1&cursor=${page.body.nextCursor}`)
  assert.notEqual(next.body.items[0].id, page.body.items[0].id)

  const other = await at.browser(person)
  const [request] = await of(at, first)
  for (const [method, path, input] of [
    ['GET', '', undefined],
    ['POST', '', { address: first, type: 'access', receivedAt: '2026-01-01T00:00:00Z' }],
    ['GET', `/${request?.id}`, undefined],
    ['POST', `/${request?.id}/answers`, { text: 'x' }],
    ['POST', `/${request?.id}/rejections`, { reason: 'x' }],
    ['POST', `/${request?.id}/extensions`, { reason: 'x' }],
  ] as const) {
    assert.equal((await other.send(method, `/staff/privacy-requests${path}`, input)).status, 403, `${method} ${path}`)
  }
})

test('of two who answer at the same moment one is told, and a closed request stays closed', async (t) => {
  const at = await openDesk(t)
  const address = stranger()
  await at.askByMail(address, { type: 'complaint', message: 'Twice' })
  const { id } = (await of(at, address))[0]!
  const staff = await at.browser(at.root)
  const answers = await Promise.all(
    ['One', 'Two'].map((text) => staff.send('POST', `/staff/privacy-requests/${id}/answers`, { text })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 409])
  assert.equal((await at.work()).length, 1)
  for (const [what, body] of [
    ['answers', { text: 'x' }],
    ['rejections', { reason: 'x' }],
    ['extensions', { reason: 'x' }],
    ['doubts', { reason: 'x' }],
    ['verifications', { how: 'x' }],
    ['liftings', { reason: 'x' }],
  ] as const) {
    assert.equal((await staff.send('POST', `/staff/privacy-requests/${id}/${what}`, body)).status, 409, what)
  }
})

test('two further months are taken once, with a reason that is mailed, and only while the first time runs', async (t) => {
  const at = await openDesk(t)
  const staff = await at.browser(at.root)
  const extend = (id: string, reason = 'Many requests came at once.') =>
    staff.send('POST', `/staff/privacy-requests/${id}/extensions`, { reason })
  const asked = async () => {
    const address = stranger()
    await at.askByMail(address, { type: 'complaint', message: 'Slow' })
    return (await of(at, address))[0]!
  }
  const early = await asked()
  assert.equal((await staff.send('POST', `/staff/privacy-requests/${early.id}/extensions`, {})).status, 400)
  assert.equal((await extend(early.id)).status, 204)
  const [mail] = await at.work()
  assert.match(mail?.text ?? '', /Many requests came at once\./)
  assert.equal((await extend(early.id)).status, 409)
  const { body } = await staff.send('GET', `/staff/privacy-requests/${early.id}`)
  const months = (new Date(body.dueAt).getTime() - early.receivedAt.getTime()) / dayMs
  assert.ok(months >= 89 && months <= 92)

  const late = await asked()
  at.clock.advance(late.dueAt.getTime() - at.clock().getTime() - 1_000)
  const last = await asked()
  assert.equal(
    (await (await at.browser(at.root)).send('POST', `/staff/privacy-requests/${last.id}/extensions`, { reason: 'x' }))
      .status,
    204,
  )
  at.clock.advance(1_000)
  const refused = await (
    await at.browser(at.root)
  ).send('POST', `/staff/privacy-requests/${late.id}/extensions`, {
    reason: 'x',
  })
  assert.equal(refused.status, 409)
})

test('staff are reminded at set points, each once, and when it is overdue that is mailed, counted and published [OPS-43]', async (t) => {
  const at = await openDesk(t)
  const address = stranger()
  await at.askByMail(address, { type: 'complaint', message: 'Reminders' })
  const [request] = await of(at, address)
  assert.ok(request)
  const tend = async (): Promise<string[]> => {
    at.queue.length = 0
    await at.sweep('privacy.tendRequests')
    await at.sweep('privacy.tendRequests')
    const mine = at.queue.filter(({ data }) => 'requestId' in data && data.requestId === request.id)
    at.queue.length = 0
    at.queue.push(...mine)
    return (await at.work()).filter(({ to }) => to === at.root.email).map(({ subject }) => subject)
  }
  const until = (days: number): number => request.dueAt.getTime() - days * dayMs - at.clock().getTime()
  assert.deepEqual(await tend(), [])
  for (const [days, subject] of [
    [14, 'A privacy request has to be answered within 14 days'],
    [7, 'A privacy request has to be answered within 7 days'],
    [3, 'A privacy request has to be answered within 3 days'],
    [1, 'A privacy request has to be answered within 1 day'],
    [0, 'Overdue: a privacy request has no answer'],
  ] as const) {
    at.clock.advance(until(days) - 1)
    assert.deepEqual(await tend(), [], `${days} days, too early`)
    at.clock.advance(1)
    assert.deepEqual(await tend(), [subject])
    assert.deepEqual(await tend(), [])
  }
  const staff = await at.browser(at.root)
  const before = (await staff.send('GET', '/staff/privacy-figures')).body
  assert.ok(before.overdue >= 1 && before.open >= before.overdue)
  assert.match(
    (await at.services.metrics.render()).body,
    new RegExp(`watchword_privacy_requests_overdue ${before.overdue}\\b`),
  )
  const { body } = await staff.send('GET', `/staff/privacy-requests/${request.id}`)
  assert.equal(body.isOverdue, true)
  assert.equal(
    (await staff.send('POST', `/staff/privacy-requests/${request.id}/answers`, { text: 'Late.' })).status,
    204,
  )
  const after = (await staff.send('GET', '/staff/privacy-figures')).body
  assert.equal(after.overdue, before.overdue - 1)
  assert.equal(after.answered, before.answered + 1)
  assert.ok(after.worstDays >= 28 && after.medianDays !== null)
})

test('a request keeps the policy version under which it was made', async (t) => {
  const at = await openDesk(t)
  const address = stranger()
  await at.form('/privacy/requests', { address, type: 'complaint', message: 'Which one holds?' })
  const [mail] = await at.work()
  at.services.policy = fixedPolicy(presetOf('opsentry'), '2030-01-01')
  assert.ok(mail)
  await callRoute(at.services, formRoutes, new Request(`http://localhost${linkIn(mail)}`, { method: 'POST' }))
  const [request] = await of(at, address)
  assert.equal(request?.policyVersion, '2026-01-01')
  const [receipt] = await at.work()
  assert.match(receipt?.text ?? '', /version 2026-01-01/)
})

test('what came by mail is taken down with its day, and is answered like the rest [SEN-37, AHU-38]', async (t) => {
  const at = await openDesk(t)
  const staff = await at.browser(at.root)
  const address = stranger()
  const receivedAt = new Date(at.clock().getTime() - 3 * dayMs)
  const enter = (body: object) => staff.send('POST', '/staff/privacy-requests', body)
  const future = new Date(at.clock().getTime() + dayMs)
  assert.equal((await enter({ address, type: 'deletion', receivedAt: future })).status, 400)
  const { status, body } = await enter({ address, type: 'deletion', receivedAt })
  assert.equal(status, 201)
  const [receipt] = await at.work()
  assert.equal(receipt?.to, address)
  const [request] = await of(at, address)
  assert.equal(request?.receivedAt.getTime(), receivedAt.getTime())
  assert.equal(request?.verifiedAt, null)
  const early = await staff.send('POST', `/staff/privacy-requests/${body.id}/answers`, { text: 'Done.' })
  assert.equal(early.status, 409, 'who asks is not certain')
  const how = { how: 'Answered a mail to the address' }
  assert.equal((await staff.send('POST', `/staff/privacy-requests/${body.id}/verifications`, how)).status, 204)
  assert.ok(at.queue.some(({ name }) => name === 'privacy.fulfilRequest'))
})

test('bad input is refused with its field, too many are refused with a time, and an address is not flooded', async (t) => {
  const at = await openDesk(t)
  const address = stranger()
  for (const fields of [
    { type: 'access' },
    { address: 'nobody', type: 'access' },
    { address, type: 'everything' },
    { address, type: 'correction' },
    { address, type: 'access', purposes: 'improvement' },
    { address, type: 'access', country: 'Germany' },
    { address, type: 'complaint', message: 'x'.repeat(4_001) },
  ]) {
    const answer = await at.form('/privacy/requests', fields)
    assert.equal(answer.status, 400, JSON.stringify(fields))
    assert.match(answer.headers.get('content-type') ?? '', /html/)
  }
  assert.equal(
    (await at.form('/privacy/requests', { address, type: 'access', message: 'x'.repeat(40_000) })).status,
    413,
  )
  for (let n = 0; n < 5; n++)
    assert.equal((await at.form('/privacy/requests', { address, type: 'access' })).status, 200)
  assert.equal((await of(at, address)).length, 3)
  const statuses: number[] = []
  for (let n = 0; n < 12; n++) {
    const answer = await at.form(
      '/privacy/requests',
      { address: stranger(), type: 'access' },
      { 'x-forwarded-for': '203.0.113.254' },
    )
    statuses.push(answer.status)
    if (answer.status === 429) assert.ok(Number(answer.headers.get('retry-after')) > 0)
  }
  assert.deepEqual(statuses, [...Array<number>(10).fill(200), 429, 429])
})

test('with every preset an answered request stays as proof for its years, without anyone in it, and then goes [SEN-37]', async (t) => {
  const at = await openDesk(t)
  // One after the other, because the clock of a sweep only ever goes on.
  for (const profile of Object.values(presets)) {
    at.services.policy = fixedPolicy(profile)
    const address = stranger()
    await at.form('/privacy/requests', { address, type: 'restriction' })
    const [{ id }] = (await of(at, address)) as [PrivacyRequest]
    const [mail] = await at.work()
    await at.form(linkIn(mail!), {})
    const find = async () => (await at.requests()).find((one) => one.id === id)
    assert.partialDeepStrictEqual(await find(), { state: 'answered', address })
    await at.work()
    assert.partialDeepStrictEqual(await find(), { state: 'answered', address: null, message: null })
    assert.match((await find())?.answer ?? '', /kept and not used/)
    at.clock.advance(profile.retention.requestProofYears * 365 * dayMs - dayMs)
    await sweepAgain(at)
    assert.partialDeepStrictEqual(await find(), { id, answer: null })
    at.clock.advance(2 * dayMs)
    await sweepAgain(at)
    assert.equal(await find(), undefined, profile.preset)
  }
})
