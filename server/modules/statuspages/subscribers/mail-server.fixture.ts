/** A mail server for tests, and what lies in the database of what was sent to it. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { createSmtpMail } from '#platform/mail'

/** `from` is the envelope's: where it comes back to. */
export type Taken = { from: string; to: string; raw: Buffer }

/**
 * A mail server; `answer` says what it makes of a message: an error refuses it. `onRcptTo` is asked for each recipient
 * before that.
 */
export async function mailServer(
  t: TestContext,
  ctx: Context,
  answer: (to: string) => Error | undefined = () => undefined,
  onRcptTo: (to: string) => Promise<Error | undefined> = () => Promise.resolve(undefined),
) {
  const taken: Taken[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(address, _session, done) {
      onRcptTo(address.address).then((refused) => done(refused), done)
    },
    onData(stream: SMTPServerDataStream, session: SMTPServerSession, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map((each) => each.address).join()
        const refused = answer(to)
        const { mailFrom } = session.envelope
        const from = mailFrom ? mailFrom.address : ''
        if (!refused) taken.push({ from, to, raw: Buffer.concat(chunks) })
        done(refused)
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const mail = createSmtpMail({
    url: `smtp://127.0.0.1:${port}`,
    from: 'Status <status@watch.example>',
    bounceAddress: 'bounces@watch.example',
    log: ctx.log,
  })
  t.after(async () => {
    await mail.close()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return { taken, mail }
}

export function refusal(code: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode: code })
}

/** All deliveries of the workspace. */
export const rowsOf = (ctx: Context) =>
  inTransaction(ctx, (tx) =>
    tx.db.selectFrom('subscriberMails').selectAll().orderBy('createdAt').orderBy('id').execute(),
  )

export const later = (ctx: Context, ms: number): Context => ({ ...ctx, now: () => new Date(ctx.now().getTime() + ms) })
