import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Clock } from '../clock.ts'
import { openQueue } from '../queue/queue.ts'
import { decode, type Received } from '../receiver.fixture.ts'
import type { Batch, Series } from '../series.ts'
import type { Answer, Protocol } from './answer.ts'
import { createSender, type SendingState } from './sender.ts'

const base = mkdtempSync(join(tmpdir(), 'watchword-sender-'))
after(() => rmSync(base, { recursive: true, force: true }))
let count = 0

type Sent = { atMs: number; protocol: Protocol; samples: Received[] }

/** A clock that stands still until it is moved, and a receiver whose answers the test decides on. */
function setUp(options: { maxBytes?: number; directory?: string; random?: number } = {}) {
  let ms = 0
  const timers = new Set<{ atMs: number; call: () => void }>()
  const clock: Clock = {
    nowMs: () => 1_700_000_000_000 + ms,
    monotonicMs: () => ms,
    random: () => options.random ?? 0.5,
    after(delay, call) {
      const timer = { atMs: ms + delay, call }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
  const state: SendingState = { sent: 0, refused: 0, lost: { queue_full: 0, disk: 0 }, trouble: undefined }
  const said: string[] = []
  const directory = options.directory ?? join(base, String(count++))
  const queue = openQueue({
    directory,
    maxBytes: options.maxBytes ?? 8 * 1024 * 1024,
    onLost: (samples, reason) => (state.lost[reason] += samples),
    log: () => undefined,
  })
  const attempts: Sent[] = []
  const taken: Sent[] = []
  const world = {
    answer: (_protocol: Protocol, samples: Received[]): Answer | Error => accepted(samples.length),
  }
  const sender = createSender({
    clock,
    state,
    queue,
    log: (text) => said.push(text),
    post: async (body, protocol) => {
      const one = { atMs: ms, protocol, samples: decode(body, protocol) }
      attempts.push(one)
      const answer = world.answer(protocol, one.samples)
      if (answer instanceof Error) throw answer
      if (answer.status < 300) taken.push(one)
      return answer
    },
  })
  /** Everything that is due until then happens, each at its time. */
  const advance = async (byMs: number): Promise<void> => {
    const end = ms + byMs
    for (;;) {
      await settle()
      const due = [...timers].filter(({ atMs }) => atMs <= end).sort((a, b) => a.atMs - b.atMs)[0]
      if (due === undefined) break
      timers.delete(due)
      ms = Math.max(ms, due.atMs)
      due.call()
    }
    ms = end
    await settle()
  }
  return { sender, state, queue, directory, attempts, taken, said, world, clock, advance, nowMs: () => ms }
}

/** Lets everything run that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

function accepted(samples: number): Answer {
  return { status: 204, headers: { 'x-prometheus-remote-write-samples-written': String(samples) }, body: '' }
}

function answered(status: number, headers: Record<string, string> = {}, body = ''): Answer {
  return { status, headers, body }
}

const series: Series = { type: 'gauge', labels: ['__name__', 'reading'] }
function batch(value: number, timeMs = value): Batch {
  return { timeMs, points: [{ series, value, isStale: false }] }
}

const valuesOf = (sent: readonly Sent[]) => sent.flatMap(({ samples }) => samples.map(({ value }) => value))

test('an hour without the server loses nothing: all comes in its order, once, and the disk is free again', async () => {
  const { sender, state, queue, world, taken, attempts, said, advance } = setUp()
  world.answer = () => new Error('nothing listens there')
  for (let cycle = 0; cycle < 240; cycle += 1) {
    sender.offer(batch(cycle))
    await advance(15_000)
  }
  assert.deepEqual(valuesOf(taken), [])
  // A minute at most between attempts, and at least half of one: neither hammering nor forgetting.
  assert.ok(attempts.length > 60 && attempts.length < 150, `${attempts.length} attempts in an hour`)
  assert.equal(said.length, 1)
  world.answer = (_, samples) => accepted(samples.length)
  await advance(60_000)
  assert.deepEqual(
    valuesOf(taken),
    Array.from({ length: 240 }, (_, index) => index),
  )
  assert.ok(queue.isEmpty)
  assert.deepEqual([state.sent, state.trouble, state.lost], [240, undefined, { queue_full: 0, disk: 0 }])
  assert.match(said[1] ?? '', /answers again/)
})

test('when the queue is too small for the outage the newest are kept, and the rest is counted as lost', async () => {
  const { sender, state, world, taken, advance } = setUp({ maxBytes: 4_096 })
  world.answer = () => new Error('nothing listens there')
  for (let cycle = 0; cycle < 240; cycle += 1) {
    sender.offer(batch(cycle))
    await advance(15_000)
  }
  world.answer = (_, samples) => accepted(samples.length)
  await advance(60_000)
  const values = valuesOf(taken)
  assert.ok(values.length > 10 && values.length < 240)
  assert.deepEqual(
    values,
    Array.from({ length: values.length }, (_, index) => 240 - values.length + index),
  )
  assert.equal(state.lost.queue_full, 240 - values.length)
})

test('Retry-After is kept to, whether it is seconds or a date', async () => {
  for (const [name, after] of [
    ['seconds', '120'],
    ['date', new Date(1_700_000_120_000).toUTCString()],
  ] as const) {
    const { sender, world, attempts, taken, advance } = setUp({ random: 0 })
    world.answer = () => answered(429, { 'retry-after': after })
    sender.offer(batch(1))
    await advance(119_000)
    assert.equal(attempts.length, 1, name)
    world.answer = (_, samples) => accepted(samples.length)
    await advance(2_000)
    assert.deepEqual(valuesOf(taken), [1], name)
  }
})

test('a key that is refused keeps what is read and is tried a few times an hour, until it is taken again', async () => {
  const { sender, state, world, attempts, taken, said, advance } = setUp()
  world.answer = () => answered(401, {}, 'this key was revoked')
  for (let cycle = 0; cycle < 240; cycle += 1) {
    sender.offer(batch(cycle))
    await advance(15_000)
  }
  assert.ok(attempts.length >= 2 && attempts.length <= 6, `${attempts.length} attempts in an hour`)
  assert.match(said.join('\n'), /refuses the key \(401: this key was revoked\): it was revoked/)
  assert.equal(said.length, 1)
  assert.match(state.trouble ?? '', /refuses the key/)
  world.answer = (_, samples) => accepted(samples.length)
  await advance(60 * 60_000)
  assert.equal(valuesOf(taken).length, 240)
})

test('a server without 2.0 gets 1.0 from then on, also what was kept for it', async () => {
  const answers: Record<string, Answer> = {
    '415': answered(415),
    '400 without counts': answered(400, {}, 'snappy: corrupt'),
    '200 without counts': answered(200),
  }
  for (const [name, unknown] of Object.entries(answers)) {
    const { sender, world, attempts, taken, advance } = setUp()
    world.answer = () => new Error('down')
    sender.offer(batch(1))
    await advance(100)
    world.answer = (protocol) => (protocol === '2.0' ? unknown : answered(204))
    await advance(60_000)
    sender.offer(batch(2))
    await advance(100)
    const [down, refused, ...later] = attempts
    assert.deepEqual([down?.protocol, refused?.protocol], ['2.0', '2.0'], name)
    assert.deepEqual(
      later.map(({ protocol, samples }) => [protocol, samples[0]?.value]),
      [
        ['1.0', 1],
        ['1.0', 2],
      ],
      name,
    )
    assert.deepEqual(valuesOf(taken.filter(({ protocol }) => protocol === '1.0')), [1, 2], name)
  }
})

test('what the server calls wrong is given up and counted, and what follows it is sent', async () => {
  const { sender, state, world, taken, said, advance } = setUp()
  world.answer = () => answered(400, { 'x-prometheus-remote-write-samples-written': '1' }, 'label too long')
  const two = { timeMs: 5, points: [batch(1).points[0]!, batch(2).points[0]!] }
  sender.offer(two)
  await advance(100)
  world.answer = (_, samples) => accepted(samples.length)
  sender.offer(batch(3))
  await advance(100)
  assert.deepEqual(valuesOf(taken), [3])
  assert.deepEqual([state.sent, state.refused], [2, 1])
  assert.match(said[0] ?? '', /1 of 2 samples are refused: the server answered 400: label too long/)
})

test('a wrong address is said as such, and nothing is given up for it', async () => {
  for (const [status, headers, says] of [
    [404, {}, /nothing takes remote write there/],
    [308, { location: 'https://elsewhere.example/' }, /sends to https:\/\/elsewhere\.example\/ \(308\)/],
  ] as const) {
    const { sender, world, said, taken, advance } = setUp()
    world.answer = () => answered(status, headers)
    sender.offer(batch(1))
    await advance(100)
    assert.match(said[0] ?? '', says)
    world.answer = (_, samples) => accepted(samples.length)
    await advance(60 * 60_000)
    assert.deepEqual(valuesOf(taken), [1])
  }
})

test('while the server answers the disk is not written', async () => {
  const { sender, queue, advance } = setUp()
  for (let cycle = 0; cycle < 5; cycle += 1) {
    sender.offer(batch(cycle))
    assert.ok(queue.isEmpty)
    await advance(15_000)
    assert.ok(queue.isEmpty)
  }
})

test('what cannot be sent before the end is sent by the next process', async () => {
  const first = setUp()
  first.world.answer = () => answered(503)
  first.sender.offer(batch(1))
  await first.advance(100)
  first.sender.offer(batch(2))
  first.sender.close()
  const second = setUp({ directory: first.directory })
  second.sender.offer(batch(3))
  await second.advance(100)
  assert.deepEqual(valuesOf(second.taken), [1, 2, 3])
})

test('a request on its way when the agent ends is kept as well: twice is better than never', async () => {
  const first = setUp()
  const never = createSender({
    clock: first.clock,
    state: first.state,
    queue: first.queue,
    log: () => undefined,
    post: () => new Promise(() => undefined),
  })
  never.offer(batch(1))
  never.close()
  const second = setUp({ directory: first.directory })
  assert.equal(await second.sender.drain(1_000), true)
  assert.deepEqual(valuesOf(second.taken), [1])
})

test('a large cycle goes in several requests, each of which can be read by itself', async () => {
  const { sender, attempts, advance } = setUp()
  const points = Array.from({ length: 4_500 }, (_, index) => ({
    series: { type: 'gauge' as const, labels: ['__name__', 'reading', 'part', String(index)] },
    value: index,
    isStale: false,
  }))
  sender.offer({ timeMs: 9, points })
  await advance(100)
  assert.deepEqual(
    attempts.map(({ samples }) => samples.length),
    [2_000, 2_000, 500],
  )
  assert.deepEqual(
    attempts.flatMap(({ samples }) => samples.map(({ labels }) => Number(labels['part']))),
    points.map(({ value }) => value),
  )
})

test('a clock that goes back changes what samples are dated with, and neither their order nor the waiting', async () => {
  const { sender, world, taken, advance } = setUp()
  world.answer = () => answered(503)
  const times = [100_000, 115_000, 20_000, 35_000]
  for (const [index, timeMs] of times.entries()) {
    sender.offer(batch(index, timeMs))
    await advance(15_000)
  }
  world.answer = (_, samples) => accepted(samples.length)
  await advance(60_000)
  assert.deepEqual(
    taken.flatMap(({ samples }) => samples.map(({ timeMs }) => timeMs)),
    times,
  )
})
