import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '#platform/ids'
import { firstSlot, lastSlot, missedSlots, nextSlot } from './slots.ts'

const start = new Date('2030-01-01T00:00:00Z')

test('over 10,000 intervals no slot drifts, however long a check takes', () => {
  const first = nextSlot('mon_1', 20_000, start)
  let slot = first
  for (let n = 0; n < 10_000; n++) {
    // The check ends somewhere within its interval.
    slot = nextSlot('mon_1', 20_000, new Date(slot.getTime() + ((n * 7919) % 19_999)))
  }
  assert.equal(slot.getTime() - first.getTime(), 10_000 * 20_000)
})

test('the slots of 10,000 monitors that are made at once are spread evenly', () => {
  const intervalMs = 60_000
  const seconds = Array.from({ length: 60 }, () => 0)
  for (let n = 0; n < 10_000; n++) {
    const at = nextSlot(newId('mon', start), intervalMs, start)
    const second = Math.floor((at.getTime() - start.getTime() - 1) / 1000)
    seconds[second] = (seconds[second] ?? 0) + 1
  }
  // 167 a second on average; five standard deviations of chance.
  assert.ok(Math.max(...seconds) < 167 + 65, `most: ${Math.max(...seconds)}`)
  assert.ok(Math.min(...seconds) > 167 - 65, `least: ${Math.min(...seconds)}`)
})

test('a restart changes no slot, and the last one lies at or before now', () => {
  const slot = nextSlot('mon_2', 30_000, start)
  assert.deepEqual(nextSlot('mon_2', 30_000, new Date(slot.getTime() - 1)), slot)
  assert.deepEqual(lastSlot('mon_2', 30_000, slot), slot)
  assert.equal(nextSlot('mon_2', 30_000, slot).getTime(), slot.getTime() + 30_000)
})

test('a new monitor is checked at once, a late one once, and a frequent one waits for its slot', () => {
  const daily = 86_400_000
  assert.deepEqual(firstSlot('mon_3', daily, null, start).runAt, start)
  const old = new Date(start.getTime() - 3 * daily)
  const late = firstSlot('mon_3', daily, old, start)
  assert.deepEqual(late.slot, lastSlot('mon_3', daily, start))
  assert.ok(late.runAt.getTime() - start.getTime() < 60_000)
  assert.equal(missedSlots(new Date(late.slot.getTime() - 3 * daily), late.slot, daily), 2)
  const done = firstSlot('mon_3', daily, late.slot, start)
  assert.deepEqual(done.runAt, nextSlot('mon_3', daily, start))
  assert.deepEqual(firstSlot('mon_3', 20_000, old, start).slot, nextSlot('mon_3', 20_000, start))
})

test('a clock that was set back plans from the time that it shows', () => {
  const ahead = new Date(start.getTime() + 86_400_000)
  assert.deepEqual(firstSlot('mon_4', 60_000, ahead, start).slot, nextSlot('mon_4', 60_000, start))
})
