/** Mail while no mail server is configured: kept in the database and shown at /app/outbox. */
import { z } from 'zod'
import { inTransaction, sql, type Database, type Db } from '#platform/database'
import { decodeCursor, encodeCursor, endpoint, id, pageOf, pageQuery, timestamp, type PageQuery } from '#platform/http'
import { MailFailed, type MailMessage } from '#platform/mail'
import type { Clock } from './clock.ts'
import { requirePermission, type Context } from './context.ts'
import { invalidRequest, notFound } from './errors.ts'
import { newId } from './ids.ts'

export type KeptMail = {
  id: string
  workspaceId: string
  messageId: string
  stream: 'account' | 'subscription'
  recipient: string
  subject: string
  text: string
  html: string
  headers: Record<string, string>
  createdAt: Date
}

declare module '#platform/database' {
  interface Tables {
    keptMails: KeptMail
  }
}

/**
 * Keeps a message; one with the same id is kept once. Mail of no workspace goes to the outbox of whoever operates the
 * installation. Throws MailFailed `permanent` while there is nobody who does.
 */
export async function keepMail(
  options: { database: Database; now: Clock; findOperatorWorkspace: (db: Db) => Promise<string | undefined> },
  message: MailMessage,
): Promise<void> {
  const createdAt = options.now()
  await options.database.kysely.transaction().execute(async (db) => {
    await sql`select set_config('role', 'watchword_platform', true)`.execute(db)
    const workspaceId = message.workspaceId ?? (await options.findOperatorWorkspace(db))
    if (workspaceId === undefined) throw new MailFailed('permanent', 'nobody has set this installation up yet')
    await sql`select set_config('role', 'watchword_app', true),
      set_config('watchword.workspace_id', ${workspaceId}, true)`.execute(db)
    await db
      .insertInto('keptMails')
      .values({
        id: newId('mail', createdAt),
        workspaceId,
        messageId: message.messageId,
        stream: message.stream,
        recipient: message.to,
        subject: message.subject,
        text: message.text,
        html: message.html,
        headers: sql`${JSON.stringify(message.headers ?? {})}::jsonb`,
        createdAt,
      })
      .onConflict((conflict) => conflict.columns(['workspaceId', 'messageId']).doNothing())
      .execute()
  })
}

async function listKeptMails(ctx: Context, page: PageQuery): Promise<{ items: KeptMail[]; nextCursor: string | null }> {
  requirePermission(ctx, 'outbox.read')
  const [at, lastId] = decodeCursor(page.cursor, 2)
  if (at !== undefined && Number.isNaN(Date.parse(at))) throw invalidRequest('cursor: not one that this list gave')
  const createdAt = at === undefined ? undefined : new Date(at)
  const found = await inTransaction(ctx, (tx) => {
    let query = tx.db.selectFrom('keptMails').selectAll().where('workspaceId', '=', tx.workspaceId)
    if (createdAt !== undefined && lastId !== undefined) {
      query = query.where(sql<boolean>`(created_at, id) < (${createdAt}::timestamptz, ${lastId})`)
    }
    return query
      .orderBy('createdAt', 'desc')
      .orderBy('id', 'desc')
      .limit(page.limit + 1)
      .execute()
  })
  const items = found.slice(0, page.limit)
  const last = found.length > page.limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? encodeCursor([last.createdAt.toISOString(), last.id]) : null }
}

async function getKeptMail(ctx: Context, mailId: string): Promise<KeptMail> {
  requirePermission(ctx, 'outbox.read')
  const mail = await inTransaction(ctx, (tx) =>
    tx.db
      .selectFrom('keptMails')
      .selectAll()
      .where('workspaceId', '=', tx.workspaceId)
      .where('id', '=', mailId)
      .executeTakeFirst(),
  )
  if (!mail) throw notFound('mail')
  return mail
}

const MailBody = z.object({
  id: id('mail'),
  to: z.string(),
  subject: z.string(),
  stream: z.enum(['account', 'subscription']),
  createdAt: timestamp,
})

export const outboxEndpoints = [
  endpoint({
    operationId: 'listOutbox',
    summary: 'List mail that was kept because no mail server is configured',
    method: 'get',
    path: '/outbox',
    permission: 'outbox.read',
    query: pageQuery,
    response: pageOf(MailBody).extend({
      keeping: z.boolean().meta({ description: 'False once a mail server is configured: new mail is sent' }),
    }),
    handle: async (ctx, { query }) => {
      const { items, nextCursor } = await listKeptMails(ctx, query)
      const mails = items.map((mail) => ({ ...mail, to: mail.recipient }))
      return { items: mails, nextCursor, keeping: ctx.config.smtpUrl === null }
    },
  }),
  endpoint({
    operationId: 'getOutboxMail',
    summary: 'Read one kept mail',
    method: 'get',
    path: '/outbox/{mailId}',
    permission: 'outbox.read',
    params: z.object({ mailId: id('mail') }),
    response: MailBody.extend({
      text: z.string(),
      html: z.string(),
      headers: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
    handle: async (ctx, { params }) => {
      const mail = await getKeptMail(ctx, params.mailId)
      const headers = Object.entries(mail.headers).map(([name, value]) => ({ name, value }))
      return { ...mail, to: mail.recipient, headers }
    },
  }),
]
