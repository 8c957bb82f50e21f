import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { startDeadline } from './deadline.ts'

test('a deadline aborts when the time is over', async () => {
  const { signal } = startDeadline(1, undefined)
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  assert.equal(signal.reason.name, 'TimeoutError')
})

test('it aborts with the signal that it follows, at once if that has happened already', () => {
  const parent = new AbortController()
  const { signal } = startDeadline(60_000, parent.signal)
  parent.abort('stopped')
  assert.equal(signal.reason, 'stopped')
  assert.equal(startDeadline(60_000, parent.signal).signal.reason, 'stopped')
})

test('what was ended does not abort any more, and a signal that lives longer keeps nothing of it', async () => {
  const parent = new AbortController()
  const deadlines = Array.from({ length: 100 }, () => startDeadline(1, parent.signal))
  assert.equal(getEventListeners(parent.signal, 'abort').length, 100)
  const [first, ...others] = deadlines
  for (const { end } of others) end()
  await delay(20)
  parent.abort()
  assert.equal(first?.signal.reason.name, 'TimeoutError')
  assert.ok(others.every(({ signal }) => !signal.aborted))
  assert.equal(getEventListeners(parent.signal, 'abort').length, 0)
})
