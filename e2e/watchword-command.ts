/** The command `watchword`, as people run it. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const program = join(import.meta.dirname, '..', 'bin', 'watchword', 'main.mjs')

export type Ended = { code: number | null; lines: string[]; errors: string }

export function runWatchword(args: string[], env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env } })
  const [said, errors]: [string[], string[]] = [[], []]
  child.stdout.on('data', (data: Buffer) => said.push(data.toString()))
  child.stderr.on('data', (data: Buffer) => errors.push(data.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, lines: said.join('').trim().split('\n'), errors: errors.join('') }))
  })
}
