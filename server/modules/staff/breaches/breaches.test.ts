import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { inPlatformTransaction, sql } from '#platform/database'
import { openHouse, type Browser, type House } from '../house.fixture.ts'
import { dueReminders } from './breach.ts'

const hourMs = 3_600_000

const input = (at: House, change: object = {}) => ({
  title: `A disk was lost ${randomBytes(4).toString('hex')}`,
  happened: 'A disk with backups was lost on the way.',
  categories: ['addresses of people'],
  workspaceIds: null as string[] | null,
  noticedAt: at.clock().toISOString(),
  ...change,
})

async function opened(browser: Browser, body: object) {
  const answer = await browser.send('POST', '/staff/breaches', body)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}

test('a breach has its 72 hours from when it was noticed, and all acts are on record with who and when [OPS-50]', async (t) => {
  const at = await openHouse(t)
  const staff = await at.browser(at.root)
  const noticedAt = new Date(at.clock().getTime() - 5 * hourMs)
  const breach = await opened(staff, input(at, { noticedAt: noticedAt.toISOString() }))
  assert.equal(breach.authorityDeadline, new Date(noticedAt.getTime() + 72 * hourMs).toISOString())
  const path = `/staff/breaches/${breach.id}`

  assert.equal((await staff.send('PATCH', path, { categories: ['addresses of people', 'names'] })).status, 200)
  const notice = { notifiedAt: at.clock().toISOString(), reference: 'LfD 4711' }
  assert.equal((await staff.send('PUT', `${path}/authority-notice`, notice)).status, 204)
  assert.equal((await staff.send('PUT', `${path}/public-note`, { text: 'A disk was lost.' })).status, 204)
  assert.equal((await staff.send('POST', `${path}/closure`, { reason: 'It was found, sealed.' })).status, 204)
  assert.equal((await staff.send('PATCH', path, { title: 'Other' })).status, 409)
  assert.equal((await staff.send('DELETE', `${path}/closure`)).status, 204)
  assert.equal((await staff.send('DELETE', `${path}/closure`)).status, 409)
  const { body } = await staff.send('GET', path)
  assert.deepEqual(
    body.acts.map(({ type }: { type: string }) => type),
    ['opened', 'changed', 'authorityNotified', 'publicNoteSet', 'closed', 'reopened'],
  )
  for (const act of body.acts) {
    assert.deepEqual(act.by, { id: at.root.id, name: 'Root Operator' })
    assert.ok(act.at)
  }
  assert.deepEqual(body.acts[1].data.before, { categories: ['addresses of people'] })
  assert.partialDeepStrictEqual(body, {
    publicNote: 'A disk was lost.',
    authorityReference: 'LfD 4711',
    closedAt: null,
  })
  const { body: list } = await staff.send('GET', '/staff/breaches')
  const listed = list.items.find(({ id }: { id: string }) => id === breach.id)
  assert.equal(listed?.publicNote, 'A disk was lost.')
})

test('an act on record is neither changed nor deleted, not by the program’s own roles either [OPS-50]', async (t) => {
  const at = await openHouse(t)
  const { id } = await opened(await at.browser(at.root), input(at))
  for (const statement of [
    'update breach_acts set at = now() where breach_id = $',
    'delete from breach_acts where breach_id = $',
  ]) {
    await assert.rejects(
      inPlatformTransaction(at.services, ({ db }) => sql`${sql.raw(statement.replace('$', ''))}${id}`.execute(db)),
    )
    await assert.rejects(
      sql`${sql.raw(statement.replace('$', ''))}${id}`.execute(at.services.database.kysely),
      /appended/,
    )
  }
})

test('exactly the owners of the workspaces concerned are told, each once, after a preview that sends nothing [OPS-50]', async (t) => {
  const at = await openHouse(t)
  const [ada, bob, cid, eve] = [
    await at.person('Ada'),
    await at.person('Bob'),
    await at.person('Cid'),
    await at.person('Eve'),
  ]
  const [first, second, third] = [
    await at.workspace(ada, 'First'),
    await at.workspace(bob, 'Second'),
    await at.workspace(eve, 'Third'),
  ]
  await at.join(first, cid, 'admin')
  await at.join(first, eve, 'member')
  await at.join(second, ada, 'owner')
  const staff = await at.browser(at.root)
  const breach = await opened(staff, input(at, { workspaceIds: [first.workspaceId] }))
  const path = `/staff/breaches/${breach.id}`
  const text = 'A disk with a copy of your data was lost.\n\nIt was encrypted.'

  const preview = await staff.send('POST', `${path}/notice-previews`, { text })
  assert.deepEqual(
    preview.body.recipients.map(({ email }: { email: string }) => email),
    [ada.email],
  )
  assert.match(preview.body.text, /It was encrypted/)
  assert.deepEqual(await at.work(), [])

  assert.deepEqual((await staff.send('POST', `${path}/notices`, { text })).body, { told: 1 })
  const mails = await at.work()
  assert.deepEqual(
    mails.map(({ to, subject, text }) => ({ to, subject, text })),
    [{ to: ada.email, subject: preview.body.subject, text: preview.body.text }],
  )
  assert.match(mails[0]?.text ?? '', /First/)
  assert.doesNotMatch(mails[0]?.text ?? '', /Second|Third/)
  assert.equal((await staff.send('POST', `${path}/notices`, { text })).status, 409)

  // More are concerned than was thought: who was told is not told again.
  const more = { workspaceIds: [first.workspaceId, second.workspaceId] }
  assert.equal((await staff.send('PATCH', path, more)).status, 200)
  const answers = await Promise.all([1, 2].map(() => staff.send('POST', `${path}/notices`, { text })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 409])
  assert.deepEqual(
    (await at.work()).map(({ to }) => to),
    [bob.email],
  )
  const { body } = await staff.send('GET', path)
  const told = body.recipients.map(({ id, toldAt }: { id: string; toldAt: string | null }) => [id, toldAt !== null])
  assert.deepEqual(
    told.sort(),
    [
      [ada.id, true],
      [bob.id, true],
    ].sort(),
  )
  const acts = body.acts.filter(({ type }: { type: string }) => type === 'ownersTold')
  assert.deepEqual(
    acts.map(({ data }: { data: object }) => data),
    [1, 1].map((owners) => ({ text, owners })),
  )
  assert.ok(third.workspaceId)
})

