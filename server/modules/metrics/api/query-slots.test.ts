import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createQuerySlots } from './query-slots.ts'

const never = new AbortController().signal
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

test('twenty queries of a workspace run at once, the next when one has ended, and others are not held up', async () => {
  const inSlot = createQuerySlots()
  const ends: (() => void)[] = []
  const start = (workspaceId: string) =>
    inSlot(workspaceId, never, () => new Promise<void>((resolve) => ends.push(resolve)))
  const all = Array.from({ length: 25 }, () => start('a'))
  await settled()
  assert.equal(ends.length, 20)
  const other = start('b')
  await settled()
  assert.equal(ends.length, 21)
  ends[0]?.()
  await settled()
  assert.equal(ends.length, 22)
  while (ends.length < 26) {
    for (const end of ends) end()
    await settled()
  }
  for (const end of ends) end()
  await Promise.all([...all, other])
})

test('one that failed gives its place back, one that is not wanted any more leaves the line', async () => {
  const inSlot = createQuerySlots()
  const ends: (() => void)[] = []
  const all = Array.from({ length: 20 }, () =>
    inSlot('a', never, () => new Promise<void>((_, reject) => ends.push(() => reject(new Error('broken'))))),
  )
  const leaving = new AbortController()
  const left = inSlot('a', leaving.signal, () => Promise.resolve('ran'))
  const waits = inSlot('a', never, () => Promise.resolve('ran'))
  leaving.abort(new Error('gone'))
  await assert.rejects(left, /gone/)
  for (const end of ends) end()
  for (const { status } of await Promise.allSettled(all)) assert.equal(status, 'rejected')
  assert.equal(await waits, 'ran')
})

test('a line that is too long is refused', async () => {
  const inSlot = createQuerySlots()
  const stop = new AbortController()
  const all = Array.from({ length: 120 }, () => inSlot('a', stop.signal, () => new Promise(() => undefined)))
  await assert.rejects(
    inSlot('a', stop.signal, () => Promise.resolve()),
    /more than 120 queries/,
  )
  stop.abort(new Error('end'))
  const ended = Promise.allSettled(all.slice(20))
  assert.ok((await ended).every(({ status }) => status === 'rejected'))
})
