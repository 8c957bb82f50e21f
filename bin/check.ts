/**
 * `npm test`: everything that needs no outside server. Runs each check, shows what fails, and ends with one line
 * `N passed, N failed, N skipped`. Names of checks as arguments run only these: `node bin/check.ts types server`.
 */
import { spawn } from 'node:child_process'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, matchesGlob } from 'node:path'
import { ensureChromium } from './chromium.ts'
import type { TestResult } from './test-results.ts'

type Counts = { passed: number; failed: number; skipped: number }
type Check = {
  name: string
  /** `show` gets what it has to say. */
  run: (show: Show) => Promise<Counts>
  onlyByName?: true
  /** May run while another one of these does: it waits for its stores as long as it computes. */
  beside?: true
}
type Show = (text: string) => void

const root = join(import.meta.dirname, '..')
const privacyFiles = 'server/modules/privacy/**/*.test.ts'
/** They go over everything that other tests left, once for each rule. */
const sweepFiles = ['holds', 'retention'].map((name) => `server/modules/privacy/${name}/**/*.test.ts`)
/** Those that send and search the most: they say nothing more of another server. */
const largeFiles = ['server/bad-input.test.ts', 'server/erasure-canary.test.ts']
/** What speaks SQL of its own: `npm test` has run all of it on the embedded stores. */
const storeModules = [
  'alerts',
  'audit',
  'dashboards',
  'incidents',
  'metrics',
  'monitors',
  'notifications',
  'statuspages',
  'workspaces',
]
/** No word of SQL in them. */
const storeless = ['server/platform/egress/', 'server/modules/monitors/checks/']
/** What the SQL is that is made from the inventory. */
const storePrivacyFiles = ['erasure', 'retention'].map((name) => `server/modules/privacy/${name}/**/*.test.ts`)
const crawlFile = 'e2e/browser/surfaces.test.ts'
const lanes = 2
/** A process for each file, one after the other: otherwise the programs of all files would start at once. */
const apart = ['--test-isolation=process', '--test-concurrency=1']
const bin = (name: string): string => join(root, 'node_modules', '.bin', name)
process.chdir(root)

const checks: Check[] = [
  { name: 'generated', run: command(process.execPath, ['bin/generate.ts', '--check']) },
  { name: 'types', run: command(bin('tsc'), ['-p', 'tsconfig.json']) },
  { name: 'web-types', run: command(bin('tsc'), ['-p', 'web/tsconfig.json']) },
  { name: 'lint', run: command(bin('oxlint'), ['--type-aware', '--deny-warnings']) },
  { name: 'format', run: command(bin('oxfmt'), ['--check', '.']) },
  { name: 'dead-code', run: command(bin('knip'), ['--no-progress']) },
  { name: 'web-build', run: command('sh', ['bin/setup', 'web']) },
  { name: 'web-size', run: command(process.execPath, ['bin/web-size.ts']) },
  // The longest first, so that both lanes end at about the same time.
  { name: 'server', beside: true, run: tests('server', serverFiles) },
  { name: 'browser', beside: true, run: browser('browser', browserFiles) },
  { name: 'large', beside: true, run: tests('large', () => largeFiles) },
  // Every route under every policy.
  { name: 'crawl', beside: true, run: browser('crawl', () => [crawlFile]) },
  // Privacy in stores of its own, twice: its clocks go over years.
  { name: 'privacy', beside: true, run: tests('privacy', () => without(privacyFiles, sweepFiles)) },
  { name: 'flow', beside: true, run: tests('flow', () => ['e2e/*.test.ts'], { isolation: apart }) },
  { name: 'sweeps', beside: true, run: tests('sweeps', () => sweepFiles) },
  { name: 'conformance', beside: true, run: tests('conformance', () => ['conformance/**/*.test.ts']) },
  { name: 'agent', beside: true, run: tests('agent', () => ['agent/**/*.test.ts'], { isolation: apart }) },
  {
    name: 'web',
    beside: true,
    run: tests('web', () => ['web', 'common', 'bin', 'bench'].map((folder) => `${folder}/**/*.test.ts`)),
  },
  // The tests of what is stored again, on the servers that the environment names.
  { name: 'stores', beside: true, onlyByName: true, run: tests('stores', storeFiles) },
  { name: 'stores-privacy', beside: true, onlyByName: true, run: tests('stores-privacy', () => storePrivacyFiles) },
  {
    name: 'stores-flow',
    beside: true,
    onlyByName: true,
    run: tests('stores-flow', () => ['e2e/main-job.test.ts']),
  },
]

const named = process.argv.slice(2)
const unknown = named.filter((name) => !checks.some((check) => check.name === name))
if (unknown.length > 0)
  fail(`no such check: ${unknown.join(', ')}; there are ${checks.map(({ name }) => name).join(', ')}`)
const wanted = checks.filter(({ name, onlyByName }) => (named.length > 0 ? named.includes(name) : !onlyByName))

