import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogLine } from '../../api.ts'
import { beginsDay, factsOf, mergeLines } from './found.ts'

const line = (id: string, occurredAt: string) => ({ id, occurredAt })

test('lines of the list and of the tail are each shown once, newest first', () => {
  const list = [line('c', '2026-11-21T10:00:03.000Z'), line('a', '2026-11-21T10:00:01.000Z')]
  const tail = [line('c', '2026-11-21T10:00:03.000Z'), line('b', '2026-11-21T10:00:02.000Z')]
  const merged = mergeLines(tail, list)
  assert.deepEqual(
    merged.map(({ id }) => id),
    ['c', 'b', 'a'],
  )
})

test('a line is told under the names by which the search finds it', () => {
  const given: LogLine = {
    ...{ id: '1', projectId: 'prj_1', occurredAt: '', receivedAt: '', level: 'error', body: 'paid', service: 'shop' },
    ...{ release: null, environment: 'prod', host: null, logger: null, templateId: null, traceId: 'ab', spanId: null },
    user: { id: null, email: 'ada@example.com', name: null, address: null },
    attributes: [{ name: 'plan', value: '' }],
  }
  assert.deepEqual(
    factsOf(given).map(({ name, value }) => `${name}=${value}`),
    ['level=error', 'service=shop', 'environment=prod', 'user.email=ada@example.com', 'trace=ab', 'plan='],
  )
})

test('a day is told where it begins, and today is not told above the first row', () => {
  const rows = ['2026-11-21T12:00:00', '2026-11-21T11:00:00', '2026-11-20T23:00:00'].map((at) => line(at, at))
  const at = (now: string) => rows.map((_, index) => beginsDay(rows, index, new Date(now)))
  assert.deepEqual(at('2026-11-21T13:00:00'), [false, false, true])
  assert.deepEqual(at('2026-11-22T13:00:00'), [true, false, true])
})
