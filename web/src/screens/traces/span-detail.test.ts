import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDetail } from './span-detail.ts'

const traceId = 'a'.repeat(32)

test('events, links and contexts are read as both protocols write them', () => {
  const { events, links, other } = readDetail({
    events: [{ name: 'retry', at: '2026-11-21T10:00:00.000Z', attributes: [['attempt', '2']] }],
    links: [
      { traceId, spanId: 'b'.repeat(16), attributes: [] },
      { trace_id: traceId, attributes: { sampled: true } },
    ],
    contexts: { runtime: { name: 'node' } },
  })
  assert.deepEqual(events, [{ name: 'retry', at: '2026-11-21T10:00:00.000Z', attributes: [['attempt', '2']] }])
  assert.deepEqual(links[1], { traceId, spanId: '', attributes: [['sampled', true]] })
  assert.deepEqual(other, [['runtime', { name: 'node' }]])
})

test('what has another shape than it should is left out and breaks nothing', () => {
  const { events, links, other } = readDetail({ events: 'x', links: [null, 3, { traceId: '../x' }], odd: [1] })
  assert.deepEqual({ events, links, other }, { events: [], links: [], other: [['odd', [1]]] })
  assert.deepEqual(readDetail({ events: [{ attributes: 7 }] }).events, [
    { name: 'event', at: undefined, attributes: [] },
  ])
})
