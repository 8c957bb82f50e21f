/** A bundle of a small TypeScript program, made as people make it, and the clients that upload it. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { build } from 'vite'
import { apiKeyPrefix } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { listen } from '#platform/http'
import { call, testApp } from '#testing'
import { endpoints } from '../../../app.ts'

const command = join(import.meta.dirname, '../../../../node_modules/.bin/sentry-cli')
const run = promisify(execFile)

/** Line 8 throws; `chargeCustomer` calls it on line 4, `start` calls that one on line 3 of its own file. */
export const paySource = `export type Cart = { total: number }
export function chargeCustomer(cart: Cart | null): number {
  // Money is counted in cents.
  const amount = computeTotal(cart)
  return amount * 2
}
function computeTotal(cart: Cart | null): number {
  if (cart === null) throw new TypeError('no cart')
  return cart.total
}
`
export const mainSource = `import { chargeCustomer } from './pay.ts'
export function start(input: string): number {
  return chargeCustomer(JSON.parse(input))
}
Object.assign(globalThis, { start })
`

export type Build = { directory: string; script: string; url: string }

/** `other`: more of the program, which moves everything else in the bundle. */
export async function buildApp(t: TestContext, { other = '', minify = true } = {}): Promise<Build> {
  const root = await mkdtemp(join(tmpdir(), 'watchword-build-'))
  t.after(() => rm(root, { recursive: true, force: true }))
  await mkdir(join(root, 'src'))
  await writeFile(join(root, 'src/pay.ts'), paySource)
  await writeFile(join(root, 'src/other.ts'), other === '' ? 'export {}' : other)
  await writeFile(join(root, 'src/main.ts'), `${mainSource}import './other.ts'\n`)
  await build({
    ...{ root, configFile: false, logLevel: 'error' },
    build: {
      ...{ sourcemap: true, minify, outDir: 'dist' },
      rolldownOptions: { input: join(root, 'src/main.ts'), output: { entryFileNames: 'app.min.js' } },
    },
  })
  const directory = join(root, 'dist')
  return {
    directory,
    script: await readFile(join(directory, 'app.min.js'), 'utf8'),
    url: 'https://shop.example/app.min.js',
  }
}

export async function copyOf(t: TestContext, build: Build): Promise<Build> {
  const directory = await mkdtemp(join(tmpdir(), 'watchword-build-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  await cp(build.directory, directory, { recursive: true })
  return { ...build, directory }
}

export type Cli = {
  run(...words: string[]): Promise<{ stdout: string; stderr: string }>
  start(...words: string[]): ChildProcess
  key: string
  url: string
}

/** The program on a real port, and the client with a key of the workspace. */
export async function cliFor(t: TestContext, ctx: Context, project: string): Promise<Cli> {
  const app = await testApp()
  const listener = await listen(app, { port: 0, host: '127.0.0.1' })
  t.after(() => listener.close())
  const url = `http://127.0.0.1:${listener.port}`
  const key = await newKey(ctx)
  const slug = await slugOf(ctx)
  const env = {
    ...{ PATH: process.env['PATH'] ?? '', HOME: tmpdir(), SENTRY_URL: url, SENTRY_AUTH_TOKEN: key },
    ...{ SENTRY_ORG: slug, SENTRY_PROJECT: project, SENTRY_LOG_LEVEL: 'info' },
  }
  return {
    run: (...words) => run(command, words, { env, timeout: 60_000 }),
    start: (...words) => spawn(command, words, { env, stdio: 'ignore' }),
    ...{ key, url },
  }
}

export async function newKey(
  ctx: Context,
  scopes = ['projects.write', 'projects.read', 'events.write'],
): Promise<string> {
  const answer = await call(ctx, endpoints, 'POST', '/api-keys', { name: 'CI', scopes })
  const { key } = await answer.json()
  if (!String(key).startsWith(apiKeyPrefix)) throw new Error(`no key: ${answer.status}`)
  return key
}

export async function newProject(ctx: Context, name = `Shop ${randomBytes(3).toString('hex')}`) {
  const { id, ingestKey, number } = await (await call(ctx, endpoints, 'POST', '/projects', { name })).json()
  return { id: id as string, name, ingestKey: ingestKey as string, number: number as number }
}

export async function slugOf(ctx: Context): Promise<string> {
  const found = await inTransaction(ctx, (tx) => tx.db.selectFrom('workspaces').select('slug').executeTakeFirst())
  return found?.slug ?? ''
}
