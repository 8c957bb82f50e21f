/** `watchword apply`: runs on the program's own Node, which knows TypeScript. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const applyUsage = `usage: watchword apply -f <file> [--plan] [--prune] [--force]

  <file>         projects, channels, rules, monitors, status pages, alert rules in YAML, and the rule files and
                 dashboards that it names (docs/configuration-as-code.md)
  --plan         say what would change, field by field, and change nothing; exit code 3 if something would
  --prune        delete what an earlier version of this file made and this one does not name
  --force        send everything again, also what cannot be compared, such as passwords

                 WATCHWORD_URL is the installation's address, WATCHWORD_API_KEY a key of the workspace that may write.`

export const exportConfigUsage = `usage: watchword export-config [--name <name>] > watchword.yaml
       watchword export-config [--name <name>] --to <directory>

  Writes down what stands in a workspace as a file for watchword apply, which would change nothing.

  --name         of the file, under which apply remembers what came from it; default: workspace
  --to           a new or empty directory: watchword.yaml with dashboards and rule files beside it

                 WATCHWORD_URL and WATCHWORD_API_KEY as for apply; the key only has to read.`

const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
const applyProgram = fileURLToPath(new URL('apply/run.ts', import.meta.url))
const exportProgram = fileURLToPath(new URL('apply/run-export.ts', import.meta.url))

/** Answers the exit code: 0 as described now, 1 refused or not reachable, 2 not understood, 3 a plan with changes. */
export function apply(args) {
  if (args.length === 0 || args.includes('--help')) {
    console.error(applyUsage)
    return 2
  }
  return run(applyProgram, args)
}

/** Answers 0, 1 where the installation refused or is not reachable, 2 for what is not understood. */
export function exportConfig(args) {
  if (args.includes('--help')) {
    console.error(exportConfigUsage)
    return 2
  }
  return run(exportProgram, args)
}

function run(program, args) {
  if (!existsSync(node)) {
    console.error('the packages are not installed yet: run npm ci --ignore-scripts')
    return 2
  }
  const child = spawn(node, [program, ...args], { stdio: 'inherit' })
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
