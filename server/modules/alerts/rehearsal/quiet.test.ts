import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelsOf } from '#modules/metrics'
import type { Silence } from '../alertmanager/silence.ts'
import { createQuiet } from './quiet.ts'

const silence = (id: string, room: string, fromMs: number, toMs: number): Silence => ({
  ...{ id, matchers: [{ name: 'room', value: room, isRegex: false, isEqual: true }], comment: '' },
  ...{ createdBy: 'usr_1', createdByName: 'Ada', createdAt: new Date(0), updatedAt: new Date(0) },
  ...{ startsAt: new Date(fromMs), endsAt: new Date(toMs) },
})

test('a silence of the past matches from its beginning until just before its end, whatever others do', () => {
  const isQuiet = createQuiet([silence('sil_1', 'a', 100, 200), silence('sil_2', 'b', 150, 300)])
  const quietAt = (room: string) => [99, 100, 149, 150, 199, 200, 299, 300].map((ms) => isQuiet(labelsOf({ room }), ms))
  assert.deepEqual(quietAt('a'), [false, true, true, true, true, false, false, false])
  assert.deepEqual(quietAt('b'), [false, false, false, true, true, true, true, false])
  assert.deepEqual(
    quietAt('c'),
    Array.from({ length: 8 }, () => false),
  )
})
