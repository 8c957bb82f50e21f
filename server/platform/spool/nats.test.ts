import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { AppError } from '../errors.ts'
import { ownNats, type OwnNats } from './nats-server.fixture.ts'
import { natsOptions } from './nats.fixture.ts'
import { createNatsSpool, type NatsSpool, type NatsSpoolOptions } from './nats.ts'
import { items, spoolContract, testStore, until, type Item, type TestStore } from './spool.contract.ts'

const serverUrl = process.env['WATCHWORD_TEST_NATS_URL']
const skip = serverUrl === undefined ? 'set WATCHWORD_TEST_NATS_URL to a nats-server with JetStream' : false

/** A stream that nobody else uses. */
function freshUrl(server = serverUrl, maxBytes = 10_000_000): string {
  return `${server}?stream=test-${randomBytes(6).toString('hex')}&maxBytes=${maxBytes}`
}

/** What a process is: all options but those that the store decides. */
function open(url: string, store: TestStore, more: Partial<NatsSpoolOptions<Item>> = {}): NatsSpool<Item> {
  const onGivenUp = (item: Item | undefined): Promise<void> => {
    store.givenUp.push(item)
    return Promise.resolve()
  }
  return createNatsSpool<Item>({ ...natsOptions(url), processBatch: store.processBatch, onGivenUp, ...more })
}

let probes = 0

/** Sends until something goes through; returns its id. */
async function isUp(spool: NatsSpool<Item>): Promise<string> {
  probes += 1
  const id = `probe-${probes}`
  await submitAgain(spool, { id, text: '' })
  return id
}

/** Sends one item until it is taken, as a client does that is told to try again. */
async function submitAgain(spool: NatsSpool<Item>, item: Item): Promise<void> {
  let taken = false
  const send = (): void => {
    spool.submit(item).then(
      () => (taken = true),
      () => setTimeout(send, 20),
    )
  }
  send()
  await until(`${item.id} to be taken`, () => taken)
}

/** Up, and what it drains is there. */
async function drains(spool: NatsSpool<Item>, store: TestStore): Promise<void> {
  const id = await isUp(spool)
  await until('the consumer', () => store.stored.includes(id))
  store.stored = store.stored.filter((stored) => stored !== id)
}

const sortedIds = (list: readonly Item[]): string[] => list.map(({ id }) => id).toSorted()

async function deleteStream(url: string): Promise<void> {
  const connection = await connect({ servers: new URL(url).host })
  const manager = await jetstreamManager(connection)
  await manager.streams.delete(new URL(url).searchParams.get('stream') ?? '').catch(() => undefined)
  await connection.close()
}

spoolContract(
  'NATS',
  () => {
    const url = freshUrl()
    const opened: NatsSpool<Item>[] = []
    return Promise.resolve({
      open: async (store, bounds = {}) => {
        const spool = open(url, store, bounds)
        opened.push(spool)
        await drains(spool, store)
        return spool
      },
      // What is not acknowledged is given to another, as after a kill; that itself is tested below.
      abandon: (spool) => spool.drain(),
      close: async () => {
        await Promise.all(opened.map((spool) => spool.drain()))
        await deleteStream(url)
      },
    })
  },
  skip,
)

test('what a process had stored and not acknowledged when it was killed is stored again', { skip }, async (t) => {
  const url = freshUrl()
  const store = testStore()
  const publisher = open(url, store, { processBatch: undefined })
  await isUp(publisher)
  const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve('./nats-consumer.fixture.ts')), url])
  t.after(() => child.kill('SIGKILL'))
  await Promise.all(items(20).map((item) => publisher.submit(item)))
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
  const inItsHands = JSON.parse(line) as Item[]
  assert.ok(inItsHands.length > 0)
  openFor(t, url, store)
  await until('all items', () => items(20).every(({ id }) => store.stored.includes(id)))
  for (const { id } of inItsHands) assert.ok(store.stored.includes(id))
  await publisher.drain()
  await deleteStream(url)
})

test('what is being stored is not given to another, however long it takes', { skip }, async (t) => {
  const url = freshUrl()
  const store = testStore()
  let deliveries = 0
  let release = (): void => undefined
  const slow = new Promise<void>((resolve) => (release = resolve))
  const processBatch = async (batch: Item[]): Promise<void> => {
    deliveries += batch.length
    await slow
  }
  const spools = [1, 2].map(() => open(url, store, { processBatch, ackWaitMs: 300 }))
  t.after(() => Promise.all(spools.map((spool) => spool.drain())))
  await isUp(spools[0] as NatsSpool<Item>)
  await until('the delivery', () => deliveries === 1)
  // Time is what this is about: four times as long as a silent process may take.
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  assert.equal(deliveries, 1)
  release()
  await until('its end', () => spools.every((spool) => spool.backlog() === 0))
})

test('processes share the work, and what waits in the stream is known', { skip }, async (t) => {
  const url = freshUrl()
  const store = testStore()
  const first = openFor(t, url, store)
  const second = openFor(t, url, store)
  await drains(first, store)
  store.away = true
  const sent = items(300)
  await Promise.all(sent.map((item) => first.submit(item)))
  await until('the backlog', () => second.backlog() === 300)
  store.away = false
  await until('all items', () => store.stored.length === 300)
  assert.deepEqual(store.stored.toSorted(), sortedIds(sent))
  await until('its end', () => first.backlog() === 0 && second.backlog() === 0)
})

