/** The built file, as it is copied onto a host, against a receiver on the loopback interface. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { buildAgent, maxAgentBytes } from '../bin/build-agent/build.ts'
import { startReceiver, type Receiver } from './receiver.fixture.ts'
import { version } from './version.ts'

const directory = mkdtempSync(join(tmpdir(), 'watchword-agent-'))
let [file, count] = ['', 0]
let receiver: Receiver
const started = new Set<ReturnType<typeof start>>()
before(async () => {
  file = (await buildAgent(directory)).file
  receiver = await startReceiver()
})
after(async () => {
  for (const { child } of started) child.kill('SIGKILL')
  await receiver.close()
  rmSync(directory, { recursive: true, force: true })
})

function settingsFor(more: Record<string, string> = {}): Record<string, string> {
  return {
    WATCHWORD_AGENT_URL: `${receiver.url}/write`,
    WATCHWORD_AGENT_KEY: 'secret-key',
    WATCHWORD_AGENT_INSTANCE: 'web-1',
    WATCHWORD_AGENT_INTERVAL_SECONDS: '5',
    WATCHWORD_AGENT_DATA_DIR: join(directory, `data-${count++}`),
    ...more,
  }
}

function run(args: string[], env: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { env, encoding: 'utf8' })
  return { status, stdout, stderr }
}

/** While it runs the receiver in this process can answer. */
function start(env: Record<string, string>, args: string[] = []) {
  const child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()))
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code))
  })
  const one = { child, ended, said: () => stderr, printed: () => stdout }
  started.add(one)
  return one
}

async function until<T>(what: string, find: () => T | undefined | false): Promise<T> {
  const deadline = performance.now() + 60_000
  while (performance.now() < deadline) {
    const found = find()
    if (found !== undefined && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`waited a minute for ${what}`)
}

const nameOf = ({ labels }: { labels: Record<string, string> }) => labels['__name__'] ?? ''

test('the file is one, of at most 100 kB, imports nothing but Node, and says its version', () => {
  assert.deepEqual(readdirSync(directory), ['watchword-agent.mjs'])
  const text = readFileSync(file, 'utf8')
  assert.ok(Buffer.byteLength(text) <= maxAgentBytes)
  const imported = [...text.matchAll(/\bfrom "([^"]+)"|\b(?:import|require)\("([^"]+)"\)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  )
  assert.ok(imported.length > 0 && imported.every((name) => name.startsWith('node:')), imported.join(' '))
  assert.deepEqual(run(['--version'], {}), { status: 0, stdout: `${version}\n`, stderr: '' })
})

test('its sources import nothing but Node and each other', () => {
  for (const name of readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || /\.(test|fixture)\.ts$/.test(name)) continue
    const text = readFileSync(join(import.meta.dirname, name), 'utf8')
    for (const [, module = ''] of text.matchAll(/^(?:import|export|\}).* from '([^']+)'$/gm)) {
      const isOwn = module.startsWith('.') && !join(dirname(name), module).startsWith('..')
      assert.ok(isOwn || module.startsWith('node:'), `${name} imports ${module}`)
      assert.notEqual(module, 'node:child_process', name)
    }
  }
})

test('settings and options that it does not understand end it with 2 and a sentence', () => {
  for (const [args, env, says] of [
    [['--twice'], {}, /--twice/],
    [['--config', join(directory, 'absent')], {}, /ENOENT/],
    [[], {}, /WATCHWORD_AGENT_URL: say where Watchword is/],
    [[], { WATCHWORD_AGENT_URL: 'http://127.0.0.1:1' }, /there is no key/],
    [[], { WATCHWORD_AGENT_SPEED: '1' }, /there is no setting WATCHWORD_AGENT_SPEED/],
  ] as const) {
    const { status, stderr } = run([...args], env)
    assert.equal(status, 2)
    assert.match(stderr, says)
  }
})

