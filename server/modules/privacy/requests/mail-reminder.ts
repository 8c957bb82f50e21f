import { findPeople, sendOnce } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { definePlatformJob, type PlatformJob } from '#platform/jobs'
import { renderMail } from '#platform/mail'
import { z } from 'zod'
import { inUtc } from './letters.ts'
import { typeWords } from './request.ts'
import * as repo from './repo.ts'

const input = z.object({
  requestId: z.string(),
  userId: z.string(),
  /** Of days that are left. */ number: z.number().int(),
})

/** Tells somebody who runs the installation that a request waits; who asks stands in the app, not in the mail. */
export const mailReminder: PlatformJob<z.infer<typeof input>> = definePlatformJob({
  name: 'privacy.mailReminder',
  purpose: 'compliance',
  reads: ['C01', 'C31'],
  input,
  handle: send,
})

async function send(
  services: Services,
  { requestId, number: daysBefore, userId }: z.infer<typeof input>,
): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const request = await repo.findRequest(tx, requestId)
    const person = (await findPeople(tx, [userId])).get(userId)
    return request?.state === 'open' && person && { request, person }
  })
  if (!found) return
  const { request, person } = found
  const title = titleOf(daysBefore)
  const content = {
    title,
    paragraphs: [
      `Somebody asked ${typeWords[request.type]}, and has no answer yet.`,
      {
        table: [
          ['Received', inUtc(request.receivedAt)],
          ['Answer by', inUtc(request.dueAt)],
        ] as [string, string][],
      },
      {
        button: {
          label: 'Open the request',
          url: `${services.config.appUrl}/app/staff?tab=requests&request=${requestId}`,
        },
      },
    ],
    footer: ['You get this because you run this installation. It cannot be turned off.'],
  }
  await sendOnce(services, {
    ...renderMail(content),
    to: person.email,
    subject: title,
    messageId: `${requestId}-${daysBefore}-${userId}@${new URL(services.config.appUrl).hostname}`,
    stream: 'account',
    workspaceId: null,
    headers: { 'Content-Language': 'en' },
  })
}

function titleOf(daysBefore: number): string {
  if (daysBefore === 0) return 'Overdue: a privacy request has no answer'
  return `A privacy request has to be answered within ${daysBefore} ${daysBefore === 1 ? 'day' : 'days'}`
}
