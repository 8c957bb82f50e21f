import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Misunderstood, readConfig, settings } from './config.ts'
import { DirectoryRefused, keptInstance, takeDirectory } from './data-directory.ts'
import { partNames } from './cycle.ts'
import { version } from './version.ts'

const directory = mkdtempSync(join(tmpdir(), 'watchword-config-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const read = (env: Record<string, string>, file?: string) => readConfig(env, file, partNames())

test('with an address and a key alone everything else has a default', () => {
  const config = read({ WATCHWORD_AGENT_URL: 'https://watchword.example.com', WATCHWORD_AGENT_KEY: 'k' })
  assert.equal(config.url?.href, 'https://watchword.example.com/prometheus/api/v1/write')
  assert.equal(config.key(), 'k')
  const { url: _, key: __, ...rest } = config
  assert.deepEqual(rest, {
    intervalMs: 15_000,
    job: 'node',
    instance: hostname(),
    isHostNameWithheld: false,
    labels: [],
    textfileDirectory: undefined,
    targets: [],
    without: [],
    dataDirectory: 'watchword-agent',
    queueBytes: 64 * 1024 * 1024,
    ca: undefined,
  })
})

test('an address with a path is taken as it is', () => {
  const url = 'https://mimir.example.com/api/v1/push?x=1'
  assert.equal(read({ WATCHWORD_AGENT_URL: url }).url?.href, url)
})

test('a file says the same as the environment, which wins', () => {
  const file =
    '# ours\nWATCHWORD_AGENT_JOB="hosts"\n\n; more\n WATCHWORD_AGENT_LABELS = role=db, env=prod \nWATCHWORD_AGENT_INSTANCE=a\n'
  const config = read({ WATCHWORD_AGENT_INSTANCE: 'b' }, file)
  assert.deepEqual(
    [config.job, config.instance, config.labels],
    [
      'hosts',
      'b',
      [
        ['role', 'db'],
        ['env', 'prod'],
      ],
    ],
  )
})

test('what is not understood is refused, with its name', () => {
  const wrong: Record<string, string>[] = [
    { URL: 'watchword.example.com' },
    { URL: 'ftp://watchword.example.com' },
    { URL: 'https://user:pass@watchword.example.com' },
    { INTERVAL_SECONDS: '4' },
    { INTERVAL_SECONDS: '301' },
    { INTERVAL_SECONDS: '15s' },
    { HOST_NAME: 'hide' },
    { LABELS: 'role' },
    { LABELS: 'job=x' },
    { LABELS: 'a=1,a=2' },
    { LABELS: Array.from({ length: 11 }, (_, index) => `l${index}=x`).join(',') },
    { TARGETS: 'http://localhost/metrics' },
    { TARGETS: 'shop=localhost:9187' },
    { TARGETS: 'a=http://localhost/,a=http://localhost/' },
    { TARGETS: 'a=http://u:p@localhost/' },
    { WITHOUT: 'cups' },
    { QUEUE_MB: '0' },
    { CA_FILE: join(directory, 'absent.pem') },
  ]
  for (const one of wrong) {
    const [name = '', value = ''] = Object.entries(one)[0] ?? []
    const expected = (error: unknown) =>
      error instanceof Misunderstood && error.message.startsWith(`WATCHWORD_AGENT_${name}: `)
    assert.throws(() => read({ [`WATCHWORD_AGENT_${name}`]: value }), expected, `${name}=${value}`)
  }
  assert.throws(() => read({ WATCHWORD_AGENT_COLOUR: 'red' }), /there is no setting WATCHWORD_AGENT_COLOUR/)
  assert.throws(() => read({}, 'WATCHWORD_AGENT_JOB'), /line 1 of the settings/)
  assert.throws(() => read({}, '\nPATH=/bin'), /line 2 of the settings: PATH/)
  assert.throws(() => read({ WATCHWORD_AGENT_KEY: 'a', WATCHWORD_AGENT_KEY_FILE: 'b' }), /not both/)
  for (const key of ['', 'two words', 'ü'])
    assert.throws(() => read({ WATCHWORD_AGENT_KEY: key }).key(), /there is no key/)
})

test('a key in a file is read anew each time, so that it is changed without a restart', () => {
  const path = join(directory, 'key')
  writeFileSync(path, 'first\n')
  const { key } = read({ WATCHWORD_AGENT_KEY_FILE: path })
  assert.equal(key(), 'first')
  writeFileSync(path, 'second\n')
  assert.equal(key(), 'second')
})

test('the random name of a host stays the same', () => {
  const name = keptInstance(directory)
  assert.match(name, /^host-[0-9a-f]{12}$/)
  assert.equal(keptInstance(directory), name)
})

test('a data directory has one owner; that of one which was killed is taken over', () => {
  const taken = takeDirectory(directory)
  // The process id of this test, which is none of an agent, and then one that surely is not there.
  for (const pid of [String(process.ppid), '999999999', 'x']) {
    taken.release()
    writeFileSync(join(directory, 'agent.pid'), pid)
    takeDirectory(directory).release()
  }
  writeFileSync(join(directory, 'file'), '')
  assert.throws(() => takeDirectory(join(directory, 'file')), DirectoryRefused)
})

test('the settings are those that the documentation has, and the version is that of the project', () => {
  const root = join(import.meta.dirname, '..')
  const text = readFileSync(join(root, 'docs', 'agent.md'), 'utf8')
  for (const name of Object.keys(settings)) assert.ok(text.includes(`_${name}\``), `${name} is not in docs/agent.md`)
  const { version: whole } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  assert.equal(version, whole)
})
