/** `watchword policy check <file>`: runs on the program's own Node, which knows TypeScript. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const policyUsage = `usage: watchword policy check <file> [--against <preset or file>]

  <file>         a policy profile in JSON, or the name of a preset, as WATCHWORD_POLICY names it
  --against      what it is compared with; otherwise the preset that the file is made from`

const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
const program = fileURLToPath(new URL('check-policy.ts', import.meta.url))

/** Answers the exit code: 0 it compiles, 1 it does not, 2 not understood. */
export function checkPolicy(args) {
  const [path, option, other, ...more] = args
  const isUnderstood = path !== undefined && !path.startsWith('--') && more.length === 0
  if (!isUnderstood || (option !== undefined && (option !== '--against' || other === undefined))) {
    console.error(policyUsage)
    return 2
  }
  if (!existsSync(node)) {
    console.error('the packages are not installed yet: run npm ci --ignore-scripts')
    return 2
  }
  const child = spawn(node, [program, path, ...(other === undefined ? [] : [other])], { stdio: 'inherit' })
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
