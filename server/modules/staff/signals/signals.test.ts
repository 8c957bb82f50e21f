import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints } from '../../../app.ts'
import { openHouse, password, type House, type Reply } from '../house.fixture.ts'
import { watchedOperations } from './watch.ts'
import { createWindow, guessing, mailing, stuffing } from './window.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
let sender = 0
const newSender = () => `203.0.${(sender += 1) >> 8}.${sender & 255}`

async function signalsOf(at: House, about: string): Promise<Record<string, unknown>[]> {
  const { body } = await (await at.browser(at.root)).send('GET', '/staff/signals')
  return body.items.filter((signal: { sender: string | null; user: { id: string } | null }) =>
    [signal.sender, signal.user?.id].includes(about),
  )
}

test('what is watched is an endpoint', () => {
  const names = new Set(endpoints.map(({ operationId }) => operationId))
  for (const name of watchedOperations) assert.ok(names.has(name), name)
})

test('one sender that is refused for 20 addresses in ten minutes is refused sign-in for an hour, with Retry-After, and it is on record [DSE-23]', async (t) => {
  const at = await openHouse(t)
  const person = await at.person('Victim')
  const address = newSender()
  const attacker = await at.browser(undefined, address)
  for (let index = 1; index < stuffing.addresses; index++) {
    assert.equal((await attacker.signIn(`nobody${index}@example.com`, 'wrong wrong wrong')).status, 401)
    at.clock.advance(20_000)
  }
  assert.deepEqual(await signalsOf(at, address), [])
  assert.equal((await attacker.signIn(person.email, 'wrong wrong wrong')).status, 401)
  at.clock.advance(6 * minuteMs)
  const refused = await attacker.signIn(person.email)
  assert.equal(refused.status, 429)
  const wait = Number(refused.headers.get('retry-after'))
  assert.ok(wait > 53 * 60 && wait <= 54 * 60, String(wait))
  assert.equal((await (await at.browser(undefined, newSender())).signIn(person.email)).status, 201)

  const [signal, ...more] = await signalsOf(at, address)
  assert.deepEqual(more, [])
  assert.partialDeepStrictEqual(signal, {
    kind: 'credentialStuffing',
    action: 'signInRefused',
    counted: stuffing.addresses,
    user: null,
  })
  at.clock.advance(54 * minuteMs + 1)
  assert.equal((await attacker.signIn(person.email)).status, 201)
  // An IPv6 sender is its network.
  for (let index = 1; index <= stuffing.addresses; index++) {
    const one = await at.browser(undefined, `2001:db8:7:1::${index.toString(16)}`)
    assert.equal((await one.signIn(`else${index}@example.com`, 'wrong wrong wrong')).status, 401)
    at.clock.advance(20_000)
  }
  assert.equal((await (await at.browser(undefined, '2001:db8:7:1::ffff')).signIn(person.email)).status, 429)
})

test('50 refusals from ten senders against one address within an hour: a signal, and the person is told, once a day [DSE-23]', async (t) => {
  const at = await openHouse(t)
  const person = await at.person('Victim')
  const attack = async (email: string) => {
    const attackers = await Promise.all(Array.from({ length: 25 }, () => at.browser(undefined, newSender())))
    for (let round = 0; round < 2; round++) {
      for (const attacker of attackers) {
        assert.equal((await attacker.signIn(email, 'wrong wrong wrong')).status, 401)
        // Within the limit of one address, which is ten in five minutes.
        at.clock.advance(35_000)
      }
    }
  }
  await attack(person.email)
  const [signal] = await signalsOf(at, person.id)
  assert.partialDeepStrictEqual(signal, {
    kind: 'passwordGuessing',
    action: 'personTold',
    counted: guessing.refusals,
    sender: null,
  })
  const mails = (await at.work()).filter(({ to }) => to === person.email)
  assert.deepEqual(
    mails.map(({ subject }) => subject),
    ['Somebody keeps trying passwords for your sign-in'],
  )
  await attack(person.email)
  assert.deepEqual(
    (await at.work()).filter(({ subject }) => subject.startsWith('Somebody keeps trying')),
    [],
  )
  // Of an address that nobody signs in with there is a signal without the address, and nobody to tell.
  await attack(`nobody-${person.email}`)
  assert.deepEqual(await at.work(), [])
  const { body } = await (await at.browser(at.root)).send('GET', '/staff/signals')
  assert.partialDeepStrictEqual(body.items[0], { kind: 'passwordGuessing', action: 'none', user: null, sender: null })
  assert.ok(!JSON.stringify(body).includes(person.email))
})

