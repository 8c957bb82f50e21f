/** `watchword apply`: runs on the program's own Node, which knows TypeScript. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const applyUsage = `usage: watchword apply -f <file> [--plan] [--prune] [--force]

  <file>         projects, channels, severity rules, monitors and status pages in YAML (docs/configuration-as-code.md)
  --plan         say what would change, and change nothing; exit code 3 if something would
  --prune        delete what an earlier version of this file made and this one does not name
  --force        send everything again, also what cannot be compared, such as passwords

                 WATCHWORD_URL is the installation's address, WATCHWORD_API_KEY a key of the workspace that may write.`

const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
const program = fileURLToPath(new URL('apply/run.ts', import.meta.url))

/** Answers the exit code: 0 as described now, 1 refused or not reachable, 2 not understood, 3 a plan with changes. */
export function apply(args) {
  if (args.length === 0 || args.includes('--help')) {
    console.error(applyUsage)
    return 2
  }
  if (!existsSync(node)) {
    console.error('the packages are not installed yet: run npm ci --ignore-scripts')
    return 2
  }
  const child = spawn(node, [program, ...args], { stdio: 'inherit' })
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
