/**
 * `npm run promises`: every promise of the published policies, the tests that carry its id, and how they last ended.
 * Fails for a promise without a passing test, unless the ledger says with what it comes; for a test that names an
 * unknown id; and for a published sentence without one.
 *
 *   -- --json     an array of { id, status, provedBy }
 *   -- --record   keeps what passed in promises/evidence.json, from which the published pages take their proof
 *
 * The results are those of the last `npm test` here; on a machine where none ran, those that were recorded.
 */
import { existsSync, globSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sentencesWithoutPromise } from './promise-sentences.ts'
import type { TestResult } from './test-results.ts'

type Entry = { id: string; promise: string; comesWith?: string }
type Evidence = { ranAt: string; results: Record<string, string[]> }
type Ended = { ranAt: string; results: TestResult[] }
type Row = Entry & { status: 'proved' | 'pending' | 'failing'; provedBy: string[]; why: string }

const root = join(import.meta.dirname, '..')
const evidencePath = join(root, 'promises', 'evidence.json')
/** In brackets at the end of a test's name, alone or several: `[SEN-26]`, `[SEN-09, OPS-47]`. */
const brackets = /\[([^[\]]*)\]/g
const idPattern = /\b(?:SEN|OPS|CAB|AHU|DSE)-\d+\b/g

// Both files are our own.
const ledger = readJson(join(root, 'promises', 'ledger.json')) as Entry[]
const known = new Set(ledger.map(({ id }) => id))
const ended = lastRun() ?? recorded()
const rows = ledger.map((entry) => judge(entry, ended.results))
if (process.argv.includes('--record')) record()
const problems = [
  ...unknownIds().map((found) => `${found} is in no ledger`),
  ...rows.filter(({ status }) => status === 'failing').map(({ id, why }) => `${id}: ${why}`),
  ...sentencesWithoutPromise(known),
  ...staleEvidence(),
]

if (process.argv.includes('--json')) {
  console.log(
    JSON.stringify(
      rows.map(({ id, status, provedBy }) => ({ id, status, provedBy })),
      null,
      2,
    ),
  )
} else {
  for (const row of rows) console.log(line(row))
  const count = (status: Row['status']): number => rows.filter((row) => row.status === status).length
  console.log(
    `\nlast run ${ended.ranAt}: ${count('proved')} proved, ${count('pending')} pending, ${count('failing')} failing`,
  )
}
for (const problem of problems) console.error(problem)
process.exit(problems.length > 0 ? 1 : 0)

function lastRun(): Ended | undefined {
  const directory = join(root, '.cache', 'results')
  const files = existsSync(directory) ? readdirSync(directory).map((name) => join(directory, name)) : []
  // One check alone says too little.
  if (
    !['server', 'sweeps', 'privacy', 'browser'].every((check) => files.some((file) => file.endsWith(`${check}.jsonl`)))
  )
    return undefined
  const ranAt = new Date(Math.max(...files.map((file) => statSync(file).mtimeMs))).toISOString()
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n')).filter((text) => text !== '')
  // Our own reporter wrote these lines.
  return { ranAt, results: lines.map((text) => JSON.parse(text) as TestResult) }
}

function recorded(): Ended {
  const { ranAt, results } = readJson(evidencePath) as Evidence // written below
  const names = new Set(Object.values(results).flat())
  return { ranAt, results: [...names].map((name) => ({ name, outcome: 'passed', durationMs: 0 })) }
}

function judge(entry: Entry, results: readonly TestResult[]): Row {
  const own = results.filter(({ name }) => idsIn(name).includes(entry.id))
  const provedBy = [...new Set(own.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name))].toSorted()
  const failed = own.find(({ outcome }) => outcome === 'failed')
  if (failed) return { ...entry, status: 'failing', provedBy, why: `failed: ${failed.name}` }
  if (entry.comesWith !== undefined) {
    return { ...entry, status: 'pending', provedBy, why: `comes with ${entry.comesWith}` }
  }
  if (provedBy.length === 0) return { ...entry, status: 'failing', provedBy, why: 'no test proves it' }
  return { ...entry, status: 'proved', provedBy, why: '' }
}

/** Ids that a test names and the ledger does not. */
function unknownIds(): string[] {
  const files = globSync('{server,e2e,bin,web/src,conformance}/**/*.{test,contract}.ts', { cwd: root })
  return files.flatMap((file) =>
    idsIn(readFileSync(join(root, file), 'utf8'))
      .filter((id) => !known.has(id))
      .map((id) => `${file}: ${id}`),
  )
}

function idsIn(text: string): string[] {
  return [...text.matchAll(brackets)].flatMap(([, inside = '']) => inside.match(idPattern) ?? [])
}

/** What the published pages would still call proved, and no test here proves any more. */
function staleEvidence(): string[] {
  const { results } = readJson(evidencePath) as Evidence // written below
  const proved = new Set(
    rows.filter(({ provedBy, status }) => provedBy.length > 0 && status !== 'failing').map(({ id }) => id),
  )
  return Object.keys(results)
    .filter((id) => !proved.has(id))
    .map((id) => `${id}: recorded as proved, and no passing test carries it; record again`)
}

function record(): void {
  const proved = rows.filter(({ provedBy, status }) => provedBy.length > 0 && status !== 'failing')
  const evidence: Evidence = {
    ranAt: ended.ranAt,
    results: Object.fromEntries(proved.map(({ id, provedBy }) => [id, provedBy])),
  }
  writeFileSync(evidencePath, `${JSON.stringify(evidence, null, 2)}\n`)
}

function line({ id, promise, status, provedBy, why }: Row): string {
  const tests =
    provedBy.length === 0 ? '' : `, ${provedBy.length} test${provedBy.length === 1 ? '' : 's'}: ${provedBy[0]}`
  return `${id}  ${status.padEnd(7)}  ${promise}${tests}${why === '' ? '' : ` (${why})`}`
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}