test('those who run the installation are reminded after 24, 48 and 66 hours, each once, until the authority was notified [OPS-50]', async (t) => {
  const at = await openHouse(t)
  const admin = await at.person('Admin')
  await at.join(at.operators, admin, 'admin')
  await at.join(at.operators, await at.person('Member'), 'member')
  const body = input(at)
  const breach = await opened(await at.browser(at.root), body)
  const remind = async () => {
    await Promise.all([at.sweep('staff.remindOfBreaches'), at.sweep('staff.remindOfBreaches')])
    return (await at.work()).filter(({ text }) => text.includes(body.title))
  }
  assert.deepEqual(await remind(), [])
  at.clock.advance(24 * hourMs - 1)
  assert.deepEqual(await remind(), [])
  for (const [hours, stepMs] of [
    [24, 1],
    [48, 24 * hourMs],
    [66, 18 * hourMs],
  ] as const) {
    at.clock.advance(stepMs)
    const mails = await remind()
    assert.deepEqual(mails.map(({ to }) => to).sort(), [at.root.email, admin.email].sort(), `${hours}`)
    for (const { subject, text } of mails) {
      assert.match(subject, new RegExp(`^${hours} hours`))
      assert.ok(text.includes(breach.authorityDeadline.slice(0, 10)))
    }
    assert.deepEqual(await remind(), [])
  }
  const acts = (await (await at.browser(at.root)).send('GET', `/staff/breaches/${breach.id}`)).body.acts
  assert.deepEqual(
    acts.map(({ type, by }: { type: string; by: unknown }) => [type, by === null]),
    [['opened', false], ...[1, 2, 3].map(() => ['reminded', true])],
  )
})

test('nobody is reminded of a breach of which the authority was notified, or that is closed; a late one is mailed once [OPS-50]', async (t) => {
  const at = await openHouse(t)
  const staff = await at.browser(at.root)
  const [notified, closed] = [input(at), input(at)]
  const first = await opened(staff, notified)
  const second = await opened(staff, closed)
  const at0 = at.clock().toISOString()
  await staff.send('PUT', `/staff/breaches/${first.id}/authority-notice`, { notifiedAt: at0, reference: null })
  await staff.send('POST', `/staff/breaches/${second.id}/closure`, { reason: 'No risk to anyone.' })
  at.clock.advance(70 * hourMs)
  const late = input(at, { noticedAt: new Date(at.clock().getTime() - 50 * hourMs).toISOString() })
  await opened(await at.browser(at.root), late)
  await at.sweep('staff.remindOfBreaches')
  const mails = await at.work()
  assert.equal(mails.filter(({ text }) => text.includes(notified.title) || text.includes(closed.title)).length, 0)
  assert.deepEqual(
    mails.filter(({ text }) => text.includes(late.title)).map(({ subject }) => subject),
    ['48 hours since a breach was noticed'],
  )
  const noticedAt = new Date(0)
  const open = { noticedAt, authorityNotifiedAt: null, closedAt: null }
  assert.deepEqual(dueReminders(open, new Date(24 * hourMs - 1)), [])
  assert.deepEqual(dueReminders(open, new Date(66 * hourMs)), [24, 48, 66])
  assert.deepEqual(dueReminders({ ...open, closedAt: noticedAt }, new Date(66 * hourMs)), [])
})

test('what cannot be is refused with the field: the future, unknown workspaces, times that are none', async (t) => {
  const at = await openHouse(t)
  const staff = await at.browser(at.root)
  const later = new Date(at.clock().getTime() + hourMs).toISOString()
  for (const [change, path] of [
    [{ noticedAt: later }, 'noticedAt'],
    [{ noticedAt: 'yesterday' }, 'noticedAt'],
    [{ workspaceIds: [`wks_${'0'.repeat(32)}`] }, 'workspaceIds'],
    [{ workspaceIds: ["' or 1=1"] }, 'workspaceIds.0'],
    [{ title: '' }, 'title'],
    [{ happened: 'x'.repeat(20_001) }, 'happened'],
  ] as const) {
    const { status, body } = await staff.send('POST', '/staff/breaches', input(at, change))
    assert.equal(status, 400, path)
    assert.equal(body.fields[0].path, path)
  }
  const { id } = await opened(staff, input(at))
  const path = `/staff/breaches/${id}/authority-notice`
  assert.equal((await staff.send('PUT', path, { notifiedAt: later, reference: null })).status, 400)
  const before = new Date(at.clock().getTime() - hourMs).toISOString()
  assert.equal((await staff.send('PUT', path, { notifiedAt: before, reference: null })).status, 400)
  assert.equal((await staff.send('GET', `/staff/breaches/bre_${'0'.repeat(32)}`)).status, 404)
  const text = 'a\u0000b'
  assert.notEqual((await staff.send('PUT', `/staff/breaches/${id}/public-note`, { text })).status, 500)
})