test('a full stream refuses with 503, loses nothing, and takes more as soon as it is drained', { skip }, async (t) => {
  const url = freshUrl(serverUrl, 100_000)
  const store = testStore()
  const publisher = open(url, store, { processBatch: undefined })
  t.after(() => publisher.drain())
  const probe = await isUp(publisher)
  const accepted: string[] = [probe]
  const refused: unknown[] = []
  for (const item of items(30)) {
    const large = { ...item, text: 'x'.repeat(10_000) }
    await publisher.submit(large).then(
      () => accepted.push(item.id),
      (error: unknown) => refused.push(error),
    )
  }
  assert.ok(refused.length >= 20, `${refused.length}`)
  for (const error of refused) assert.ok(error instanceof AppError && error.status === 503)
  openFor(t, url, store)
  await until('the accepted', () => store.stored.length === accepted.length)
  assert.deepEqual(store.stored, accepted)
  // What is stored leaves the stream when its acknowledgement has arrived there; a sender that is told 503 comes again.
  await submitAgain(publisher, { id: 'later', text: 'x'.repeat(10_000) })
  await until('the later one', () => store.stored.includes('later'))
})

test('an item over the size of a message goes through compressed, and what cannot is told so', { skip }, async (t) => {
  const url = freshUrl()
  const store = testStore()
  let longest = 0
  const processBatch = (batch: Item[]): ReturnType<TestStore['processBatch']> => {
    longest = Math.max(longest, ...batch.map(({ text }) => text.length))
    return store.processBatch(batch)
  }
  const spool = open(url, store, { processBatch })
  t.after(() => spool.drain())
  await isUp(spool)
  await spool.submit({ id: 'large', text: 'at pay.ts:1 '.repeat(250_000) })
  await until('the large one', () => store.stored.includes('large'))
  assert.equal(longest, 3_000_000)
  const noise = randomBytes(2_000_000).toString('base64')
  await assert.rejects(spool.submit({ id: 'noise', text: noise }), { code: 'too_large' })
})

test('what cannot be read is given up, but only after someone was told', { skip }, async (t) => {
  const url = freshUrl()
  const store = testStore()
  let refusals = 0
  const onGivenUp = (item: Item | undefined): Promise<void> => {
    refusals += 1
    if (refusals === 1) return Promise.reject(new Error('nobody listens'))
    store.givenUp.push(item)
    return Promise.resolve()
  }
  const spool = open(url, store, { onGivenUp, ackWaitMs: 300 })
  t.after(() => spool.drain())
  await drains(spool, store)
  const connection = await connect({ servers: new URL(url).host })
  t.after(() => connection.close())
  await jetstream(connection).publish(new URL(url).searchParams.get('stream') ?? '', 'no JSON')
  await spool.submit({ id: 'next', text: '' })
  await until('its end', () => store.givenUp.length === 1)
  assert.deepEqual(store.givenUp, [undefined])
  assert.ok(store.stored.includes('next'))
  await until('the stream to be empty', () => spool.backlog() === 0)
})

test('a program whose NATS is away starts, refuses with 503 at once, and works when it comes', { skip }, async (t) => {
  const server = await startable(t)
  const store = testStore()
  const spool = openFor(t, freshUrl(server.url), store)
  const startedMs = performance.now()
  await assert.rejects(spool.submit({ id: 'a', text: '' }), { code: 'unavailable' })
  assert.ok(performance.now() - startedMs < 3_000)
  await server.start()
  await drains(spool, store)
})

test('a server that is killed and started again has kept all that was answered', { skip }, async (t) => {
  const server = await startable(t)
  await server.start()
  const store = testStore()
  const spool = openFor(t, freshUrl(server.url), store)
  await drains(spool, store)
  store.away = true
  await Promise.all(items(50).map((item) => spool.submit(item)))
  await server.kill()
  const refused = { id: 'meanwhile', text: '' }
  await assert.rejects(spool.submit(refused), { code: 'unavailable' })
  store.away = false
  await server.start()
  await drains(spool, store)
  await until('all items', () => store.stored.length >= 50)
  assert.deepEqual(store.stored.filter((id) => id !== 'meanwhile').toSorted(), sortedIds(items(50)))
})

test('draining ends while the connection is still being made', { skip }, async () => {
  const url = freshUrl()
  await open(url, testStore()).drain()
  const spool = open(url, testStore(), { processBatch: undefined })
  await new Promise((resolve) => setImmediate(resolve))
  await spool.drain()
})

test('draining ends while NATS and the stores are away', { skip }, async (t) => {
  const server = await startable(t)
  await server.start()
  const store = testStore()
  const spool = open(freshUrl(server.url), store)
  await drains(spool, store)
  store.away = true
  await spool.submit({ id: 'a', text: '' })
  await server.kill()
  await spool.drain()
})

async function startable(t: { after(run: () => Promise<void>): void }): Promise<OwnNats> {
  const server = await ownNats()
  t.after(() => server.close())
  return server
}

function openFor(t: { after(run: () => Promise<void>): void }, url: string, store: TestStore): NatsSpool<Item> {
  const spool = open(url, store)
  t.after(() => spool.drain())
  return spool
}
