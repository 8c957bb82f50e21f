import { findPeople, sendOnce } from '#modules/users'
import { findWorkspaces } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { definePlatformJob, type PlatformJob } from '#platform/jobs'
import { renderMail } from '#platform/mail'
import { z } from 'zod'
import { inUtc } from '../letters.ts'
import { typeWords } from '../request.ts'
import * as repo from './repo.ts'

const input = z.object({
  workspaceId: z.string(),
  routedId: z.string(),
  userId: z.string(),
  /** 0 when it came, then the reminders as they are counted. */
  number: z.number().int(),
})

/** Tells an owner that somebody asks about data in their workspace; who it is stands in the app, not in the mail. */
export const mailRouted: PlatformJob<z.infer<typeof input>> = definePlatformJob({
  name: 'privacy.mailWorkspaceRequest',
  purpose: 'compliance',
  reads: ['C01', 'C08', 'C31'],
  input,
  handle: send,
})

async function send(
  services: Services,
  { workspaceId, routedId, userId, number }: z.infer<typeof input>,
): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const routed = await repo.findRoutedAnywhere(tx, routedId)
    const workspace = (await findWorkspaces(tx, [workspaceId])).get(workspaceId)
    const person = (await findPeople(tx, [userId])).get(userId)
    return routed && routed.answeredAt === null && workspace && person && { routed, workspace, person }
  })
  if (!found) return
  const { routed, workspace, person } = found
  const title =
    number === 0 ? 'A privacy request about your workspace' : 'A privacy request still waits for your answer'
  const content = {
    title,
    paragraphs: [
      `Somebody asked ${typeWords[routed.type]}. It is about content of your workspace “${workspace.name}”, so it is ` +
        'for you to decide.',
      { table: [['To be answered by', inUtc(routed.dueAt)]] as [string, string][] },
      {
        button: {
          label: 'See the request',
          url: `${services.config.appUrl}/app/${workspace.slug}/settings/privacy`,
        },
      },
    ],
    footer: ['You get this because you own the workspace. It cannot be turned off.'],
  }
  await sendOnce(services, {
    ...renderMail(content),
    to: person.email,
    subject: title,
    messageId: `${routedId}-${number}-${userId}@${new URL(services.config.appUrl).hostname}`,
    stream: 'account',
    workspaceId,
    headers: { 'Content-Language': 'en' },
  })
}
