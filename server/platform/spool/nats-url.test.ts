import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseNatsUrl } from './nats-url.ts'

test('a URL alone is one server, one replica and a bounded stream', () => {
  assert.deepEqual(parseNatsUrl('nats://localhost:4222'), {
    connection: { servers: ['localhost:4222'] },
    stream: 'watchword-events',
    replicas: 1,
    maxBytes: 4_294_967_296,
  })
})

test('servers of a cluster, credentials, encryption and options are read', () => {
  const target = parseNatsUrl('tls://ada:s%40cret@a:4222?replicas=3&maxBytes=2048&stream=eu, tls://[::1]:4222')
  assert.deepEqual(target, {
    connection: { servers: ['a:4222', '[::1]:4222'], user: 'ada', pass: 's@cret', tls: {} },
    stream: 'eu',
    replicas: 3,
    maxBytes: 2048,
  })
  assert.deepEqual(parseNatsUrl('nats://token@a').connection, { servers: ['a'], token: 'token' })
})

test('what cannot be meant is refused, and no password is in the message', () => {
  for (const text of [
    'nats://u:hunter2@a:99999',
    'nats://u:hunter2@a?replica=3',
    'nats://u:hunter2@a?replicas=6',
    'nats://u:hunter2@a?maxBytes=big',
    'nats://u:hunter2@a?stream=a.b',
    'nats://u:hunter2@a,nats://b:x',
  ]) {
    assert.throws(
      () => parseNatsUrl(text),
      (error) => error instanceof Error && !error.message.includes('hunter2') && !('input' in error),
      text,
    )
  }
})
