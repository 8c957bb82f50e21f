import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually, testContext } from '#testing'
import { createdPage, createdReport, newAddress, subscribed, withoutWorkers } from '../test-support.ts'
import { deliverSubscriberMails } from './deliver.ts'
import { holdMs } from './deliver-lane.ts'
import { later, mailServer, refusal, rowsOf } from './mail-server.fixture.ts'

const isSlow = (address: string): boolean => address.endsWith('@slow.example')
const eachOf = 30

async function audience() {
  const ctx = withoutWorkers(await testContext())
  const page = await createdPage(ctx)
  for (let count = 0; count < eachOf; count += 1) {
    await subscribed(ctx, page, newAddress().replace('@example.com', '@slow.example'))
    await subscribed(ctx, page, newAddress())
  }
  return { ctx, page }
}

test('a domain that answers nothing holds up nobody else, and gets its mails when it does', async (t) => {
  const { ctx, page } = await audience()
  const { promise: answers, resolve: answer } = Promise.withResolvers<undefined>()
  const server = await mailServer(
    t,
    ctx,
    () => undefined,
    (to) => (isSlow(to) ? answers : Promise.resolve(undefined)),
  )
  const report = await createdReport(ctx, page)
  const delivering = deliverSubscriberMails.handle({ ...ctx, mail: server.mail }, { updateId: report.updates[0].id })
  await eventually('the mails to the other domain', () => Promise.resolve(server.taken.length === eachOf))
  assert.deepEqual(
    server.taken.filter(({ to }) => isSlow(to)),
    [],
  )
  answer(undefined)
  await delivering
  assert.equal(new Set(server.taken.map(({ to }) => to)).size, eachOf * 2)
  assert.equal(server.taken.length, eachOf * 2)
  assert.ok((await rowsOf(ctx)).every(({ state }) => state === 'sent'))
})

test('a domain that says 421 is left alone for a minute: the others are told, and its own are not used up', async (t) => {
  const { ctx, page } = await audience()
  let isBusy = true
  let refused = 0
  const server = await mailServer(
    t,
    ctx,
    () => undefined,
    (to) => {
      if (!isBusy || !isSlow(to)) return Promise.resolve(undefined)
      refused += 1
      return Promise.resolve(refusal(421, '4.7.0 too many connections'))
    },
  )
  const report = await createdReport(ctx, page)
  const updateId: string = report.updates[0].id
  await deliverSubscriberMails.handle({ ...ctx, mail: server.mail }, { updateId })
  assert.equal(server.taken.length, eachOf)
  assert.equal(refused, 2, 'as many as go there before anybody knows')
  const waiting = (await rowsOf(ctx)).filter(({ state }) => state === 'waiting')
  assert.equal(waiting.length, eachOf)
  assert.equal(waiting.filter(({ attempts }) => attempts === 0).length, eachOf - 2)
  assert.ok(waiting.every(({ reason }) => /slow\.example takes no mail at the moment|^421 /.test(reason ?? '')))
  isBusy = false
  const afterwards = { ...later(ctx, holdMs + 1_000), mail: server.mail }
  await deliverSubscriberMails.handle(afterwards, { updateId })
  assert.equal(server.taken.length, eachOf * 2)
})

test('a domain that greylists is tried for each of its mails, and others do not wait for it', async (t) => {
  const { ctx, page } = await audience()
  const known = new Set<string>()
  const server = await mailServer(
    t,
    ctx,
    () => undefined,
    (to) => {
      if (!isSlow(to) || known.has(to)) return Promise.resolve(undefined)
      known.add(to)
      return Promise.resolve(refusal(451, '4.7.1 greylisted, try again later'))
    },
  )
  const report = await createdReport(ctx, page)
  const updateId: string = report.updates[0].id
  await deliverSubscriberMails.handle({ ...ctx, mail: server.mail }, { updateId })
  assert.equal(server.taken.length, eachOf)
  assert.equal(known.size, eachOf, 'each of them was announced')
  await deliverSubscriberMails.handle({ ...later(ctx, 120_000), mail: server.mail }, { updateId })
  assert.equal(server.taken.length, eachOf * 2)
})
