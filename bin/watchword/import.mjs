/** `watchword import <bundle>`: runs on the program's own Node, which knows TypeScript. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const importUsage = `usage: watchword import <bundle>

  <bundle>       the file of a workspace's export, workspace-….jsonl.gz
                 The installation that the environment names (WATCHWORD_DATA_DIR, WATCHWORD_DATABASE_URL …) must be
                 empty and must not be running. The whole file is checked before anything is changed.`

const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
const program = fileURLToPath(new URL('import.ts', import.meta.url))

/** Answers the exit code: 0 imported, 1 refused, 2 not understood or not readable. */
export function importWorkspace(args) {
  const [path, ...more] = args
  if (path === undefined || more.length > 0 || path.startsWith('--')) {
    console.error(importUsage)
    return 2
  }
  if (!existsSync(node)) {
    console.error('the packages are not installed yet: run npm ci --ignore-scripts')
    return 2
  }
  const child = spawn(node, [program, path], { stdio: 'inherit' })
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
