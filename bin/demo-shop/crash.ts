/** Lets the shop break in a process of its own, as its SDKs see it. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const crashes = ['checkout', 'payment', 'stock'] as const
export type Crash = (typeof crashes)[number]

const directory = import.meta.dirname
const pythonPrograms = ['python3', 'python']

type Shop = { dsn: string; release: string }

/** Whatever the shop's exit code: that it breaks is what it is for. */
export async function breakShop(shop: Shop, crash: Crash): Promise<void> {
  await run(process.execPath, [join(directory, 'shop.mjs'), crash], shop)
}

/** The Python with `sentry_sdk` in it, or undefined. */
export async function findPython(): Promise<string | undefined> {
  for (const program of pythonPrograms) {
    if ((await run(program, ['-c', 'import sentry_sdk'], undefined)) === 0) return program
  }
  return undefined
}

export async function breakPythonShop(python: string, shop: Shop): Promise<void> {
  const code = await run(python, [join(directory, 'shop.py')], shop)
  if (code !== 0) throw new Error(`the Python shop ended with exit code ${code}`)
}

function run(program: string, args: string[], shop: Shop | undefined): Promise<number | null> {
  const env = {
    ...process.env,
    ...(shop && { SENTRY_DSN: shop.dsn, SENTRY_RELEASE: shop.release, SENTRY_ENVIRONMENT: 'production' }),
  }
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, stdio: 'ignore' })
    child.once('error', () => resolve(null))
    child.once('exit', (code) => resolve(code))
  })
}
