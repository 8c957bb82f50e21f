import assert from 'node:assert/strict'
import test from 'node:test'
import { createPace } from './pace.ts'

const most = 7
const entered = (pace: ReturnType<typeof createPace>, way: string): number => {
  let count = 0
  while (count < 100 && pace.enter(way)) count += 1
  return count
}

test('a way begins narrow, widens with what is taken quickly, and never beyond what it may have', () => {
  const pace = createPace(most, () => 0)
  assert.equal(entered(pace, 'a.example'), 2)
  assert.equal(entered(pace, 'b.example'), 2, 'of its own')
  for (let taken = 0; taken < 50; taken += 1) {
    pace.leave('a.example', 'took', 10)
    pace.enter('a.example')
    pace.enter('a.example')
  }
  assert.equal(pace.enter('a.example'), false)
  for (let left = 0; left < most; left += 1) pace.leave('a.example', 'took', 10)
  assert.equal(entered(pace, 'a.example'), most)
})

test('"later" and slowness narrow a way to one, and no further', () => {
  for (const [sign, tookMs] of [
    ['later', 10],
    ['took', 5_000],
  ] as const) {
    const pace = createPace(most, () => 0)
    for (let round = 0; round < 10; round += 1) {
      assert.ok(pace.enter('a.example'))
      assert.equal(pace.leave('a.example', sign, tookMs), false)
    }
    assert.equal(entered(pace, 'a.example'), 1)
  }
})

test('busy twice in a row asks for a rest; a mail that was taken in between does not', () => {
  const pace = createPace(most, () => 0)
  const leave = (sign: 'busy' | 'took') => {
    pace.enter('a.example')
    return pace.leave('a.example', sign, 10)
  }
  assert.deepEqual([leave('busy'), leave('took'), leave('busy'), leave('busy')], [false, false, false, true])
})

test('stuck is what is full at its narrowest, or has been full for long', () => {
  let now = 0
  const pace = createPace(most, () => now)
  assert.equal(pace.isStuck('a.example'), false)
  entered(pace, 'a.example')
  assert.equal(pace.isStuck('a.example'), true)
  pace.leave('a.example', 'took', 10)
  entered(pace, 'a.example')
  assert.equal(pace.isStuck('a.example'), false, 'wide and moving')
  now = 5_001
  assert.equal(pace.isStuck('a.example'), true, 'wide, and silent for long')
})
