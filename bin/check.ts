/**
 * `npm test`: everything that needs no outside server. Runs each check, shows what fails, and ends with one line
 * `N passed, N failed, N skipped`. Names of checks as arguments run only these: `node bin/check.ts types server`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'
import { ensureChromium } from './chromium.ts'
import type { TestResult } from './test-results.ts'

type Counts = { passed: number; failed: number; skipped: number }
type Check = { name: string; run: () => Promise<Counts>; onlyByName?: true }

const root = join(import.meta.dirname, '..')
const privacyFiles = 'server/modules/privacy/**/*.test.ts'
const bin = (name: string): string => join(root, 'node_modules', '.bin', name)
process.chdir(root)

const checks: Check[] = [
  { name: 'generated', run: () => command(process.execPath, ['bin/generate.ts', '--check']) },
  { name: 'types', run: () => command(bin('tsc'), ['-p', 'tsconfig.json']) },
  { name: 'web-types', run: () => command(bin('tsc'), ['-p', 'web/tsconfig.json']) },
  { name: 'lint', run: () => command(bin('oxlint'), ['--type-aware', '--deny-warnings']) },
  { name: 'format', run: () => command(bin('oxfmt'), ['--check', '.']) },
  { name: 'dead-code', run: () => command(bin('knip'), ['--no-progress']) },
  { name: 'web-build', run: () => command('sh', ['bin/setup', 'web']) },
  { name: 'web-size', run: () => command(process.execPath, ['bin/web-size.ts']) },
  { name: 'server', run: () => tests('server', serverFiles()) },
  // In stores of its own: its clocks go over years, and its sweeps over everything that others would have left.
  { name: 'privacy', run: () => tests('privacy', [privacyFiles]) },
  { name: 'web', run: () => tests('web', ['web/src/**/*.test.ts', 'bin/**/*.test.ts']) },
  { name: 'conformance', run: () => tests('conformance', ['conformance/**/*.test.ts']) },
  { name: 'flow', run: () => tests('flow', ['e2e/*.test.ts']) },
  { name: 'browser', run: browser },
  { name: 'stores', run: stores, onlyByName: true },
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name))
if (unknown.length > 0)
  fail(`no such check: ${unknown.join(', ')}; there are ${checks.map(({ name }) => name).join(', ')}`)

const total: Counts = { passed: 0, failed: 0, skipped: 0 }
const failedChecks: string[] = []
for (const { name, run, onlyByName } of checks) {
  if (wanted.length > 0 ? !wanted.includes(name) : onlyByName) continue
  const startedMs = performance.now()
  console.log(`\n── ${name}`)
  const counts = await run()
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  if (counts.failed > 0) failedChecks.push(name)
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  console.log(`   ${counts.failed > 0 ? 'FAILED' : 'ok'} in ${seconds} s`)
}
if (failedChecks.length > 0) console.log(`\nfailed: ${failedChecks.join(', ')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed > 0 ? 1 : 0)

/**
 * The server's tests again, on the servers that the environment names. Without the two that send and search the most
 * and say nothing more of another server.
 */
async function stores(): Promise<Counts> {
  const said = new Set(['server/bad-input.test.ts', 'server/erasure-canary.test.ts'])
  const counts = [
    await tests(
      'stores',
      serverFiles().filter((file) => !said.has(file)),
    ),
    await tests('stores-privacy', [privacyFiles]),
  ]
  const sum = (outcome: keyof Counts): number => counts.reduce((total, one) => total + one[outcome], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

function serverFiles(): string[] {
  return globSync('server/**/*.test.ts', { cwd: root }).filter((file) => !matchesGlob(file, privacyFiles))
}

/** The flows in a real browser. Where there is none they are skipped and it says how to get one; CI must have one. */
async function browser(): Promise<Counts> {
  const chromium = ensureChromium()
  if (chromium) return tests('browser', ['e2e/browser/**/*.test.ts'], { WATCHWORD_TEST_CHROMIUM: chromium })
  console.log('   no Chromium: the browser flows are skipped; `apt-get install chromium` enables them')
  return { passed: 0, failed: process.env['CI'] ? 1 : 0, skipped: 1 }
}

function command(program: string, args: string[]): Promise<Counts> {
  const failed = spawnSync(program, args, { stdio: 'inherit', env: environment() }).status === 0 ? 0 : 1
  return Promise.resolve({ passed: 1 - failed, failed, skipped: 0 })
}

/** Runs test files; each result stays in `.cache/results`, where `npm run promises` finds it. */
async function tests(name: string, patterns: string[], env: Record<string, string> = {}): Promise<Counts> {
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
  const args = ['--test', '--test-force-exit', '--test-isolation=none', ...reporters, ...patterns]
  const status = await new Promise<number>((resolve) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit', env: { ...environment(), ...env } })
    child.on('exit', (code) => resolve(code ?? 1))
  })
  const lines = existsSync(results) ? readFileSync(results, 'utf8').split('\n') : []
  // Our own reporter wrote these lines.
  const ended = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TestResult)
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  for (const result of ended) {
    counts[result.outcome] += 1
    if (result.outcome === 'skipped') console.log(`   skipped: ${result.name}`)
  }
  // A run that died, or found nothing at all, has failed whatever it counted.
  if (status !== 0 || counts.passed + counts.skipped === 0) counts.failed = Math.max(1, counts.failed)
  return counts
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}` }
}

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}
