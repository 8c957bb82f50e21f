import { findPeople, sendOnce } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { definePlatformJob, type PlatformJob } from '#platform/jobs'
import { z } from 'zod'
import { inUtc, message } from '../mail.ts'
import * as repo from './repo.ts'

const input = z.object({ signalId: z.string() })

/** Tells a person that others try passwords for their sign-in. */
export const mailGuessing: PlatformJob<z.infer<typeof input>> = definePlatformJob({
  name: 'staff.mailGuessing',
  purpose: 'security',
  reads: ['C01', 'C07'],
  input,
  handle: send,
})

async function send(services: Services, { signalId }: z.infer<typeof input>): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const signal = await repo.findSignal(tx, signalId)
    const userId = signal?.userId
    const person = userId ? (await findPeople(tx, [userId])).get(userId) : undefined
    return signal && person && { signal, person }
  })
  if (!found) return
  const { signal, person } = found
  const content = {
    title: 'Somebody keeps trying passwords for your sign-in',
    paragraphs: [
      `Passwords for your address were refused ${signal.counted} times from many places within an hour, until ` +
        `${inUtc(signal.at)}. Nobody got in by that, and tries are limited.`,
      'If you use your password anywhere else, choose another one here. With a passkey or codes from an app a password ' +
        'alone opens nothing.',
      { button: { label: 'See how you sign in', url: `${services.config.appUrl}/app/you?tab=security` } },
    ],
    footer: ['You get this at most once a day because it is about your own sign-in. It cannot be turned off.'],
  }
  await sendOnce(services, message(services, { address: person.email, id: signal.id }, content))
}
