/** The program and its surroundings for one flow: fresh data, a mail server, a webhook receiver. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { freePort, makeScratch, startProgram, type Program } from '../bench/program.ts'
import { makeScratchDatabase } from '../server/testing/scratch-database.ts'
import { fillFromTemplate } from '../server/testing/template.ts'
import { startMailSink, startWebhookSink, type MailSink, type WebhookSink } from './sinks.ts'

export type House = { program: Program; url: string; mail: MailSink; hook: WebhookSink; close(): Promise<void> }

/** On the embedded stores, or on the server that WATCHWORD_TEST_DATABASE_URL names. */
export async function openHouse(settings: Record<string, string> = {}): Promise<House> {
  const [mail, hook, port] = [await startMailSink(), await startWebhookSink(), await freePort()]
  const scratch = makeScratch()
  fillFromTemplate(scratch.dataDir)
  const database = await makeScratchDatabase()
  const url = `http://localhost:${port}`
  const program = await startProgram(scratch, port, {
    env: {
      WATCHWORD_SMTP_URL: mail.url,
      WATCHWORD_EGRESS_ALLOW: '127.0.0.1',
      WATCHWORD_LOG_LEVEL: 'warn',
      ...(database.url !== null && { WATCHWORD_DATABASE_URL: database.url }),
      ...settings,
    },
  })
  return {
    program,
    url,
    mail,
    hook,
    close: async () => {
      await program.stop()
      await Promise.all([mail.close(), hook.close()])
      await database.drop()
      scratch.remove()
    },
  }
}

/** Lets a child process crash under the official SDK; resolves when the SDK has delivered. */
export function crashWithSdk(dsn: string, release: string, message: string): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash.mjs'), dsn, release, message], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the SDK did not deliver (${code})`))))
  })
}

/** Asks again until there is an answer; fails after a minute. */
export async function until<T>(
  what: string,
  find: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const deadlineMs = performance.now() + 60_000
  while (performance.now() < deadlineMs) {
    const found = await find()
    if (found !== undefined && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`waited a minute for ${what}`)
}
