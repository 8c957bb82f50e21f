/** The agent as it is copied onto a host, and the program as its users start it: enrolled, heard, revoked. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { buildAgent } from '../bin/build-agent/build.ts'
import { openHouse, until, type House } from './house.ts'

const directory = mkdtempSync(join(tmpdir(), 'watchword-agent-e2e-'))
let house: House
let file = ''
const children: ChildProcess[] = []
before(async () => {
  file = (await buildAgent(directory)).file
  house = await openHouse()
})
after(async () => {
  for (const child of children) child.kill('SIGKILL')
  await house.close()
  rmSync(directory, { recursive: true, force: true })
})

// oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
async function api(key: string, method: string, path: string, body?: unknown): Promise<any> {
  const answer = await fetch(`${house.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`)
  return text === '' ? null : JSON.parse(text)
}

test('an agent enrols with a key, its host is seen, and once the key is revoked it is refused, says so, and keeps what it reads [CAB-08]', async () => {
  const credentials = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery staple' }
  const body = JSON.stringify({ ...credentials, workspace: { name: 'Acme', slug: 'acme' } })
  const setUp = await fetch(`${house.url}/api/v1/setup`, { method: 'POST', body })
  const { apiKey, projectId } = (await setUp.json()) as { apiKey: string; projectId: string }
  const enrolled = await api(apiKey, 'POST', `/projects/${projectId}/ingest-keys`, { name: 'Agent of web-1' })

  const data = join(directory, 'data')
  const agent = spawn(process.execPath, [file], {
    env: {
      WATCHWORD_AGENT_URL: house.url,
      WATCHWORD_AGENT_KEY: enrolled.publicKey,
      WATCHWORD_AGENT_INSTANCE: 'web-1',
      WATCHWORD_AGENT_HOST_NAME: 'withhold',
      WATCHWORD_AGENT_INTERVAL_SECONDS: '5',
      WATCHWORD_AGENT_DATA_DIR: data,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  children.push(agent)
  let said = ''
  agent.stderr.on('data', (text: Buffer) => (said += text.toString()))

  const query = async (expression: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> => {
    const url = `${house.url}/prometheus/api/v1/query?query=${encodeURIComponent(expression)}`
    const answer = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } })
    const text = await answer.text()
    assert.ok(answer.ok, `${answer.status} ${text}`)
    return JSON.parse(text).data.result
  }
  const [up] = await until('the host', async () => {
    const found = await query('up{job="node"}')
    return found.length > 0 && found
  })
  assert.deepEqual([up?.metric['instance'], up?.value[1]], ['web-1', '1'])
  // Two cycles, so that there is a rate; every name of the first row of the usual dashboard.
  await until('a second cycle', async () => (await query('count_over_time(up[5m]) >= 2')).length > 0)
  const first = [
    'node_load1',
    'node_memory_MemAvailable_bytes',
    'node_boot_time_seconds',
    'node_cpu_seconds_total',
    'node_filesystem_avail_bytes',
  ]
  for (const name of first) assert.ok((await query(name)).length > 0, name)
  const [uname] = await query('node_uname_info')
  assert.ok(uname && !Object.hasOwn(uname.metric, 'nodename'))
  assert.doesNotMatch(said, /cannot send|refused|1\.0/)

  await api(apiKey, 'DELETE', `/projects/${projectId}/ingest-keys/${enrolled.id}`)
  await until('the refusal', () => /cannot send: the server refuses the key \(401: .*\): it was revoked/.test(said))
  const waiting = () => readdirSync(join(data, 'queue')).length > 0
  await until('the queue', waiting)
  assert.equal(agent.exitCode, null)
  // Nothing of what came after is there, and it is said once.
  agent.kill('SIGTERM')
  await new Promise((resolve) => agent.once('exit', resolve))
  assert.equal(agent.exitCode, 0, said)
  assert.ok(waiting())
  assert.equal(said.match(/cannot send/g)?.length, 1)
})
