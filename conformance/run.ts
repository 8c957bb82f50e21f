/**
 * `npm run conformance -- <suite> --data <directory>`: runs a corpus that we did not write against us, lists what
 * failed, and ends with a line `passed N of M`. Exit code 0 when all passed, 1 when not, 2 when there was nothing to run.
 */
import { existsSync, globSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { RunSuite } from './suite.ts'

/** Files of this folder that are no suites. */
const others = new Set(['run', 'suite', 'corpora'])

const { values, positionals } = readArguments()
const [suite = ''] = positionals
const directory = values.data === undefined ? undefined : resolve(values.data)
const file = join(import.meta.dirname, `${suite}.ts`)
if (!/^[a-z-]+$/.test(suite) || others.has(suite) || !existsSync(file) || positionals.length > 1) usage()
if (directory === undefined || !existsSync(directory) || !statSync(directory).isDirectory()) {
  console.error(`there is no directory ${directory ?? ''}: name one with --data <directory>`)
  process.exit(2)
}

// A suite's shape is that of `suite.ts`; a file without one is told here.
const { run } = (await import(file)) as { run?: RunSuite }
if (!run) usage()
const { cases, notes = [] } = await run(directory)
for (const note of notes) console.log(note)
const failures = cases.filter(({ failure }) => failure !== null)
for (const { name, failure } of failures) console.log(`FAILED ${name}: ${failure}`)
if (cases.length === 0) console.log(`nothing in ${directory} is of the shape of ${suite}`)
console.log(`passed ${cases.length - failures.length} of ${cases.length}`)
process.exit(cases.length === 0 ? 2 : failures.length > 0 ? 1 : 0)

function readArguments() {
  try {
    return parseArgs({ options: { data: { type: 'string' } }, allowPositionals: true })
  } catch {
    return usage()
  }
}

function usage(): never {
  const suites = globSync('*.ts', { cwd: import.meta.dirname })
    .map((name) => basename(name, '.ts'))
    .filter((name) => !name.includes('.') && !others.has(name))
  console.error(`usage: npm run conformance -- ${suites.sort().join('|')} --data <directory>`)
  process.exit(2)
}
