import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '#platform/config'
import { createLog } from '#platform/log'
import { closedPort, egressTo, raw } from '../checks/targets.fixture.ts'
import { createCanaries } from './canary.ts'

const log = createLog('silent')
const host = '127.0.0.1'

function ask(...checkCanaries: { host: string; port: number }[]) {
  return createCanaries()({ egress: egressTo(), config: { ...readConfig({}), checkCanaries }, log })
}

test('a canary that takes a connection was reached, and nothing is sent to it', async () => {
  let received = 0
  const port = await raw((socket) => socket.on('data', ({ length }) => (received += length)))
  assert.equal(await ask({ host, port }), true)
  assert.equal(await ask({ host, port: await closedPort() }, { host, port }), true, 'one of several is enough')
  assert.equal(received, 0)
})

test('none was reached when each of them refuses', async () => {
  assert.equal(await ask({ host, port: await closedPort() }, { host, port: await closedPort() }), false)
})

test('who names none, or only addresses that may not be called, has nobody to ask', async () => {
  assert.equal(await ask(), undefined)
  assert.equal(await ask({ host: '10.0.0.1', port: 443 }), undefined)
})

test('an answer is used again for a moment, so that a cut network is not asked with every result', async () => {
  let connections = 0
  const port = await raw(() => connections++)
  const canaries = createCanaries()
  const services = { egress: egressTo(), config: { ...readConfig({}), checkCanaries: [{ host, port }] }, log }
  await Promise.all(Array.from({ length: 20 }, () => canaries(services)))
  assert.equal(connections, 1)
})
