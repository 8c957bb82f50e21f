/** `watchword probe`: run on the program's own Node, which knows TypeScript. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const probeUsage = `usage: WATCHWORD_PROBE_KEY=<key> watchword probe --server <url> [--allow <address>]… [--data <directory>]

  checks from inside of this network what its monitors name, and hands the results in. It connects outwards only.
  WATCHWORD_PROBE_KEY  from the screen on which the probe was enrolled, or in the file that WATCHWORD_PROBE_KEY_FILE names
  --server         the address of Watchword
  --allow          a host name, an address or a range (10.0.0.0/8) of your own network that may be checked, several by
                   several --allow; without it only what anybody on the internet could reach
  --data           where results are kept while the server is away, for 24 hours at most (./watchword-probe)
  --concurrency    so many checks at the same time (50)`

const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
const program = fileURLToPath(new URL('probe/main.ts', import.meta.url))

/** Answers the exit code: 0 stopped, 1 refused by the server, 2 not understood. */
export function runProbe(args) {
  if (!existsSync(node)) {
    console.error('the packages are not installed yet: run npm ci --ignore-scripts')
    return 2
  }
  const child = spawn(node, [program, ...args], { stdio: 'inherit' })
  // The probe itself hands in what it has and ends; this process waits for that.
  const pass = (signal) => void child.kill(signal)
  process.on('SIGTERM', pass)
  process.on('SIGINT', () => undefined)
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      if (code === 2) console.error(`\n${probeUsage}`)
      resolve(code ?? 1)
    })
  })
}
