import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, messageOf } from './errors.ts'

/** Somebody else has it, or it cannot be written. */
export class DirectoryRefused extends Error {}

/** Takes the directory for this process alone: two agents with one queue would send and delete each other's files. */
export function takeDirectory(directory: string): { release(): void } {
  const lock = join(directory, 'agent.pid')
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    for (;;) {
      try {
        const file = openSync(lock, 'wx', 0o600)
        writeSync(file, String(process.pid))
        closeSync(file)
        return { release: () => rmSync(lock, { force: true }) }
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
        const owner = Number(readFileSync(lock, 'utf8'))
        if (isAgent(owner)) throw new DirectoryRefused(`${directory} is in use by the agent with process id ${owner}`)
        // Left by one that was killed.
        rmSync(lock, { force: true })
      }
    }
  } catch (error) {
    if (error instanceof DirectoryRefused) throw error
    throw new DirectoryRefused(`${directory}: ${messageOf(error)}`)
  }
}

/** A random name that stands for the host where its own is not to be known; the same after a restart. */
export function keptInstance(directory: string): string {
  const path = join(directory, 'instance')
  const kept = findText(path)
  if (kept !== undefined && /^host-[0-9a-f]{12}$/.test(kept)) return kept
  const name = `host-${Buffer.from(crypto.getRandomValues(new Uint8Array(6))).toString('hex')}`
  writeFileSync(`${path}.new`, name, { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return name
}

function findText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** A process id is given again after a restart of the machine; another program with it is no owner. */
function isAgent(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
  const words = findText(`/proc/${pid}/cmdline`)
  return words === undefined || /watchword-agent|agent\/main/.test(words)
}
