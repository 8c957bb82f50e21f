import { findPeople, sendOnce } from '#modules/users'
import { listOwners } from '#modules/workspaces'
import type { PersonContext, Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { conflict } from '#platform/errors'
import { definePlatformJob, enqueueForPlatform, type PlatformJob } from '#platform/jobs'
import type { MailMessage } from '#platform/mail'
import { z } from 'zod'
import { asStaff } from '../as-staff.ts'
import { inUtc, message } from '../mail.ts'
import type { Breach } from './breach.ts'
import * as repo from './repo.ts'

export type Recipient = { id: string; name: string; email: string; workspaces: string[]; toldAt: Date | null }

/** The owners of the workspaces concerned, each once, and when they were told. */
export async function listRecipients(tx: PlatformTx, { id, workspaceIds }: Breach): Promise<Recipient[]> {
  const owned = await listOwners(tx, workspaceIds)
  const people = await findPeople(tx, [...new Set(owned.map(({ userId }) => userId))])
  const told = new Map((await repo.listNotices(tx, id)).map(({ userId, createdAt }) => [userId, createdAt]))
  return [...people.values()].map((person) => ({
    ...person,
    workspaces: owned.filter(({ userId }) => userId === person.id).map(({ name }) => name),
    toldAt: told.get(person.id) ?? null,
  }))
}

/** The mail as the first of those would get it who have not been told, and who they are. */
export function previewNotice(ctx: PersonContext, id: string, text: string) {
  return asStaff(ctx, async (tx) => {
    const breach = await repo.getBreachForUpdate(tx, id)
    const recipients = (await listRecipients(tx, breach)).filter(({ toldAt }) => toldAt === null)
    const [first] = recipients
    const to = first ?? { id: '', email: '', workspaces: ['…'] }
    const mail = noticeMail(tx, breach, to, text)
    return { subject: mail.subject, text: mail.text, recipients }
  })
}

/**
 * Mails the owners who have not been told yet; each is recorded once, with the text. Returns how many. Throws conflict
 * when everyone was told, and for a breach that is closed.
 */
export function tellOwners(ctx: PersonContext, id: string, text: string): Promise<{ told: number }> {
  return asStaff(ctx, async (tx) => {
    const breach = await repo.getBreachForUpdate(tx, id)
    if (breach.closedAt) throw conflict('this breach is closed: open it again first')
    const recipients = (await listRecipients(tx, breach)).filter(({ toldAt }) => toldAt === null)
    if (recipients.length === 0) throw conflict('every owner has been told already')
    const data = { text, owners: recipients.length }
    const actId = await repo.appendAct(tx, { breachId: id, userId: ctx.person.id, type: 'ownersTold', data })
    for (const { id: userId } of recipients) {
      const isNew = await repo.insertNotice(tx, { breachId: id, userId, actId, createdAt: tx.now(), sentAt: null })
      if (isNew) await enqueueForPlatform(tx, mailNotice, { breachId: id, userId })
    }
    return { told: recipients.length }
  })
}

const input = z.object({ breachId: z.string(), userId: z.string() })

export const mailNotice: PlatformJob<z.infer<typeof input>> = definePlatformJob({
  name: 'staff.mailBreachNotice',
  purpose: 'compliance',
  reads: ['C01', 'C08', 'C32'],
  input,
  handle: send,
})

async function send(services: Services, { breachId, userId }: z.infer<typeof input>): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const breach = await repo.findBreach(tx, breachId)
    const notice = await repo.findNotice(tx, breachId, userId)
    if (!breach || !notice || notice.sentAt) return undefined
    const act = await repo.findAct(tx, notice.actId)
    const text = z.object({ text: z.string() }).parse(act?.data).text
    const owned = (await listOwners(tx, breach.workspaceIds)).filter((each) => each.userId === userId)
    const person = (await findPeople(tx, [userId])).get(userId)
    return person && { breach, notice, text, to: { ...person, workspaces: owned.map(({ name }) => name) } }
  })
  if (!found) return
  const { breach, notice, text, to } = found
  await sendOnce(services, noticeMail(services, breach, to, text))
  await inPlatformTransaction(services, (tx) => repo.markSent(tx, notice))
}

function noticeMail(
  services: Services,
  { id, noticedAt, categories }: Breach,
  to: Pick<Recipient, 'id' | 'email' | 'workspaces'>,
  text: string,
): MailMessage {
  const table: [string, string][] = [
    ['Workspaces', to.workspaces.join(', ')],
    ['Noticed', inUtc(noticedAt)],
    ['Kinds of data', categories.join(', ') || 'not known yet'],
  ]
  return message(
    services,
    { address: to.email, id: `${id}-${to.id}` },
    {
      title: 'A breach of security concerns data of your workspace',
      paragraphs: [...text.split(/\n{2,}/), { table }],
      footer: ['You get this because you own a workspace that is concerned. It cannot be turned off.'],
    },
  )
}
