import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { createLog } from '#platform/log'
import { presets } from '#platform/policy'
import { createEgress } from './egress.ts'
import { EgressFailed, EgressRefused } from './errors.ts'

let hits = 0
const server = createServer((_request, response) => {
  hits += 1
  response.end('inner')
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
after(() => server.close())
const { port } = server.address() as AddressInfo

const lookup = async (name: string) => (name === 'rebound.example.test' ? ['127.0.0.1'] : ['10.0.0.7'])
const egress = createEgress({
  allow: ['127.0.0.1', '10.0.0.0/8', 'hooks.internal', 'named.example.test'],
  profile: () => presets['strict']!,
  log: createLog('silent'),
  lookup,
})
const ask = (url: string, by?: 'stranger') =>
  egress.request({
    ...{ purpose: 'test', recipient: { kind: 'workspace', categories: ['C18'] }, method: 'POST', url },
    ...{ timeoutMs: 5_000, maxResponseBytes: 100, by },
  })

test('what the operator opened for their own is shut to a URL that a stranger typed', async () => {
  assert.equal((await ask(`http://127.0.0.1:${port}/`)).body, 'inner')
  assert.equal(hits, 1)
  for (const host of [
    '127.0.0.1',
    '10.0.0.7',
    'hooks.internal',
    'named.example.test',
    'rebound.example.test',
    'localhost',
  ]) {
    for (const url of [`http://${host}:${port}/`, `https://${host}:${port}/`]) {
      const refused = (error: unknown) => error instanceof EgressRefused || error instanceof EgressFailed
      await assert.rejects(ask(url, 'stranger'), refused, url)
      await assert.rejects(egress.check(url, 'stranger'), EgressRefused, url)
    }
  }
  assert.equal(hits, 1)
})