test('a sender that asks for mails without end is refused them for an hour, and it is on record [DSE-23]', async (t) => {
  const at = await openHouse(t)
  const address = newSender()
  const flood = await at.browser(undefined, address)
  const ask = (email: string): Promise<Reply> => flood.send('POST', '/password-resets', { email })
  for (let index = 1; index < mailing.forms; index++) {
    const { status } = await ask(`nobody${index}@example.com`)
    assert.ok(status === 202 || status === 429)
  }
  assert.deepEqual(await signalsOf(at, address), [])
  assert.equal((await ask('one@example.com')).status, 429)
  assert.partialDeepStrictEqual(await signalsOf(at, address), [{ kind: 'mailFlood', action: 'mailRefused' }])
  const refused = await flood.send('POST', '/minor-reports', { email: 'one@example.com' })
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers.get('retry-after')) > 3_500)
  at.clock.advance(hourMs + 1)
  assert.equal((await ask('one@example.com')).status, 202)
})

test('an office behind one address is no pattern: 200 people who sign in, each mistyping once in a day [DSE-23]', async (t) => {
  const at = await openHouse(t)
  const office = newSender()
  const people = []
  for (let index = 0; index < 200; index++) people.push(await at.person(`Clerk ${index}`))
  for (const { email } of people) {
    const browser = await at.browser(undefined, office)
    assert.equal((await browser.signIn(email, 'correct horse battery stable')).status, 401)
    assert.equal((await browser.signIn(email, password)).status, 201)
    // The morning of a working day: all within three hours.
    at.clock.advance(54_000)
  }
  assert.deepEqual(await signalsOf(at, office), [])
})

test('people who mistype and then get in count for nothing, however many and fast; those who never get in count [DSE-23]', () => {
  const window = createWindow()
  for (let index = 0; index < 500; index++) {
    assert.deepEqual(window.refusal('office', `a${index}@example.com`, index * 100), {})
    window.success('office', `A${index}@example.com `)
  }
  // A day in which everybody mistypes once and gives up.
  for (let index = 0; index < 200; index++) {
    assert.deepEqual(window.refusal('other', `b${index}@example.com`, index * 150_000), {})
  }
  // One person who tries again and again, from many places, but less than what makes a pattern.
  for (let index = 0; index < 300; index++) {
    assert.deepEqual(window.refusal(`cafe ${index % 9}`, 'c@example.com', index * 60_000), {})
  }
  for (let index = 1; index < stuffing.addresses; index++) window.refusal('bot', `d${index}`, 0)
  assert.deepEqual(window.refusal('bot', 'd0', stuffing.windowMs - 1), { stuffed: stuffing.addresses })
  for (let index = 1; index < stuffing.addresses; index++) window.refusal('slow', `e${index}`, 0)
  assert.deepEqual(window.refusal('slow', 'e0', stuffing.windowMs), {})
})

test('what is kept to see patterns is bounded, whoever floods it', () => {
  const window = createWindow()
  for (let index = 0; index < 30_000; index++) {
    window.refusal(`s${index}`, `f${index}`, index)
    window.mail(`s${index}`, 'forms', index)
  }
  assert.deepEqual(window.sizes(), { refused: 10_000, attacked: 10_000, mails: 10_000 })
})
