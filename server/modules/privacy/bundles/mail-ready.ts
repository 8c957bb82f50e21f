/** Tells whoever asked for an export that it is there. The mail holds no secret: the screen asks who one is. */
import { z } from 'zod'
import { findPeople, sendOnce } from '#modules/users'
import { findWorkspaces } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { definePlatformJob, enqueueForPlatform, type PlatformJob } from '#platform/jobs'
import { linkSecret } from '#platform/vault'
import { renderMail, type MailContent } from '#platform/mail'
import * as people from './person-export-repo.ts'

const input = z.object({ exportId: z.string(), userId: z.string().nullable(), workspaceId: z.string().nullable() })
type Input = z.infer<typeof input>

const job: PlatformJob<Input> = definePlatformJob({
  name: 'privacy.mailExport',
  purpose: 'compliance',
  reads: ['C31'],
  input,
  handle: send,
})

export const mailReady = {
  job,
  /** In the transaction in which it became ready. A person without a sign-in has no `userId`. */
  enqueue: (tx: PlatformTx, about: Input): Promise<void> => enqueueForPlatform(tx, job, about),
}

async function send(services: Services, { exportId, userId, workspaceId }: Input): Promise<void> {
  const { config } = services
  const { to, workspace } = await inPlatformTransaction(services, async (tx) => ({
    to:
      userId === null
        ? ((await people.find(tx, exportId))?.address ?? undefined)
        : (await findPeople(tx, [userId])).get(userId)?.email,
    workspace: workspaceId === null ? undefined : (await findWorkspaces(tx, [workspaceId])).get(workspaceId),
  }))
  if (to === undefined || (workspaceId !== null && !workspace)) return
  const screen = workspace ? `${workspace.slug}/settings/privacy` : 'you?tab=privacy'
  const url = userId === null ? exportLink(services, exportId) : `${config.appUrl}/app/${screen}`
  const content = words(url, { ofWorkspace: workspaceId !== null, signedIn: userId !== null })
  await sendOnce(services, {
    ...renderMail(content),
    to,
    subject: content.title,
    messageId: `${exportId}@${new URL(config.appUrl).hostname}`,
    stream: 'account',
    workspaceId: null,
    headers: { 'Content-Language': 'en' },
  })
}

const purpose = 'privacy export of a person without a sign-in'

/** Where somebody without a sign-in fetches it; the secret stands behind the `#`, which browsers send to nobody. */
export function exportLink({ config, vault }: Pick<Services, 'config' | 'vault'>, exportId: string): string {
  return `${config.appUrl}/app/privacy-export#${linkSecret(vault, purpose, exportId)}`
}

export const exportLinkPurpose = purpose

function words(url: string, { ofWorkspace, signedIn }: { ofWorkspace: boolean; signedIn: boolean }): MailContent {
  const what = ofWorkspace ? 'The export of your workspace' : 'The copy of your data'
  return {
    title: `${what} is ready`,
    paragraphs: [
      `${what} that you asked for is ready. It can be fetched for seven days; then it is deleted.`,
      { button: { label: signedIn ? 'Sign in and fetch it' : 'Fetch it', url } },
    ],
    footer: [
      signedIn
        ? 'If you did not ask for it, choose a new password at once, and look at what is listed under your activity.'
        : 'If you did not ask for it, do nothing: nobody but the reader of this mail can fetch it.',
    ],
  }
}