test('--once sends what --print shows, with the key and the headers of remote write 2.0', async () => {
  const env = settingsFor()
  const printed = run(['--print'], env)
  assert.equal(printed.status, 0, printed.stderr)
  const before = receiver.requests.length
  const once = start(env, ['--once'])
  assert.equal(await once.ended, 0, once.said())
  const [request, ...more] = receiver.requests.slice(before)
  assert.equal(more.length, 0)
  assert.partialDeepStrictEqual(request, {
    path: '/write',
    protocol: '2.0',
    headers: {
      authorization: 'Bearer secret-key',
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request',
      'x-prometheus-remote-write-version': '2.0.0',
      'user-agent': `watchword-agent/${version}`,
    },
  })
  const sent = new Set(request?.samples.map(nameOf))
  const shown = new Set(printed.stdout.split('\n').flatMap((line) => /^([a-zA-Z_]\w*)[{ ]/.exec(line)?.[1] ?? []))
  assert.ok(shown.size > 20)
  // What the agent says of its sending is not there before it sends.
  const isOwn = (name: string) => /^(watchword_agent_(queue|samples)|process_)/.test(name)
  assert.deepEqual([...sent].filter((name) => !isOwn(name)).sort(), [...shown].sort())
  for (const { labels } of request?.samples ?? [])
    assert.partialDeepStrictEqual(labels, { instance: 'web-1', job: 'node' })
})

test('--once says by its exit code that it was not taken, and keeps what it read', async () => {
  const env = settingsFor()
  receiver.answer = (_, response) => void response.writeHead(401).end('this key was revoked')
  const once = start(env, ['--once'])
  const status = await once.ended
  receiver.answer = undefined
  assert.equal(status, 1)
  assert.match(once.said(), /refuses the key \(401: this key was revoked\)/)
  assert.equal(readdirSync(join(env['WATCHWORD_AGENT_DATA_DIR']!, 'queue')).length, 1)
})

test('--check says of each part, of the directory and of the server whether it works, and sends no sample', async () => {
  const env = settingsFor({ WATCHWORD_AGENT_TEXTFILE_DIR: directory })
  const before = receiver.requests.length
  const good = start(env, ['--check'])
  assert.equal(await good.ended, 0, good.printed() + good.said())
  assert.match(good.printed(), /^ok {4}meminfo: \d+ samples$/m)
  assert.match(good.printed(), /^ok {4}server: http:/m)
  assert.deepEqual(
    receiver.requests.slice(before).map(({ samples }) => samples.length),
    [0],
  )
  receiver.answer = (_, response) => void response.writeHead(403).end()
  const bad = start({ ...env, WATCHWORD_AGENT_TEXTFILE_DIR: join(directory, 'absent') }, ['--check'])
  const status = await bad.ended
  receiver.answer = undefined
  assert.equal(status, 1)
  assert.match(bad.printed(), /^WRONG textfile: ENOENT/m)
  assert.match(bad.printed(), /^WRONG server: the server refuses the key/m)
})

test('it sends every interval, and ends its series with stale markers when it is stopped', async () => {
  const before = receiver.requests.length
  const agent = start(settingsFor())
  const since = () => receiver.requests.slice(before)
  await until('a second cycle', () => since().length >= 2)
  agent.child.kill('SIGTERM')
  assert.equal(await agent.ended, 0, agent.said())
  const seriesOf = (samples: { labels: Record<string, string> }[]) =>
    samples.map(({ labels }) => JSON.stringify(labels))
  const all = since()
  const last = all.at(-1)!
  assert.ok(last.samples.length > 100)
  assert.ok(last.samples.every(({ bits }) => bits === '7ff0000000000002'))
  const live = new Set(all.slice(0, -1).flatMap(({ samples }) => seriesOf(samples)))
  const stale = new Set(
    all.flatMap(({ samples }) => seriesOf(samples.filter(({ bits }) => bits === '7ff0000000000002'))),
  )
  assert.deepEqual(
    [...live].filter((series) => !stale.has(series)),
    [],
  )
  const up = all.map(({ samples }) => samples.find((sample) => nameOf(sample) === 'up')?.value)
  assert.deepEqual(up, [...Array.from({ length: all.length - 1 }, () => 1), Number.NaN])
})

test('killed while the server was away, the next agent sends what the first one kept; a second one beside it is refused', async () => {
  const env = settingsFor()
  receiver.answer = (_, response) => void response.writeHead(503).end()
  const before = receiver.requests.length
  const first = start(env)
  const queue = join(env['WATCHWORD_AGENT_DATA_DIR']!, 'queue')
  await until('the queue', () => existsSync(queue) && readdirSync(queue).length > 0)
  const beside = start(env, ['--once'])
  assert.equal(await beside.ended, 1)
  assert.match(beside.said(), /is in use by the agent with process id/)
  first.child.kill('SIGKILL')
  await first.ended
  const kept = receiver.requests[before]!.samples[0]!.timeMs
  receiver.answer = undefined
  const resumed = receiver.requests.length
  const second = start(env)
  await until('both', () => receiver.requests.length >= resumed + 2)
  second.child.kill('SIGTERM')
  assert.equal(await second.ended, 0, second.said())
  const times = receiver.requests.slice(resumed).map(({ samples }) => samples[0]!.timeMs)
  assert.equal(times[0], kept)
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  )
})

test('a program beside it and the files of others are sent in the same request, from a file of settings', async () => {
  const texts = join(directory, 'texts')
  rmSync(texts, { recursive: true, force: true })
  const own = await startReceiver()
  await own.close()
  const env = settingsFor()
  const config = join(directory, 'agent.conf')
  const lines = Object.entries({
    ...env,
    WATCHWORD_AGENT_TARGETS: `gone=${own.url}/metrics`,
    WATCHWORD_AGENT_LABELS: 'role=web',
  })
  writeFileSync(config, lines.map(([name, value]) => `${name}=${value}\n`).join(''))
  const before = receiver.requests.length
  const once = start({}, ['--once', '--config', config])
  assert.equal(await once.ended, 0, once.said())
  const samples = receiver.requests[before]!.samples
  const gone = samples.find((sample) => nameOf(sample) === 'up' && sample.labels['job'] === 'gone')
  assert.equal(gone?.value, 0)
  assert.ok(samples.every(({ labels }) => labels['role'] === 'web'))
  assert.match(once.said(), /scrape:gone:.*nothing listens there/)
})
