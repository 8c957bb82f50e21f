import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testClock } from '#platform/clock'
import { createKeptAnswers } from './kept-answers.ts'
import { createTurns } from './turns.ts'

test('who asks at the same time or soon after shares an answer; what is over or failed is made anew', async () => {
  const clock = testClock(new Date(0))
  const keep = createKeptAnswers()
  let made = 0
  const make = () => Promise.resolve(String(++made))
  assert.deepEqual(await Promise.all([keep('a', clock, make), keep('a', clock, make)]), ['1', '1'])
  assert.equal(await keep('b', clock, make), '2')
  clock.advance(9_999)
  assert.equal(await keep('a', clock, make), '1')
  clock.advance(1)
  assert.equal(await keep('a', clock, make), '3')
  const fails = () => Promise.reject(new Error('away'))
  await assert.rejects(keep('c', clock, fails), /away/)
  assert.equal(await keep('c', clock, make), '4')
})

test('no more answers are kept than fit', async () => {
  const clock = testClock(new Date(0))
  const keep = createKeptAnswers()
  let made = 0
  const make = () => Promise.resolve(`${++made}`)
  for (let number = 0; number < 600; number++) await keep(`key ${number}`, clock, make)
  assert.equal(await keep('key 599', clock, make), '600')
  assert.equal(await keep('key 0', clock, make), '601')
  const large = () => Promise.resolve('x'.repeat(40 * 1024 * 1024))
  await keep('large', clock, large)
  await keep('larger', clock, large)
  await keep('last', clock, make)
  assert.equal(await keep('large', clock, make), '603')
})

test('of one workspace four are computed at once, sixty wait, and the next is told to come back', async () => {
  const inTurn = createTurns()
  const gates: (() => void)[] = []
  let running = 0
  let most = 0
  const run = async () => {
    most = Math.max(most, ++running)
    await new Promise<void>((resolve) => gates.push(resolve))
    running--
  }
  const all = Array.from({ length: 64 }, () => inTurn('wks_a', run))
  await assert.rejects(inTurn('wks_a', run), { code: 'unavailable', retryAfterSeconds: 5 })
  assert.equal(await inTurn('wks_b', () => Promise.resolve('another workspace')), 'another workspace')
  for (let done = 0; done < 64;) {
    const gate = gates.shift()
    if (gate) {
      gate()
      done++
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(all)
  assert.equal(most, 4)
  assert.equal(await inTurn('wks_a', () => Promise.resolve('free again')), 'free again')
})