const total: Counts = { passed: 0, failed: 0, skipped: 0 }
const failedChecks: string[] = []
/** What tests are told: nothing before the checks that are no tests have run. */
const forTests: Record<string, string> = {}
for (const check of wanted.filter(({ beside }) => !beside)) await carryOut(check, console.log)
const waiting = wanted.filter(({ beside }) => beside)
const scratch = mkdtempSync(join(tmpdir(), 'watchword-check-'))
if (waiting.length > 0) await prepareTests()
await Promise.all(
  Array.from({ length: lanes }, async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      // What two say at the same time is told one after the other.
      const said: string[] = []
      await carryOut(check, (text) => said.push(text))
      console.log(said.join('\n'))
    }
  }),
)
rmSync(scratch, { recursive: true, force: true })
if (failedChecks.length > 0) console.log(`\nfailed: ${failedChecks.join(', ')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed > 0 ? 1 : 0)

/** What all test programs would do again, each for itself: compile the sources, and make stores that are up to date. */
async function prepareTests(): Promise<void> {
  forTests['NODE_COMPILE_CACHE'] = join(root, 'node_modules', '.cache', 'compile')
  // Of a server that is named nobody copies the files.
  if (process.env['WATCHWORD_TEST_DATABASE_URL']) return
  const template = join(scratch, 'template')
  const status = await runProgram(process.execPath, ['bin/test-template.ts', template], forTests, console.log)
  // Each start then makes its own stores, and the test that finds out why they cannot be made says it.
  if (status === 0) forTests['WATCHWORD_TEST_TEMPLATE'] = template
}

async function carryOut({ name, run }: Check, show: Show): Promise<void> {
  const startedMs = performance.now()
  show(`\n── ${name}`)
  const counts = await run(show)
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  if (counts.failed > 0) failedChecks.push(name)
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  show(`   ${counts.failed > 0 ? 'FAILED' : 'ok'} in ${seconds} s`)
}

function serverFiles(): string[] {
  return without('server/**/*.test.ts', [privacyFiles, ...largeFiles])
}

function without(files: string, others: readonly string[]): string[] {
  return globSync(files, { cwd: root }).filter((file) => !others.some((one) => matchesGlob(file, one)))
}

function storeFiles(): string[] {
  const folders = ['server/platform', ...storeModules.map((name) => `server/modules/${name}`)]
  const files = ['server/races.test.ts', 'server/modules/telemetry/*.test.ts']
  return globSync([...folders.map((folder) => `${folder}/**/*.test.ts`), ...files], { cwd: root }).filter(
    (file) => !storeless.some((folder) => file.startsWith(folder)),
  )
}

function browserFiles(): string[] {
  return globSync('e2e/browser/**/*.test.ts', { cwd: root }).filter((file) => file !== crawlFile)
}

/** In a real browser. Where there is none it is skipped and it says how to get one; CI must have one. */
function browser(name: string, files: () => string[]): Check['run'] {
  return async (show) => {
    const chromium = ensureChromium()
    if (chromium) return tests(name, files, { env: { WATCHWORD_TEST_CHROMIUM: chromium }, isolation: apart })(show)
    show('   no Chromium: it is skipped; `apt-get install chromium` enables it')
    return { passed: 0, failed: process.env['CI'] ? 1 : 0, skipped: 1 }
  }
}

function command(program: string, args: string[]): Check['run'] {
  return async (show) => {
    const status = await runProgram(program, args, {}, show)
    return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 }
  }
}

/** Runs test files; each result stays in `.cache/results`, where `npm run promises` finds it. */
function tests(
  name: string,
  files: () => string[],
  { env = {}, isolation = ['--test-isolation=none'] }: { env?: Record<string, string>; isolation?: string[] } = {},
): Check['run'] {
  return async (show) => {
    const directory = join(root, '.cache', 'results')
    mkdirSync(directory, { recursive: true })
    const results = join(directory, `${name}.jsonl`)
    rmSync(results, { force: true })
    const reporters = [
      '--test-reporter=dot',
      '--test-reporter-destination=stdout',
      `--test-reporter=${join(root, 'bin', 'test-results.ts')}`,
      `--test-reporter-destination=${results}`,
    ]
    const args = ['--test', '--test-force-exit', ...isolation, ...reporters, ...files()]
    const status = await runProgram(process.execPath, args, { ...forTests, ...env }, show)
    return countResults(results, status, show)
  }
}

function countResults(results: string, status: number, show: Show): Counts {
  const lines = existsSync(results) ? readFileSync(results, 'utf8').split('\n') : []
  // Our own reporter wrote these lines.
  const ended = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TestResult)
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  for (const result of ended) {
    counts[result.outcome] += 1
    if (result.outcome === 'skipped') show(`   skipped: ${result.name}`)
  }
  // A run that died, or found nothing at all, has failed whatever it counted.
  if (status !== 0 || counts.passed + counts.skipped === 0) counts.failed = Math.max(1, counts.failed)
  return counts
}

/** Its exit code; 1 if it was killed. */
async function runProgram(program: string, args: string[], env: Record<string, string>, show: Show): Promise<number> {
  const child = spawn(program, args, { env: { ...environment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => show(text.replace(/\n$/, '')))
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}` }
}

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}
